import cliProgress from "cli-progress";
import type { Progress } from "../training/index.js";
import { duration, figure } from "./figure.js";

/** Shows how a run is getting on, on standard error, so that standard output stays clean. */
export interface Display {
  update(progress: Progress): void;
  /** A line beside the progress. */
  say(line: string): void;
  stop(): void;
}

export interface DisplayOptions {
  /** Shows nothing but what is said. */
  readonly quiet?: boolean;
  /** Where the run was taken up again. */
  readonly resumed?: { readonly step: number; readonly seconds: number };
  /** Where to; default: standard error. */
  readonly stream?: Output;
}

type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** A live bar on a terminal, plain lines now and then elsewhere. */
export function display({ quiet = false, resumed, stream = process.stderr }: DisplayOptions = {}): Display {
  if (quiet) return { update: () => {}, say: (line) => stream.write(`${line}\n`), stop: () => {} };
  const left = ({ step, steps, seconds }: Progress) => {
    const done = step - (resumed?.step ?? 0);
    return duration(done > 0 ? ((seconds - (resumed?.seconds ?? 0)) * (steps - step)) / done : Number.NaN);
  };
  return stream.isTTY ? bar(stream, left) : lines(stream, left, resumed);
}

type Left = (progress: Progress) => string;

function bar(stream: Output, left: Left): Display {
  const view = new cliProgress.SingleBar({
    format: "{bar} step {value}/{total}  s {s}  loss {loss}{validation}  {left} left",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    stream,
    fps: 12,
    gracefulExit: false,
    emptyOnZero: true,
  });
  let started = false;
  let last: Progress | undefined;
  const payload = (progress: Progress) => ({
    s: progress.s.toFixed(3),
    loss: figure(progress.loss),
    validation: held(progress),
    left: left(progress),
  });
  return {
    update(progress) {
      if (!started) view.start(progress.steps, progress.step, payload(progress));
      started = true;
      last = progress;
      view.update(progress.step, payload(progress));
    },
    say(line) {
      if (started) view.stop();
      stream.write(`${line}\n`);
      if (started && last) view.start(last.steps, last.step, payload(last));
    },
    stop() {
      if (started) view.stop();
    },
  };
}

/** Ten lines a run, and one every ten seconds where that is more. */
function lines(stream: Output, left: Left, resumed: DisplayOptions["resumed"]): Display {
  let printed = { step: 0, seconds: 0, ...resumed };
  return {
    update(progress) {
      const { step, steps, s, loss, seconds } = progress;
      if (step !== steps && step - printed.step < steps / 10 && seconds - printed.seconds < 10) return;
      printed = { step, seconds };
      const rest = step === steps ? `in ${duration(seconds)}` : `${left(progress)} left`;
      stream.write(`step ${step}/${steps}  s ${s.toFixed(3)}  loss ${figure(loss)}${held(progress)}  ${rest}\n`);
    },
    say: (line) => stream.write(`${line}\n`),
    stop() {},
  };
}

const held = ({ validation }: Progress): string =>
  Number.isNaN(validation) ? "" : `  validation ${figure(validation)}`;
