/**
 * Calls `stop` at the first Ctrl-C or SIGTERM; a second one finds no handler and ends the process at once.
 * @returns what takes the handlers away, for the end of the work.
 */
export function onInterrupt(stop: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const handle = () => {
    release();
    stop();
  };
  const release = () => {
    for (const signal of signals) process.removeListener(signal, handle);
  };
  for (const signal of signals) process.on(signal, handle);
  return release;
}
