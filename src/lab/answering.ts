import { InputError } from "../model/errors.js";

/** An error for the user to read; what is no fault of the input keeps its name. */
export const words = (error: unknown): string =>
  error instanceof InputError || error instanceof RangeError ? error.message : String(error);

/** Hands requests to a host; what it throws is told to the page, which goes on. */
export const answering =
  <Request>(handle: (request: Request) => Promise<void>, tell: (failed: { type: "failed"; message: string }) => void) =>
  async (request: Request): Promise<void> => {
    try {
      await handle(request);
    } catch (error) {
      tell({ type: "failed", message: words(error) });
    }
  };
