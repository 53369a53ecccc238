import cliProgress from "cli-progress";
import type { RunningCell, Standing } from "../node/study/tracker.js";
import { duration } from "./figure.js";

/** Shows how a study is getting on, on standard error. */
export interface StudyDisplay {
  update(standing: () => Standing, name: (id: string) => string): void;
  /** A line beside the progress. */
  say(line: string): void;
  stop(): void;
}

type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

export interface StudyDisplayOptions {
  /** Shows nothing but what is said. */
  readonly quiet?: boolean;
  /** Where to; default: standard error. */
  readonly stream?: Output;
}

/** Bars on a terminal, one for the study and one for each cell at work; plain lines now and then elsewhere. */
export function studyDisplay({ quiet = false, stream = process.stderr }: StudyDisplayOptions = {}): StudyDisplay {
  if (quiet) return { update: () => {}, say: (line) => void stream.write(`${line}\n`), stop: () => {} };
  return stream.isTTY ? bars(stream) : lines(stream);
}

const leftText = (left: number): string => (Number.isNaN(left) ? "" : `  ${duration(left)} left`);

const counts = ({ running, failed }: Standing): string =>
  `${running.length} running${failed > 0 ? `, ${failed} failed` : ""}`;

/** Cells at work that have a bar of their own; more would not fit a screen. */
const MOST_BARS = 8;
/** Longest name of a cell. */
const NAME = 56;
/** Renewed this often, in milliseconds. */
const RENEW = 200;

function bars(stream: Output): StudyDisplay {
  const multi = new cliProgress.MultiBar({
    format: "{bar} {text}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    stream,
    fps: 10,
    gracefulExit: false,
    emptyOnZero: true,
    clearOnComplete: false,
  });
  let total: cliProgress.SingleBar | undefined;
  const cells: cliProgress.SingleBar[] = [];
  let latest: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;

  function show(standing: Standing, name: (id: string) => string): void {
    const ended = standing.done + standing.failed;
    const text = `${standing.done}/${standing.total} cells, ${counts(standing)}${leftText(standing.left)}`;
    total ??= multi.create(standing.total, ended, { text });
    total.setTotal(standing.total);
    total.update(ended, { text });
    const shown = standing.running.slice(0, MOST_BARS);
    shown.forEach((running, i) => {
      const payload = { text: cellText(running, name) };
      if (cells[i]) cells[i].update(Math.round(100 * running.share), payload);
      else cells.push(multi.create(100, 0, payload));
    });
    for (const idle of cells.splice(shown.length)) multi.remove(idle);
  }

  return {
    update(standing, name) {
      latest = () => show(standing(), name);
      if (timer) return;
      latest();
      timer = setInterval(() => latest?.(), RENEW);
      timer.unref();
    },
    say(line) {
      if (total) multi.log(`${line}\n`);
      else stream.write(`${line}\n`);
    },
    stop() {
      clearInterval(timer);
      latest?.();
      for (const bar of cells.splice(0)) multi.remove(bar);
      multi.stop();
    },
  };
}

function cellText({ id, seconds }: RunningCell, name: (id: string) => string): string {
  const full = name(id);
  return `${full.length > NAME ? `${full.slice(0, NAME - 3)}...` : full}  ${duration(seconds)}`;
}

/** Lines are this far apart at least, in seconds, unless a tenth of the cells has ended in between. */
const APART = 10;

function lines(stream: Output): StudyDisplay {
  let told: { readonly total: number; readonly ended: number; readonly seconds: number } | undefined;
  return {
    update(standing) {
      const now = standing();
      const ended = now.done + now.failed;
      if (told?.total !== now.total) told = { total: now.total, ended, seconds: 0 };
      const last = ended === now.total && ended > told.ended;
      const tenth = ended - told.ended >= now.total / 10;
      if (!last && !tenth && now.seconds - told.seconds < APART) return;
      told = { total: now.total, ended, seconds: now.seconds };
      const rest = last ? `  in ${duration(now.seconds)}` : leftText(now.left);
      stream.write(`${now.done}/${now.total} cells, ${counts(now)}${rest}\n`);
    },
    say: (line) => void stream.write(`${line}\n`),
    stop() {},
  };
}
