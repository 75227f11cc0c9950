/** How text, links, lists and tables look, wherever they stand. */
export const BASE = `
*, *::before, *::after { box-sizing: border-box; }
html { font-size: clamp(16px, 0.4vw + 13px, 22px); -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0; background: var(--ground); color: var(--text); line-height: 1.5;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  overflow-wrap: anywhere;
}
main, footer { max-width: 84rem; margin: 0 auto; padding: 1rem clamp(0.75rem, 3vw, 2.5rem); }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0.25rem 0 0.75rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 0.75rem; }
h3 { font-size: 1rem; margin: 1rem 0 0.25rem; }
p, ul, ol, dl { margin: 0.4rem 0; }
ul, ol { padding-left: 1.4rem; }
ul.plain, ol.plain { list-style: none; padding-left: 0; }
section { margin: 2rem 0 0; padding-top: 1.25rem; border-top: 1px solid var(--hair); }
code, pre, .code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.9em; }
pre { white-space: pre-wrap; background: var(--raised); border: 1px solid var(--hair); border-radius: 6px; padding: 0.6rem 0.75rem; margin: 0.4rem 0; }
pre code { font-size: 1em; }
a { color: var(--link); text-underline-offset: 0.15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
:target { outline: 3px solid var(--link); outline-offset: 3px; border-radius: 4px; }
summary { cursor: pointer; padding: 0.3rem 0; min-height: 1.75rem; }
details { margin: 0.3rem 0; }
details > .body, .document { padding-left: 1rem; border-left: 3px solid var(--hair); }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--quiet); padding-bottom: 0.5rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.6rem; border-bottom: 1px solid var(--hair); }
thead th { border-bottom: 2px solid var(--line); font-size: 0.9rem; overflow-wrap: normal; }
dt { font-weight: 600; }
dd { margin: 0; min-width: 0; }
dl.facts { margin: 0; }
dl.facts > div { display: grid; grid-template-columns: minmax(7rem, 14rem) minmax(0, 1fr); gap: 0 0.75rem; padding: 0.15rem 0; }
dl.facts dl.facts > div { grid-template-columns: minmax(5rem, 10rem) minmax(0, 1fr); }
li.record + li.record { border-top: 1px solid var(--hair); margin-top: 0.3rem; padding-top: 0.3rem; }
dl.facts dt { font-weight: 400; color: var(--quiet); }
.quiet { color: var(--quiet); font-weight: 400; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.card { border: 1px solid var(--hair); border-left: 4px solid var(--line); border-radius: 6px; padding: 0.6rem 1rem; margin: 0.75rem 0; background: var(--raised); }
.card.bad { border-left-color: var(--bad); }
.card h3 { margin-top: 0.2rem; }
.card h3 .code { font-weight: 400; color: var(--quiet); }
.mark { font-weight: 600; }
.mark.good, .mark.allowed { color: var(--good); }
.mark.bad, .mark.denied { color: var(--bad); }
.mark.unsure, .mark.unread, .mark.open { color: var(--unsure); }
.mark.silent, .mark.absent { color: var(--quiet); font-weight: 400; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@media (max-width: 40rem) {
  dl.facts > div, dl.facts dl.facts > div { grid-template-columns: minmax(0, 1fr); }
}`;
