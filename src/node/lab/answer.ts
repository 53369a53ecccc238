import { realpathSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join, sep } from "node:path";
import sirv from "sirv";
import { InputError } from "../../model/errors.js";
import { labHeaders } from "./headers.js";
import { isOwnHost } from "./host.js";
import type { ServedFile } from "./served-file.js";

export interface AnswerOptions {
  /** Folder of the page. */
  readonly folder: string;
  /** The host that the server listens on. */
  readonly host: string;
  readonly data?: ServedFile;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A refusal: its status, and a sentence for whoever looks. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const missing = (): Refusal => new Refusal(404, "There is nothing here.");

/**
 * Answers requests for the page's own files, for `data.json` (the names of the user's files that are served, at most one) and for
 * `data/NAME`. Everything else is refused; nothing that a request holds can end the server.
 */
export function labAnswer({ folder: given, host, data }: AnswerOptions): Answer {
  const folder = realpathSync(given);
  // As in development: looked up at every request, because a build may replace the files while the lab is open.
  const files = sirv(folder, { dev: true, etag: true, extensions: [] });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(labHeaders)) response.setHeader(name, value);
    const named = request.headers.host;
    if (named === undefined) throw new Refusal(400, "A Host header is missing.");
    if (!isOwnHost(named, host, request.socket.localAddress))
      throw new Refusal(
        421,
        "This server does not answer to that name: use its address, or start it with --host NAME.",
      );
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("allow", "GET, HEAD");
      throw new Refusal(405, "Only GET and HEAD are answered.");
    }
    const segments = segmentsOf(request.url ?? "");
    if (segments.join("/") === "data.json")
      return send(response, JSON.stringify(data ? [data.name] : []), "application/json");
    if (data && segments.length === 2 && segments[0] === "data" && segments[1] === data.name)
      return send(response, await data.read(), "text/csv; charset=utf-8");
    await own(segments, request, response);
  }

  async function own(segments: readonly string[], request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = segments.join("/") || "index.html";
    // The page's files have plain names, so that no other spelling (.., dots in front, encoded slashes) needs a thought.
    if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(path) || segments.some((part) => part.includes("/"))) throw missing();
    const real = await realpath(join(folder, path)).catch(() => folder);
    const inside = real.startsWith(folder + sep) && (await stat(real).catch(() => undefined))?.isFile();
    if (!inside) throw missing();
    response.setHeader(
      "cache-control",
      path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    );
    request.url = `/${path}`;
    // Parts of a file are of no use here, and impossible ranges would throw.
    delete request.headers.range;
    response.once("pipe", (source) => {
      source.once("error", () => response.destroy());
      response.once("close", () => source.destroy());
    });
    files(request, response, () => refuse(response, missing()));
  }

  return (request, response) => answer(request, response).catch((error) => refuse(response, error));
}

/** The decoded parts of a request's path. */
function segmentsOf(target: string): string[] {
  const path = target.split("?")[0];
  if (!path.startsWith("/")) throw missing();
  try {
    return path.slice(1).split("/").map(decodeURIComponent);
  } catch {
    throw new Refusal(400, "The path has a % that stands for no character.");
  }
}

function send(response: ServerResponse, body: string | Uint8Array, type: string): void {
  response.setHeader("cache-control", "no-store");
  response.writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(body) }).end(body);
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const known = error instanceof Refusal || error instanceof InputError;
  const body = `${known ? error.message : "The lab could not answer this."}\n`;
  response.setHeader("cache-control", "no-store");
  response
    .writeHead(error instanceof Refusal ? error.status : error instanceof InputError ? 404 : 500, {
      "content-type": "text/plain; charset=utf-8",
      "content-length": Buffer.byteLength(body),
    })
    .end(body);
}
