const LIGHT = `--claim-holds: #00734f; --claim-conditions: #0063a0; --claim-fails: #b34700; --claim-vacuous: #8a3d6d; --claim-undecided: #5f6368;`;
const DARK = `--claim-holds: #2fb893; --claim-conditions: #56b4e9; --claim-fails: #f08a3c; --claim-vacuous: #d991bb; --claim-undecided: #a2a7ad;`;

/** What the pages of the claims add to the house's style: verdicts, links, and tables that a phone shows as blocks. */
export const claimStyle = `
:root { ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }
a { color: var(--hrta-blue); }
nav { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: .9rem; margin: 0 0 18px; }
nav span { color: var(--hrta-muted); }
sup { line-height: 0; font-size: .75em; }
.verdict.holds { color: var(--claim-holds); } .verdict.conditions { color: var(--claim-conditions); }
.verdict.fails { color: var(--claim-fails); } .verdict.vacuous { color: var(--claim-vacuous); }
.verdict.undecided { color: var(--claim-undecided); }
.decision { border-left: 4px solid var(--hrta-line); background: var(--hrta-card); padding: 10px 14px; margin: 16px 0 0; overflow-wrap: anywhere; }
.decision.holds { border-color: var(--claim-holds); } .decision.conditions { border-color: var(--claim-conditions); }
.decision.fails { border-color: var(--claim-fails); } .decision.vacuous { border-color: var(--claim-vacuous); }
.decision.undecided { border-color: var(--claim-undecided); }
.decision .verdict { font-size: 1.15rem; }
.decision p { margin: 4px 0 0; }
.stack { width: 100%; }
.stack th, .stack td { text-align: left; vertical-align: top; white-space: normal; overflow-wrap: anywhere; }
.stack td.number, .stack th.number { text-align: right; white-space: nowrap; }
.stack th { overflow-wrap: normal; }
.stack .id { min-width: 8.5em; } .stack .id .muted, .stack .cost { font-size: .85em; }
.stack .cost { white-space: nowrap; color: var(--hrta-muted); }
.stack .cost span { display: block; }
.stack td.word { overflow-wrap: normal; }
.contents { table-layout: fixed; } .contents th { width: 33%; } .contents th:first-child { width: 17%; } .contents th:last-child { width: 12.5%; }
.stack tbody tr { break-inside: avoid; }
.prose p, .prose li { max-width: 46em; }
.prose li { margin: 6px 0; overflow-wrap: anywhere; }
.panels { display: grid; gap: 16px 24px; align-items: end; }
.panels .heading { font-size: .9rem; font-weight: 600; margin-bottom: 2px; }
.panels .legend span { white-space: normal; }
figure h3 { margin: 0 0 6px; }
.files { font-size: .85rem; margin: 2px 0 0; display: flex; flex-wrap: wrap; gap: 2px 16px; }
.files button { font: inherit; color: var(--hrta-blue); text-decoration: underline; background: none; border: none; padding: 0; cursor: pointer; }
@media screen and (max-width: 640px) {
  .stack, .stack tbody, .stack tr, .stack td { display: block; }
  .stack thead { display: none; }
  .stack tr { padding: 8px 0; border-bottom: 1px solid var(--hrta-line); }
  .stack td, .stack td.number { padding: 1px 0; border: none; text-align: left; white-space: normal; }
  .stack td[data-label]::before { content: attr(data-label) ": "; color: var(--hrta-muted); }
  .stack td.empty { display: none; }
  .stack .cost { white-space: normal; } .stack .cost span { display: inline; } .stack .cost span + span::before { content: " · "; }
}
@media print { a { color: inherit; } .decision { background: none; } nav, .files button { display: none; } }
`;
