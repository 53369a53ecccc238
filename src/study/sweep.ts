/** Combinations that the sweep of one method may have. */
const MOST = 1000;

/**
 * The methods that one with a `sweep` stands for: every combination of the values that it names for its fields, each with the values in
 * its label; a method without one is itself.
 * @param fail told what is wrong with the sweep.
 */
export function swept(method: unknown, fail: (message: string) => never): unknown[] {
  if (!isObject(method) || method.sweep === undefined) return [method];
  const { sweep, ...base } = method;
  if (!isObject(sweep) || Object.keys(sweep).length === 0)
    return fail(`expected lists of values by field, for instance { "optimizer.rate": [0.001, 0.01] }`);
  let result: Record<string, unknown>[] = [base];
  for (const [field, values] of Object.entries(sweep)) {
    if (!Array.isArray(values) || values.length === 0)
      return fail(`${field}: expected a list of values, got ${JSON.stringify(values)}`);
    if (field === "label" || field === "comment") return fail(`${field}: says nothing of the computation`);
    result = result.flatMap((one) => values.map((value) => withValue(one, field, value, fail)));
    if (result.length > MOST) return fail(`more than ${MOST} combinations; make several studies of them`);
  }
  return result;
}

function withValue(
  method: Record<string, unknown>,
  field: string,
  value: unknown,
  fail: (message: string) => never,
): Record<string, unknown> {
  const path = field.split(".");
  const label = typeof method.label === "string" ? method.label : "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return {
    ...set(method, path, value, () => fail(`${field}: no such field`)),
    label: `${label}, ${path[path.length - 1]} ${text}`,
  };
}

/** A copy in which the field is set; the objects on the way to it are made where they are missing. */
function set(
  target: Record<string, unknown>,
  [key, ...rest]: readonly string[],
  value: unknown,
  fail: () => never,
): Record<string, unknown> {
  if (key === undefined || key === "") return fail();
  if (rest.length === 0) return { ...target, [key]: value };
  const inner = target[key] ?? {};
  return isObject(inner) ? { ...target, [key]: set(inner, rest, value, fail) } : fail();
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
