import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * What a Python script of bench/peers prints as JSON, or { reason } why there is nothing to compare.
 * Debian's packages belong to /usr/bin/python3, which need not be the first python3 on the path.
 */
export function peer(script, args, env = {}) {
  const path = fileURLToPath(new URL(`peers/${script}`, import.meta.url));
  let reason = "python3 is not installed";
  for (const python of ["python3", "/usr/bin/python3"])
    try {
      const output = execFileSync(python, [path, ...args.map(String)], {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, ...env },
      });
      return JSON.parse(output.toString());
    } catch (error) {
      if (error.code === "ENOENT") continue;
      reason = error.stderr?.toString().trim().split("\n").pop() ?? error.message;
    }
  return { reason };
}
