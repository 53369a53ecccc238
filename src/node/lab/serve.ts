import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { InputError } from "../../model/errors.js";
import { labAnswer } from "./answer.js";
import { labHeaders } from "./headers.js";
import { hostInAddress } from "./host.js";
import { listen, listenError, listenFrom } from "./listen.js";
import type { ServedFile } from "./served-file.js";

/** The port of a lab that is asked for none. */
export const defaultPort = 8787;

export interface ServeLabOptions {
  /** Folder of the built page. */
  readonly folder: string;
  /** Port to listen on, 0 for any. Default: 8787, or the next free one. */
  readonly port?: number;
  /** Host to listen on. Default: 127.0.0.1, which other machines do not reach. */
  readonly host?: string;
  /** A file of the user's that the page may fetch. */
  readonly data?: ServedFile;
  /** How the user starts the lab, for advice in errors. Default: "hrta lab". */
  readonly command?: string;
}

export interface LabServer {
  /** Address to open. */
  readonly url: string;
  readonly port: number;
  /** Stops, cutting open connections; resolves once the port is free. */
  readonly close: () => Promise<void>;
}

/**
 * Serves the lab's page over HTTP: its own files and nothing else, read only, with headers that keep other sites out.
 * @throws InputError if the page is not built, or the port or host cannot be had.
 * @example const { url, close } = await serveLab({ folder: "dist/lab" });
 */
export async function serveLab(options: ServeLabOptions): Promise<LabServer> {
  const { folder, port, host = "127.0.0.1", data, command = "hrta lab" } = options;
  if (!existsSync(join(folder, "index.html")))
    throw new InputError(`the lab's page is not built (there is no ${join(folder, "index.html")}): run npm run build`);
  const answer = labAnswer({ folder, host, data });
  // Without requireHostHeader Node leaves the refusal to `answer`, whose headers stand on every reply.
  const server = createServer({ requireHostHeader: false }, answer);
  server.on("checkExpectation", answer);
  server.on("clientError", (_, socket) => {
    if (socket.writable) socket.end(malformed);
    else socket.destroy();
  });
  try {
    await (port === undefined ? listenFrom(server, defaultPort, host) : listen(server, port, host));
  } catch (error) {
    throw await listenError(error, port ?? defaultPort, host, command);
  }
  const actual = (server.address() as AddressInfo).port;
  return {
    url: `http://${hostInAddress(host)}:${actual}/`,
    port: actual,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const lines = Object.entries({ ...labHeaders, "content-length": "0", connection: "close" });
const malformed = ["HTTP/1.1 400 Bad Request", ...lines.map((line) => line.join(": ")), "", ""].join("\r\n");
