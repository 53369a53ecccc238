import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("peers/torch_steps.py", import.meta.url));

/**
 * Milliseconds of a step in PyTorch eager by workload and number of threads, or why there are none.
 * Debian's packages belong to /usr/bin/python3, which need not be the first python3 on the path.
 */
export function torchSteps(seconds, threads) {
  let reason = "python3 is not installed";
  for (const python of ["python3", "/usr/bin/python3"])
    try {
      const output = execFileSync(python, [script, String(seconds), ...threads.map(String)], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      return JSON.parse(output.toString());
    } catch (error) {
      if (error.code === "ENOENT") continue;
      reason = error.stderr?.toString().trim().split("\n").pop() ?? error.message;
    }
  return { reason };
}
