import cliProgress from "cli-progress";
import type { Progress } from "../training/index.js";

/** Shows how a run is getting on. */
export interface Display {
  update(progress: Progress): void;
  stop(): void;
}

const nothing: Display = { update: () => {}, stop: () => {} };

/** "1 h 02 min", "3 min 05 s", "4.2 s". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.round(seconds) % 60).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** Up to four significant digits, small and large numbers with an exponent. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(3) : String(Number(value.toPrecision(4)));
}

const remaining = ({ step, steps, seconds }: Progress, before: number) =>
  step > before ? (seconds * (steps - step)) / Math.max(step - before, 1) : Number.NaN;

/**
 * A live bar on a terminal, a plain line now and then elsewhere, on standard error so that standard output stays clean.
 * @param before steps that were done before this session (a resumed run).
 */
export function display({ quiet = false, before = 0 }: { quiet?: boolean; before?: number } = {}): Display {
  if (quiet) return nothing;
  return process.stderr.isTTY ? bar(before) : lines(before);
}

function bar(before: number): Display {
  const view = new cliProgress.SingleBar({
    format: "{bar} step {value}/{total}  s {s}  loss {loss}{validation}  {left} left",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    stream: process.stderr,
    fps: 12,
    gracefulExit: false,
    emptyOnZero: true,
  });
  let started = false;
  return {
    update(progress) {
      const payload = {
        s: progress.s.toFixed(3),
        loss: figure(progress.loss),
        validation: Number.isNaN(progress.validation) ? "" : `  validation ${figure(progress.validation)}`,
        left: duration(remaining(progress, before)),
      };
      if (!started) view.start(progress.steps, progress.step, payload);
      started = true;
      view.update(progress.step, payload);
    },
    stop() {
      if (started) view.stop();
    },
  };
}

/** Ten lines a run, and one every ten seconds where that is more. */
function lines(before: number): Display {
  let printedAt = 0;
  let printedStep = before;
  return {
    update(progress) {
      const { step, steps, s, loss, validation, seconds } = progress;
      if (step !== steps && step - printedStep < steps / 10 && seconds - printedAt < 10) return;
      printedAt = seconds;
      printedStep = step;
      const held = Number.isNaN(validation) ? "" : `  validation ${figure(validation)}`;
      process.stderr.write(
        `step ${step}/${steps}  s ${s.toFixed(3)}  loss ${figure(loss)}${held}  ${duration(remaining(progress, before))} left\n`,
      );
    },
    stop() {},
  };
}
