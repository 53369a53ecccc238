import { median, quantile } from "../../statistic/index.js";
import type { ClaimFigure, CurveFigure, PointFigure } from "../claim.js";
import { lossFigure } from "./loss-figure.js";
import { lasting, type SeedExits, type Trained } from "./stages-data.js";
import { counts, type ExitSetting, stageSteps, stageValue } from "./stages-plan.js";

/** Losses of M stages beside one, and how long the stages last. */
export function stageFigures(
  trained: readonly Trained[],
  exits: readonly { readonly setting: ExitSetting; readonly seeds: readonly SeedExits[] }[],
): ClaimFigure[] {
  const shown: readonly (readonly [readonly number[], CurveFigure["marks"]])[] = counts
    .slice(1)
    .map((m) => [
      [1, m],
      counts.slice(1, m).map((p) => ({ x: (p - 1) * stageSteps(m) + 1, label: `s = ${stageValue(p)}` })),
    ]);
  const curves = shown.flatMap(([ms, marks]) => {
    const lines = ms.map((m) => ({ label: m === 1 ? "1 stage (Adam)" : `${m} stages`, fits: trained[m - 1].fits }));
    const figure = lossFigure(
      `Training loss, ${ms[1]} stages`,
      "s grows at every mark: look at the loss on both sides of it, and whether it ends lower than that of one stage.",
      lines,
      marks,
    );
    return figure ? [figure] : [];
  });
  const series = exits.flatMap(({ setting, seeds }): PointFigure["series"] => {
    const points = counts.flatMap((p) => {
      const times = lasting(seeds, p);
      if (times.length === 0) return [];
      return [{ x: p, y: median(times), low: quantile(times, 0.25), high: quantile(times, 0.75) }];
    });
    return points.length === 0 ? [] : [{ label: setting.name, points }];
  });
  if (series.length === 0) return curves;
  const points: PointFigure = {
    kind: "points",
    title: "How long a stage lasts until the kernel leaves its ball",
    caption:
      "Median and quartiles over the seeds that come to stage p, a stage without end counted as its limit; the claim is that the durations fall with p.",
    x: { label: "stage p", scale: "linear" },
    y: { label: "t_p* - t_(p-1)*", scale: "log" },
    series,
  };
  return [...curves, points];
}
