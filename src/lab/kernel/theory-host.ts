import { csvDecoder, notText, parseCsv } from "../../format/csv.js";
import { InputError } from "../../model/errors.js";
import type { Table } from "../../model/table.js";
import { hashBytes } from "../../numerics/hash.js";
import { answering, words } from "../answering.js";
import type { TheoryReply, TheoryRequest } from "../message.js";
import { openTheory } from "./open-theory.js";
import type { Theory } from "./theory.js";

/** Files larger than this are for the command line. */
export const MOST_BYTES = 64 * 2 ** 20;

/** Answers questions about kernels in a thread of its own, one after another, and reads the user's files. */
export interface TheoryHost {
  receive(request: TheoryRequest): Promise<void>;
}

/** @param post sends a reply to the page. */
export function theoryHost(post: (reply: TheoryReply) => void): TheoryHost {
  const theories = new Map<number, Theory>();
  let era = 0;
  let table: Table | undefined;

  async function open({ era: asked, lane, state }: Extract<TheoryRequest, { type: "open" }>): Promise<void> {
    const mine = era;
    try {
      const theory = await openTheory(state, state.lanes[lane], table);
      if (mine !== era) return theory.close();
      theories.set(lane, theory);
      post({ type: "opened", era: asked, lane, start: theory.start });
    } catch (error) {
      if (mine === era) post({ type: "refused", era: asked, lane, message: words(error) });
    }
  }

  async function handle(request: TheoryRequest): Promise<void> {
    switch (request.type) {
      case "open":
        return open(request);
      case "ask": {
        const theory = theories.get(request.lane);
        if (theory)
          post({
            type: "answer",
            era: request.era,
            lane: request.lane,
            s: request.question.s,
            answer: theory.answer(request.question),
          });
        return;
      }
      case "forecast": {
        const theory = theories.get(request.lane);
        if (theory)
          post({
            type: "forecast",
            era: request.era,
            lane: request.lane,
            forecast: theory.forecast(request.stages, request.steps),
          });
        return;
      }
      case "read":
        return read(request);
      case "close":
        era++;
        for (const theory of theories.values()) theory.close();
        theories.clear();
    }
  }

  /** Reads a file as `hrta train` would: the same table to the bit. There is one answer to every file, in their order. */
  function read({ name, bytes, target }: Extract<TheoryRequest, { type: "read" }>): void {
    try {
      table = tableOf(name, bytes, target);
      post({ type: "read", name, hash: hashBytes(bytes), table });
    } catch (error) {
      post({ type: "unreadable", name, message: words(error) });
    }
  }

  return { receive: answering(handle, post) };
}

/** @throws InputError for a file that is too large, is no text, or no table. */
function tableOf(name: string, bytes: Uint8Array, target: string | undefined): Table {
  if (bytes.length > MOST_BYTES)
    throw new InputError(
      `${name} has ${(bytes.length / 2 ** 20).toFixed(0)} MiB; the page reads up to ${MOST_BYTES / 2 ** 20}, hrta train any`,
    );
  const decoder = csvDecoder(bytes);
  if (decoder.encoding === "utf-8" && bytes.includes(0))
    throw new InputError(`${name} is no text; the page reads CSV and TSV, hrta train other formats`);
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw notText(name);
  }
  return parseCsv(text, {
    source: name,
    ...(target === undefined ? {} : { targets: [target] }),
    ...(/\.tsv$/i.test(name) ? { delimiter: "tab" } : {}),
  });
}
