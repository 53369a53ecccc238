const LIGHT = `
  color-scheme: light;
  --hrta-page: #ffffff; --hrta-ink: #1b1b1b; --hrta-muted: #5f6368; --hrta-line: #d9dce0; --hrta-card: #f6f7f9;
  --hrta-blue: #0072B2; --hrta-orange: #D55E00; --hrta-green: #009E73; --hrta-purple: #CC79A7;`;

const DARK = `
  color-scheme: dark;
  --hrta-page: #15171a; --hrta-ink: #e8e8e6; --hrta-muted: #a2a7ad; --hrta-line: #363a40; --hrta-card: #1e2125;
  --hrta-blue: #56B4E9; --hrta-orange: #E69F00; --hrta-green: #2FB893; --hrta-purple: #D991BB;`;

/** The style sheet of a report: one column of at most 900 px, light, dark, phone and print. */
export const styleSheet = `
:root {${LIGHT}
}
@media screen and (prefers-color-scheme: dark) { :root {${DARK}
} }
* { box-sizing: border-box; }
body { margin: 0; background: var(--hrta-page); color: var(--hrta-ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; -webkit-text-size-adjust: 100%; }
main { max-width: 932px; margin: 0 auto; padding: 28px 16px 48px; }
h1 { font-size: 1rem; font-weight: 600; color: var(--hrta-muted); margin: 0 0 6px; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 36px 0 10px; }
h3 { font-size: .95rem; margin: 18px 0 4px; }
.lead { font-size: 1.4rem; line-height: 1.35; margin: 0 0 8px; overflow-wrap: anywhere; }
.muted, figcaption { color: var(--hrta-muted); }
.muted { margin: 0; }
.warning { border-left: 4px solid var(--hrta-orange); background: var(--hrta-card); padding: 8px 14px; margin: 16px 0 0; overflow-wrap: anywhere; }
.warning ul { margin: 0; padding-left: 18px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(136px, 1fr)); gap: 10px; margin: 20px 0 0; }
.cards div { background: var(--hrta-card); border: 1px solid var(--hrta-line); border-radius: 8px; padding: 10px 10px; }
.cards dt { font-size: .8rem; color: var(--hrta-muted); }
.cards dd { margin: 0; font-size: 1.05rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.answers { display: grid; grid-template-columns: minmax(130px, max-content) 1fr; gap: 8px 20px; margin: 0; }
.answers dt { font-weight: 600; }
.answers dd { margin: 0; overflow-wrap: anywhere; }
sub { line-height: 0; font-size: .75em; }
.note { color: var(--hrta-muted); margin: 10px 0; }
.panel { font-size: .85rem; color: var(--hrta-muted); min-height: 4.6em; } .panel b { display: block; }
.panel b { color: var(--hrta-ink); }
figure { margin: 28px 0 0; min-width: 0; break-inside: avoid; }
figure svg { max-width: 100%; height: auto; color: var(--hrta-ink); }
figcaption { font-size: .9rem; margin-top: 4px; overflow-wrap: anywhere; }
figcaption b { color: var(--hrta-ink); }
.narrow { display: none; }
.columns { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 14px 28px; align-items: start; }
figure > svg + svg { margin-top: 12px; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; font-size: .85rem; margin-bottom: 6px; }
.legend span { white-space: nowrap; }
.legend svg { vertical-align: -1px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 4px 12px; border-bottom: 1px solid var(--hrta-line); white-space: nowrap; }
th { font-weight: 600; }
tr > :first-child { padding-left: 0; }
th.text, td.text { text-align: left; }
td.name { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 7em; }
.pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 0 28px; }
.pairs section { break-inside: avoid; }
.pairs dl { display: grid; grid-template-columns: minmax(90px, auto) 1fr; gap: 2px 12px; margin: 0; font-size: .9rem; }
.pairs dt { color: var(--hrta-muted); overflow-wrap: anywhere; }
.pairs dd { margin: 0; overflow-wrap: anywhere; }
pre { background: var(--hrta-card); border: 1px solid var(--hrta-line); border-radius: 8px; padding: 10px 14px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
@media (max-width: 640px) {
  .wide { display: none; } .narrow { display: block; }
  .columns { grid-template-columns: minmax(0, 1fr); }
  .answers { grid-template-columns: minmax(0, 1fr); gap: 2px; } .answers dd { margin-bottom: 8px; }
  .panel { min-height: 0; margin-top: 10px; }
  .lead { font-size: 1.2rem; }
  .cards dd { font-size: .95rem; }
  .cards { grid-template-columns: repeat(auto-fit, minmax(122px, 1fr)); }
  th, td { padding: 4px 8px; }
}
@media print {
  :root { font-size: 12px; } body { font-size: 1rem; }
  main { max-width: none; padding: 0; }
  .scroll { overflow: visible; } th, td { padding: 3px 8px; }
  .cards { grid-template-columns: repeat(auto-fit, minmax(104px, 1fr)); }
  .wide { display: block; } .narrow { display: none; }
  .columns { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .cards div, .warning, pre { background: none; }
  @page { margin: 16mm; }
}
`;
