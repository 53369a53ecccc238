import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A labelled choice. */
export function Choice<Value extends string>({
  id,
  label,
  value,
  options,
  onChange,
}: {
  readonly id: string;
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
}) {
  return (
    <label class="field">
      <span>{label}</span>
      <select id={id} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value as Value)}>
        {options.map(([option, title]) => (
          <option key={option} value={option}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A labelled number; what is no number in the range is told, and changes nothing. */
export function NumberField({
  id,
  label,
  value,
  least,
  most,
  whole = false,
  hint,
  onChange,
}: {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
  readonly hint?: ComponentChildren;
  readonly onChange: (value: number) => void;
}) {
  const range = `${whole ? "a whole number" : "a number"} from ${least} to ${most.toLocaleString("en")}`;
  return (
    <TextField
      id={id}
      label={label}
      value={String(value)}
      hint={hint}
      inputMode="decimal"
      read={(text) => {
        const number = Number(text);
        const fits = text.trim() !== "" && number >= least && number <= most && (!whole || Number.isInteger(number));
        return fits ? number : `expected ${range}`;
      }}
      onChange={onChange}
    />
  );
}

/** A labelled line of text that stands for a value; `read` gives the value, or in words why there is none. */
export function TextField<Value>({
  id,
  label,
  value,
  hint,
  inputMode,
  read,
  onChange,
}: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly hint?: ComponentChildren;
  readonly inputMode?: "decimal" | "text";
  readonly read: (text: string) => Value | string;
  readonly onChange: (value: Value) => void;
}) {
  const [text, setText] = useState(value);
  const [error, setError] = useState<string>();
  useEffect(() => {
    setText(value);
    setError(undefined);
  }, [value]);
  const take = (next: string) => {
    setText(next);
    const result = read(next);
    if (typeof result === "string") setError(result);
    else {
      setError(undefined);
      if (next !== value) onChange(result);
    }
  };
  return (
    <label class="field">
      <span>{label}</span>
      <input
        id={id}
        type="text"
        inputMode={inputMode}
        autocomplete="off"
        spellcheck={false}
        value={text}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        // Kept at once: the page is drawn anew with every frame, and would write the old text over what is being typed.
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onChange={({ currentTarget }) => take(currentTarget.value)}
      />
      {error !== undefined ? (
        <span class="error" id={`${id}-error`} role="alert">
          {error}
        </span>
      ) : (
        hint !== undefined && <span class="hint">{hint}</span>
      )}
    </label>
  );
}
