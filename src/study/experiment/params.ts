import type { z } from "zod";
import { InputError } from "../../model/errors.js";
import { complaint, deepest, fieldName } from "../../model/spec-error.js";
import type { Json } from "../cell.js";

/**
 * Parameters of an experiment, checked.
 * @throws InputError naming the experiment and its first wrong field.
 */
export function parseParams<T>(schema: z.ZodType<T>, params: Json, experiment: string): T {
  const parsed = schema.safeParse(params, { error: complaint });
  if (parsed.success) return parsed.data;
  const { path, message } = deepest(parsed.error.issues[0]);
  throw new InputError(`${[experiment, fieldName(path)].filter(Boolean).join(": ")}: ${message}`);
}
