import { useRef, useState } from "preact/hooks";
import { checkProblem } from "../../lab/experiment/limit.js";
import { drawnCsv, pointSize } from "../../lab/experiment/points.js";
import { fieldsOf, fieldValue, problemMenu, sameData } from "../../lab/experiment/problem-menu.js";
import type { LabState } from "../../lab/experiment/state.js";
import { buildProblem, type ProblemSpec, parseProblemSpec } from "../../problems/index.js";
import { save } from "../save.js";
import { type Source, showData, showProblem, showSource, sourceOf } from "../session/data.js";
import { readFile } from "../session/file.js";
import { file, lanes, notify, reading, state, status } from "../session/store.js";
import { counted } from "../view/word.js";
import { DrawingPad } from "./drawing-pad.js";
import { Choice, NumberField } from "./fields.js";

/** Where the samples come from: a problem, a hand that draws, a file. */
export function DataSetup({ value }: { readonly value: LabState }) {
  const { data } = value;
  const [tab, setTab] = useState<Source>();
  const shown = tab ?? sourceOf(data);
  return (
    <div class="fields">
      <fieldset class="tabs">
        <legend class="hidden">Source of the data</legend>
        {(["problem", "drawn", "file"] as const).map((kind) => (
          <label key={kind}>
            <input
              type="radio"
              name="source"
              id={`source-${kind}`}
              checked={shown === kind}
              onChange={() => {
                setTab(kind);
                showSource(kind);
              }}
            />
            <span>{{ problem: "a problem", drawn: "draw", file: "a file" }[kind]}</span>
          </label>
        ))}
      </fieldset>
      {shown === "problem" && <ProblemSetup value={value} />}
      {shown === "drawn" && <DrawSetup value={value} />}
      {shown === "file" && <FileSetup value={value} />}
      <Rows />
    </div>
  );
}

/** How many rows there are, and what the run has to say of them. */
function Rows() {
  const [lane] = lanes.value;
  const last = useRef(lane?.start);
  // While another run is opened the last word stays: what is below, a corner that is dragged, would jump.
  if (lane?.start || status.value !== "opening") last.current = lane?.start;
  if (!last.current) return null;
  const { rows, heldOutRows, notes } = last.current;
  return (
    <>
      <p class="hint">
        {rows.toLocaleString("en")} rows to train on
        {heldOutRows > 0 && `, ${heldOutRows.toLocaleString("en")} others to test on`}.
      </p>
      {notes.map((note) => (
        <p key={note} class="hint">
          {note}
        </p>
      ))}
    </>
  );
}

function ProblemSetup({ value: { data } }: { readonly value: LabState }) {
  const problem: ProblemSpec | undefined = data.kind === "problem" ? data.problem : undefined;
  const all = problemMenu.flatMap(({ problems }) => problems);
  const at = all.findIndex((entry) => sameData(entry.data, data));
  return (
    <>
      <label class="field">
        <span>Problem</span>
        <select
          id="problem"
          value={String(at)}
          onChange={({ currentTarget }) => {
            const chosen = all[Number(currentTarget.value)];
            if (chosen) showProblem(chosen);
          }}
        >
          {at < 0 && <option value="-1">{problem ? buildProblem(problem).title : "choose one"}</option>}
          {problemMenu.map(({ group, problems }) => (
            <optgroup key={group} label={group}>
              {problems.map((entry) => (
                <option key={entry.title} value={String(all.indexOf(entry))}>
                  {entry.title}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      {data.kind === "pde" && (
        <p class="hint">
          {data.loss === "sobolev"
            ? "The network is fed the solution and its gradient, as the paper’s experiment is: regression, not a solve."
            : "The network sees the equation and its conditions alone; the dots are the known solution, for comparison."}
        </p>
      )}
      {problem &&
        fieldsOf(problem).map(({ field, title, least, most }) => (
          <NumberField
            key={field}
            id={`problem-${field}`}
            label={title}
            value={fieldValue(problem, field) ?? usual(problem, field)}
            least={least}
            most={most}
            whole={field === "train"}
            onChange={(number) => {
              try {
                const next = checkProblem(parseProblemSpec({ ...problem, [field]: number }));
                buildProblem(next).data(state.value.seed);
                showData({ kind: "problem", problem: next });
              } catch (error) {
                notify("error", error instanceof Error ? error.message : String(error));
              }
            }}
          />
        ))}
    </>
  );
}

/** What a problem does where nothing is said: its own number of points, no noise. */
function usual(problem: ProblemSpec, field: string): number {
  if (field === "train") return buildProblem(problem).data(0).train.rows;
  if (field !== "spread") return 0;
  return problem.name === "moons" ? 0.1 : 0.02;
}

function DrawSetup({ value: { data } }: { readonly value: LabState }) {
  const drawn = data.kind === "drawn" ? data : { kind: "drawn" as const, shape: "line" as const, points: [] };
  const count = drawn.points.length / pointSize(drawn.shape);
  return (
    <>
      <Choice
        id="shape"
        label="Draw"
        value={drawn.shape}
        options={[
          ["line", "values over a line"],
          ["plane", "two classes in the plane"],
        ]}
        onChange={(shape) => showData({ kind: "drawn", shape, points: [] })}
      />
      <DrawingPad
        key={drawn.shape}
        shape={drawn.shape}
        points={drawn.points}
        onChange={(points) => showData({ ...drawn, points })}
      />
      <div class="row">
        <button
          type="button"
          class="quiet"
          id="save-points"
          disabled={count === 0}
          onClick={() => save("points.csv", "text/csv", drawnCsv(drawn.shape, drawn.points))}
        >
          CSV
        </button>
        <span class="hint">
          {count === 0 ? "Click into the sheet to add points" : counted(count, "point")}
          {count === 1 && "; it takes two to train"}
          {count > 1 && "; a click on one takes it away"}.
        </span>
      </div>
    </>
  );
}

function FileSetup({ value: { data } }: { readonly value: LabState }) {
  const [over, setOver] = useState(false);
  const open = file.value;
  const wanted = data.kind === "file" && open?.hash !== data.hash ? data.name : undefined;
  const take = async (list: FileList | null | undefined) => {
    const [first] = list ?? [];
    if (first) await readFile(first.name, new Uint8Array(await first.arrayBuffer()));
  };
  return (
    <>
      <label
        class={`drop${over ? " over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take(event.dataTransfer?.files);
        }}
      >
        <span>
          {reading.value
            ? "Reading…"
            : wanted
              ? `Choose ${wanted} again, or drop it here`
              : "Choose a CSV or TSV file, or drop it here"}
        </span>
        <input
          type="file"
          id="file"
          accept=".csv,.tsv,.txt,text/csv"
          onChange={async ({ currentTarget }) => {
            await take(currentTarget.files);
            // What is in use stands below; the field asks for the next.
            currentTarget.value = "";
          }}
        />
      </label>
      <p class="hint">It stays in this page: nothing is sent anywhere.</p>
      {open && data.kind === "file" && data.hash === open.hash && (
        <Choice
          id="target"
          label="Column to predict"
          value={open.table.targets[0] ?? ""}
          options={open.table.columns.map(({ name }) => [name, name] as const)}
          onChange={(target) => readFile(open.name, open.bytes, target)}
        />
      )}
    </>
  );
}
