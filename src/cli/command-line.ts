import { command } from "./command.js";

/** A word as a shell takes it, with quotes where it needs them. */
export const quoted = (word: string): string =>
  /^[\w./:,=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** The command as it was typed. */
export const commandLine = (): string => [command, ...process.argv.slice(2).map(quoted)].join(" ");
