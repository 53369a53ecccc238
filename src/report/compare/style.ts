/** What the report of a comparison adds to the house's style. */
export const comparisonStyle = `
.route { margin: 14px 0 0; overflow-wrap: anywhere; } .route + pre { margin: 8px 0 0; }
.standings th, .standings td { padding: 3px 9px; }
.standings tr > :first-child { padding-left: 0; }
.standings thead th { white-space: normal; vertical-align: bottom; }
.standings tbody th { padding-top: 12px; color: var(--hrta-muted); }
.standings td.name { min-width: 12em; overflow-wrap: break-word; } .standings .trouble { color: var(--hrta-muted); font-size: .9em; white-space: nowrap; }
.standings tr { break-inside: avoid; }
.prose { padding-left: 18px; } .prose li { max-width: 46em; margin: 6px 0; overflow-wrap: anywhere; }
blockquote { border-left: 4px solid var(--hrta-line); margin: 10px 0 0; padding: 4px 14px; max-width: 46em; overflow-wrap: anywhere; }
@media (max-width: 640px) { .standings th, .standings td { padding: 3px 7px; } .standings td.name { min-width: 8.5em; }
  .standings tr > :first-child { position: sticky; left: 0; background: var(--hrta-page); } }
@media print { .standings td.name { min-width: 8em; } .standings th, .standings td { padding: 2px 6px; } }
`;
