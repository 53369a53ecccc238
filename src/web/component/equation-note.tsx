import type { Equation } from "../content/equations.js";
import { formulas } from "../content/formulas.tex.json";

/** An equation behind a view: its formulas, what they say and whether it holds, and where it is from. */
export function EquationNote({ equation }: { readonly equation: Equation }) {
  const { title, formulas: ids, text, source, claim } = equation;
  return (
    <section class="equation">
      <h3>{title}</h3>
      {ids.map((id) => (
        <div key={id} class="formula" tabindex={0} dangerouslySetInnerHTML={{ __html: formulas[id] }} />
      ))}
      <p>{text}</p>
      <p class="hint">
        {source.link ? (
          <a href={source.link} rel="noreferrer" target="_blank">
            {source.paper}, {source.where}
          </a>
        ) : (
          `${source.paper}, ${source.where}`
        )}
        {claim !== undefined && (
          <>
            ; our study: <code class="inline">hrta reproduce {claim}</code>
          </>
        )}
      </p>
    </section>
  );
}
