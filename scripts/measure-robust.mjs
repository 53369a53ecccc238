// Measures how many steps each method of the claim hrta.robust takes in the time in which plain Adam takes 1000. Run it on an idle machine.

import { arms, contests, methodIn } from "../dist/study/claim/hrta-runs/robust-plan.js";
import { calibrateExperiment } from "../dist/study/experiment/calibrate.js";

const SECONDS = 1;
const rows = [];
for (const contest of contests("full").filter(({ steps }) => steps === 1000)) {
  const row = [];
  for (const arm of arms) {
    const params = { problem: contest.problem, method: methodIn(contest, arm), seconds: SECONDS };
    row.push((await calibrateExperiment.run(JSON.parse(JSON.stringify(params)), 0, {})).steps);
  }
  const adam = row[arms.findIndex(({ label }) => label === "Adam")];
  rows.push({ contest: contest.name, adam, ratios: row.map((steps) => steps / adam) });
  console.log(
    contest.name,
    adam,
    rows
      .at(-1)
      .ratios.map((r) => r.toFixed(2))
      .join(" "),
  );
}
const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
arms.forEach(({ label }, i) => {
  const all = rows.map(({ ratios }) => ratios[i]);
  const median = middle(all);
  console.log(`${label}: ${median.toFixed(3)} (${all[0].toFixed(2)} to ${all.at(-1).toFixed(2)})`);
});
