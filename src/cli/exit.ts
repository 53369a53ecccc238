/** Exit codes of every command. */
export const exitCodes = { ok: 0, failure: 1, input: 2, diverged: 3, stopped: 130 } as const;
