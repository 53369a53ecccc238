import { config } from "zod";

// Zod makes its parsers from text where it may. Here it may not, and its attempt alone would be reported as a breach of the
// page's policy: imported before any module with a schema.
config({ jitless: true });
