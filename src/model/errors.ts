/**
 * Something that the user can put right: a file, an option, a value.
 * The message is one line that names it, says what was expected and what to do; the command line prints it and exits with 2.
 */
export class InputError extends Error {
  override readonly name = "InputError";

  constructor(message: string) {
    // Names and values from files can hold line ends.
    super(message.replace(/\s*[\r\n]\s*/g, " "));
  }
}
