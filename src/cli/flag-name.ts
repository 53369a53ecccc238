/** Flags whose names do not follow from the field's. */
const named: Readonly<Record<string, string>> = {
  "data.file": "the data file",
  "data.targets": "--target",
  "data.standardize": "--no-standardize",
  "network.trainSlope": "--train-s",
  "optimizer.rate": "--rate",
  "optimizer.decay": "--decay",
  "relaxation.switch": "--switch",
};

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The flag of `hrta train` that a field of the specification was written from: network.inputInit -> --input-init. */
export function flagName(path: readonly PropertyKey[]): string {
  const [group, field] = path.map(String);
  const own = named[`${group}.${field}`];
  if (own) return own;
  if (group === "data" || group === "network" || group === "penalties") return `--${kebab(field)}`;
  if (group === "moves") return "--move-s";
  const rest = path.slice(1).map(String);
  const option =
    rest.length === 0 || rest[0] === "name" ? "" : ` ${rest.filter((part) => !/^\d+$/.test(part)).join(".")}`;
  if (group === "optimizer" || group === "relaxation") return `--${group}${option}`;
  return `--${kebab(group)}`;
}
