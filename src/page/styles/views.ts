/** How each view is laid out, from 360 px to a projector. */
export const VIEWS = `
.head h1 .mark { font-size: 1.1rem; border: 2px solid currentColor; border-radius: 999px; padding: 0.1rem 0.75rem; margin-left: 0.4rem; vertical-align: middle; }
.answers > div { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: 0 1rem; padding: 0.45rem 0; border-top: 1px solid var(--hair); }
.answers dt { color: var(--quiet); }
.answers ul { margin: 0; padding-left: 1.1rem; }
.command { display: inline-block; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 0.3rem 0.7rem; font-weight: 600; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.1rem; list-style: none; padding: 0.6rem 0 0; margin: 0.75rem 0 0; border-top: 1px solid var(--hair); }
nav a { display: inline-block; padding: 0.2rem 0; }
.timeline { list-style: none; padding: 0; }
.timeline > li { display: grid; grid-template-columns: 14rem minmax(4rem, 1fr) 9rem 6rem; gap: 0 1rem; align-items: center; padding: 0.25rem 0.5rem; border-left: 4px solid var(--hair); }
.timeline > li.good { border-left-color: var(--good); }
.timeline > li.bad { border-left-color: var(--bad); background: var(--bad-ground); }
.timeline > li.bad .quiet { color: var(--text); }
.timeline .phase { font-weight: 600; }
.timeline .contexts { grid-column: 1 / -1; margin: 0.25rem 0; }
.bar { width: 100%; height: 0.7rem; display: block; }
.bar .rail { fill: var(--hair); }
.bar .good { fill: var(--good); } .bar .bad { fill: var(--bad); } .bar .unsure { fill: var(--unsure); }
.matrix td, .matrix tbody th { font-size: 0.95rem; }
.matrix tbody th a { font-weight: 600; }
.matrix .resource th { background: var(--raised); font-weight: 400; }
.matrix .mark { white-space: nowrap; }
.matrix .column { display: none; }
.matrix .cell { display: inline-block; min-height: 1.5rem; text-decoration-style: dotted; color: inherit; }
.matrix .cell-denied { background: var(--bad-ground); }
.matrix .cell-allowed { background: var(--good-ground); }
.matrix .cell-unread, .matrix .cell-open { background: var(--unsure-ground); }
.legend { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); gap: 0.2rem 1.5rem; font-size: 0.9rem; margin-top: 1rem; }
.legend > div { padding: 0.15rem 0; }
.legend dd { color: var(--quiet); }
.paths { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr)); gap: 1rem; }
.path { display: grid; grid-template-columns: 300px minmax(0, 1fr); gap: 0 1.25rem; margin: 0; padding: 1rem; }
.path svg { max-width: 100%; height: auto; }
.path figcaption p:first-child { font-weight: 600; margin-top: 0; }
.station rect { fill: var(--ground); stroke: var(--line); stroke-width: 1.5; }
.station text { fill: var(--text); font-size: 12px; }
.station .title { font-weight: 600; font-size: 13px; }
.station.allowed rect { stroke: var(--good); fill: var(--good-ground); }
.station.denied rect { stroke: var(--bad); stroke-width: 3; fill: var(--bad-ground); }
.station.unread rect, .station.open rect { stroke: var(--unsure); stroke-dasharray: 5 3; fill: var(--unsure-ground); }
.station.end rect { fill: var(--raised); }
.station.never rect { stroke-dasharray: 3 4; }
.line line { stroke: var(--text); stroke-width: 2; } .line path { fill: var(--text); }
.line.unsure line { stroke-dasharray: 5 4; }
.line.never line { stroke: var(--line); stroke-dasharray: 1 5; } .line.never path { fill: none; }
.layers { list-style: none; padding-left: 0; } .layers > li { padding: 0.2rem 0; }
.statements { padding-left: 2rem; } .statements > li::marker { color: var(--quiet); }
.statements .decides pre { background: var(--mark); color: var(--mark-text); border-color: var(--unsure); border-left-width: 5px; }
.decision { font-weight: 600; margin-bottom: 0; }
.evidence > li { margin: 0.6rem 0; }
.evidence h3 { margin: 0; }
.lines { font-size: 0.9rem; background: var(--raised); border: 1px solid var(--hair); border-radius: 6px; padding: 0.4rem 0.6rem 0.4rem 3.6rem; margin: 0.3rem 0; }
.lines code { white-space: pre-wrap; font-size: 0.95em; }
.lines li::marker { color: var(--quiet); }
.lines .here { background: var(--mark); color: var(--mark-text); font-weight: 600; }
table.difference { table-layout: fixed; border: 1px solid var(--hair); background: var(--ground); }
table.difference td { padding: 0 0.5rem; border: 0; }
table.difference code { white-space: pre-wrap; }
table.difference .gone { background: var(--bad-ground); color: var(--bad); }
table.difference .new { background: var(--good-ground); color: var(--good); }
figure.difference { margin: 0.4rem 0; }
#form-text { max-height: 80vh; overflow: auto; }
.steps { padding-left: 1.4rem; }
.ways { padding-left: 1.8rem; } .ways > li::marker { font-weight: 700; }
h4 { font-size: 1rem; margin: 0.2rem 0; }
@media (min-width: 60rem) { .rows tbody th { min-width: 20rem; } .rows td:last-child { min-width: 9rem; } .rows td.said { min-width: 14rem; } .rows td.word { min-width: 6rem; } }
@media (max-width: 60rem) {
  .matrix thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .matrix, .matrix tbody, .matrix tr, .matrix td, .matrix tbody th { display: block; border: 0; }
  .matrix caption { display: block; }
  .matrix tr { border-bottom: 1px solid var(--hair); padding: 0.3rem 0; }
  .matrix td { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: 0.15rem 0.6rem; }
  .matrix .column { display: inline; color: var(--text); }
  .rows:not(.matrix) thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .rows:not(.matrix), .rows:not(.matrix) tbody, .rows:not(.matrix) tr, .rows:not(.matrix) td, .rows:not(.matrix) th { display: block; border: 0; padding: 0.1rem 0; }
  .rows:not(.matrix) tr { border-bottom: 1px solid var(--hair); padding: 0.4rem 0; }
}
@media (max-width: 40rem) {
  .difference pre, .difference code, #form-text pre { word-break: break-all; }
  table.difference, table.difference tbody, table.difference tr, table.difference td { display: block; }
  table.difference thead, table.difference .nothing, table.difference .same:first-child { display: none; }
  .answers > div { grid-template-columns: minmax(0, 1fr); }
  .timeline > li { grid-template-columns: fit-content(65%) minmax(0, 1fr); }
  .timeline .phase { font-size: 0.9rem; } .timeline .mark { justify-self: end; }
  .timeline .bar { grid-column: 1 / -1; grid-row: 2; }
  .path { grid-template-columns: minmax(0, 1fr); gap: 0.9rem 0; }
  .head h1 .mark { display: inline-block; margin-left: 0; }
  table.difference { font-size: 0.8rem; }
}
@media print {
  @page { margin: 13mm; }
  html { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  nav { display: none; }
  section { break-before: auto; }
  .card, .path, .timeline > li, tr { break-inside: avoid; }
  .card:has(pre) { break-inside: auto; }
  dl.facts dl.facts dl.facts > div { grid-template-columns: minmax(0, 1fr); }
  h2, h3 { break-after: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
  a { text-decoration: none; }
  .path { grid-template-columns: 240px minmax(0, 1fr); }
}`;
