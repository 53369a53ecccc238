// npm run reproduce: sets up what is missing, then runs the studies of all claims, or of those that are named; with "-- --quick" in a
// small version. Beyond that it is npm start.
// npm runs scripts in the package's folder: the user's own paths are relative to where npm was called.
if (process.env.npm_lifecycle_event === "reproduce" && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
const [first] = process.argv.slice(2);
process.argv.splice(2, 0, "reproduce", ...(first === undefined || first.startsWith("-") ? ["all"] : []));
await import("./start.mjs");
