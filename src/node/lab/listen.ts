import { createServer, type Server } from "node:net";
import { InputError } from "../../model/errors.js";
import { bare } from "./host.js";

const lastPort = 65_535;

/** Starts to listen. @throws the system's error, with its `code`. */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: bare(host) }, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}

/** Starts to listen on the first free port from this one on. */
export async function listenFrom(server: Server, first: number, host: string): Promise<void> {
  for (let port = first; ; port++)
    try {
      return await listen(server, port, host);
    } catch (error) {
      if (port === lastPort || !isBusy(error)) throw error;
    }
}

/** The first free port after this one, found by listening there for a moment; undefined if there is none. */
export async function nextFree(after: number, host: string): Promise<number | undefined> {
  for (let port = after + 1; port <= lastPort; port++) {
    const probe = createServer();
    try {
      await listen(probe, port, host);
      await new Promise((resolve) => probe.close(resolve));
      return port;
    } catch (error) {
      if (!isBusy(error)) return undefined;
    }
  }
  return undefined;
}

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? error.code : undefined);

// A port may also be kept from everyone but the administrator.
const isBusy = (error: unknown) => codeOf(error) === "EADDRINUSE" || codeOf(error) === "EACCES";

/**
 * The system's error of a port or host as one line that says what to do instead; others come back as they are.
 * @param command how the user starts the lab.
 */
export async function listenError(error: unknown, port: number, host: string, command: string): Promise<unknown> {
  switch (codeOf(error)) {
    case "EADDRINUSE": {
      const free = await nextFree(port, host);
      const advice = free === undefined ? "take another" : `the next free one is ${free}: ${command} --port ${free}`;
      return new InputError(`port ${port} is taken; ${advice}`);
    }
    case "EACCES":
      return new InputError(
        port < 1024
          ? `port ${port}: ports below 1024 are the administrator's; take a higher one, or leave --port out`
          : `port ${port}: the system keeps it for others; take another, or leave --port out`,
      );
    case "EADDRNOTAVAIL":
      return new InputError(
        `--host ${host}: this machine has no such address; expected one of its own, or a name of it`,
      );
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EINVAL":
      return new InputError(
        `--host ${host}: there is no such host; expected an address of this machine, or a name of it`,
      );
    default:
      return error;
  }
}
