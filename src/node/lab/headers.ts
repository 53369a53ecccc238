import { policyHeader } from "./policy.js";

/**
 * Sent with every answer, refusals included. The page runs alone: no other site may frame it, open it, read it or be loaded into
 * it. Isolated across origins it may also share memory between threads.
 */
export const labHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": policyHeader,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "permissions-policy":
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
};
