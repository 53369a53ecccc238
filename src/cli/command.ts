/** How this user calls the command line: `hrta`, or `npm start --` in a clone. */
export const command = process.env.HRTA_COMMAND || "hrta";
