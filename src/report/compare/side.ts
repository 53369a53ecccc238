import type { BudgetResult, Comparison, Side, Standing } from "../../study/compare/index.js";
import { colours } from "../figure/frame.js";

type Standings = BudgetResult["standings"];

/** The sides in the order in which they are told, with the colour that each has in all figures. */
export const sides: readonly { readonly side: Side; readonly name: string; readonly colour: string }[] = [
  { side: "baseline", name: "baseline", colour: colours.blue },
  { side: "relaxation", name: "relaxation", colour: colours.orange },
  { side: "untrained", name: "no training", colour: colours.green },
];

/** The sides that have methods, each with its methods by their test error, those without one last. */
export const bySide = (standings: Standings) => {
  const error = ({ test }: Standing) => test?.estimate ?? Number.POSITIVE_INFINITY;
  return sides
    .map((side) => ({
      ...side,
      methods: standings
        .filter((standing) => standing.side === side.side)
        .sort((a, b) => (error(a) < error(b) ? -1 : error(a) > error(b) ? 1 : 0)),
    }))
    .filter(({ methods }) => methods.length > 0);
};

/** The method of a side that the validation data chose most often; of equals the first, undefined where none was chosen. */
export const mostPicked = (standings: Standings, side: Side): Standing | undefined =>
  standings
    .filter((standing) => standing.side === side && standing.picked > 0)
    .reduce<Standing | undefined>((best, one) => (best && best.picked >= one.picked ? best : one), undefined);

/** What became of runs that are missing or diverged, or nothing where all ended well. */
export const trouble = ({ runs, diverged }: Standing, seeds: number): string =>
  [
    ...(runs < seeds ? [`${runs} of ${seeds} runs`] : []),
    ...(diverged === 0 ? [] : diverged === runs ? ["diverged"] : [`${diverged} of ${runs} diverged`]),
  ].join(", ");

/** For classes these fit squares to the labels, whatever the others do. */
const SQUARES = "Gauss-Newton";

/** Whether the method's training loss is the same quantity as that of the others. */
export const sharesLoss = ({ task }: Pick<Comparison, "task">, { side, label }: Standing): boolean =>
  task === "regression" || (side !== "untrained" && label !== SQUARES);
