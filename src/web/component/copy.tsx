import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** How long the button says that it has copied, in milliseconds. */
const SAID = 2000;

/** Copies a text. Where the browser keeps its clipboard to itself, the text stands there, selected, to be copied by hand. */
export function Copy({
  id,
  title,
  label,
  text,
}: {
  readonly id: string;
  /** What the button says, and what it is called where several say the same. */
  readonly title: string;
  readonly label?: string;
  readonly text: () => string;
}) {
  const [said, setSaid] = useState("");
  const [refused, setRefused] = useState<{ readonly text: string }>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (said === "") return;
    const ending = setTimeout(() => setSaid(""), SAID);
    return () => clearTimeout(ending);
  }, [said]);
  // Before it is seen: who presses Ctrl+C at once copies it.
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [refused]);
  const copy = async () => {
    const asked = text();
    try {
      await navigator.clipboard.writeText(asked);
      setRefused(undefined);
      setSaid("Copied");
    } catch {
      setRefused({ text: asked });
    }
  };
  return (
    <>
      <button type="button" class="quiet" id={id} aria-label={label} onClick={() => void copy()}>
        {title}
      </button>
      <span class="hint" role="status">
        {said}
        {refused !== undefined && "The browser does not let this page copy: press Ctrl+C, or ⌘C."}
      </span>
      {refused !== undefined && (
        <input ref={field} type="text" readOnly aria-label="The text to copy" value={refused.text} />
      )}
    </>
  );
}
