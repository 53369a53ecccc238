import { fileURLToPath } from "node:url";
import { isLoopback } from "../node/lab/host.js";
import { defaultPort, serveLab } from "../node/lab/serve.js";
import { servedFile } from "../node/lab/served-file.js";
import { command } from "./command.js";
import { exitCodes } from "./exit.js";
import { onInterrupt } from "./interrupt.js";

export interface LabFlags {
  readonly port?: number;
  readonly host?: string;
  readonly open: boolean;
}

/** The page as built, beside the compiled command line. */
const folder = fileURLToPath(new URL("../lab", import.meta.url));

const note = (text: string) => process.stderr.write(`${text}\n`);

/** Serves the lab until Ctrl-C or SIGTERM; returns the exit code. */
export async function lab(file: string | undefined, { port, host, open }: LabFlags): Promise<number> {
  const data = file === undefined ? undefined : await servedFile(file);
  const server = await serveLab({ folder, port, host, data, command: `${command} lab` });
  const stopped = new Promise<void>((resolve) => onInterrupt(resolve));
  if (port === undefined && server.port !== defaultPort)
    note(`Port ${defaultPort} is taken: the lab is at ${server.port}.`);
  if (host !== undefined && !isLoopback(host))
    note(`Warning: on ${host} the page${data ? " and your file are" : " is"} open to everyone on the network.`);
  // The page asks for the file itself; the part after # is not sent to any server.
  const url = data ? `${server.url}#serve=${encodeURIComponent(data.name)}` : server.url;
  process.stdout.write(`${url}\n`);
  note("Ctrl-C stops the lab.");
  if (open) await openBrowser(url);
  await stopped;
  await server.close();
  return exitCodes.ok;
}

/** Opens the user's browser; that there is none is no error, as the address stands on the screen. */
async function openBrowser(url: string): Promise<void> {
  const failed = () => note("No browser could be started: open the address above in one.");
  if (!hasScreen()) return void failed();
  try {
    const { default: start } = await import("open");
    const child = await start(url);
    child.once("error", failed);
    child.once("exit", (code) => {
      if (code) failed();
    });
  } catch {
    failed();
  }
}

/** Whether a browser could show itself: not in continuous integration, nor on a Linux without a display (WSL has Windows'). */
function hasScreen({ CI, DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME } = process.env): boolean {
  if (CI && CI !== "false") return false;
  return process.platform !== "linux" || Boolean(DISPLAY || WAYLAND_DISPLAY || WSL_DISTRO_NAME);
}
