import { hostname } from "node:os";

const loopback = ["localhost", "127.0.0.1", "[::1]"];
const wildcards = ["0.0.0.0", "::"];

/** `[::1]` as `::1`, the form that sockets take. */
export const bare = (host: string): string => host.replace(/^\[(.*)\]$/, "$1");

const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host).toLowerCase();

/** Whether a server that listens on this host can be reached from this machine only. */
export const isLoopback = (host: string): boolean => {
  const name = bracketed(bare(host));
  return loopback.includes(name) || /^127(\.\d{1,3}){3}$/.test(name);
};

/** The host as it stands in an address to open: of a server that listens everywhere, the loopback one. */
export function hostInAddress(host: string): string {
  const name = bare(host);
  if (wildcards.includes(name)) return name === "::" ? "[::1]" : "127.0.0.1";
  return bracketed(name);
}

/**
 * Whether a Host header names this server. A foreign site whose name was pointed at this machine (DNS rebinding) sends its own name,
 * and is refused; an address of ours cannot be so pointed.
 * @param host that the server was told to listen on.
 * @param local address of ours that the request came to.
 */
export function isOwnHost(header: string, host: string, local: string | undefined): boolean {
  const name = /^(\[[\da-f:.]+\]|[^\s:/?#@[\]]+)(:\d{1,5})?$/i.exec(header)?.[1].toLowerCase();
  if (name === undefined) return false;
  const own = [...loopback, bracketed(bare(host))];
  if (local) own.push(bracketed(local.replace(/^::ffff:(?=\d+\.)/, "")));
  if (!isLoopback(host)) own.push(hostname().toLowerCase());
  return own.includes(name);
}
