/** The style of the live page: that of the report, and what only the live page has. */
import { STYLE } from './style.ts';

const LIVE = `
.skip { position: absolute; left: -100vw; } .skip:focus { left: 0.5rem; top: 0.5rem; background: var(--ground); padding: 0.5rem; z-index: 2; }
main:focus, h1:focus, h2:focus, .work:focus, .read:focus { outline: none; }
.work section:first-child { margin-top: 0; border-top: 0; }
.frame { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 1.5rem; padding: 0.6rem max(clamp(0.75rem, 3vw, 2.5rem), 50vw - 42rem + 2.5rem); border-bottom: 1px solid var(--hair); background: var(--raised); }
.frame p, .frame nav ul { margin: 0; } .frame nav ul { padding: 0; border: 0; }
.frame [aria-current] { font-weight: 700; color: var(--text); text-decoration-thickness: 3px; }
.frame .whose { flex: 1 1 20rem; font-size: 0.9rem; }
.frame .line:empty { display: none; }
button, input, select { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: 6px; padding: 0.3rem 0.8rem; min-height: 2rem; max-width: 100%; }
button { cursor: pointer; background: var(--raised); } button:disabled, button[aria-disabled='true'] { cursor: not-allowed; color: var(--quiet); border-style: dashed; }
button.main { font-weight: 700; border: 2px solid var(--link); color: var(--link); }
button.main:disabled, button.main[aria-disabled='true'] { border-color: var(--line); color: var(--quiet); }
progress { width: 12rem; max-width: 100%; height: 0.8rem; accent-color: var(--link); }
.scan, .choosing, .reading { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; margin: 0.5rem 0; }
.choosing label { min-width: 0; max-width: 100%; display: inline-flex; flex-wrap: wrap; gap: 0 0.5rem; align-items: center; color: var(--quiet); }
.choosing input { width: 16rem; color: var(--text); } .choosing select { color: var(--text); }
.projects > .head, .projects .row { display: grid; grid-template-columns: minmax(0, 5fr) 10.5rem minmax(0, 6fr) minmax(0, 5fr) 12.5rem; gap: 0 1rem; align-items: center; border-bottom: 1px solid var(--hair); padding: 0 0.5rem; }
.projects > .head { font-weight: 600; font-size: 0.9rem; border-bottom: 2px solid var(--line); padding: 0.3rem 0.5rem; }
.projects .row { height: 4.4rem; line-height: 1.35; }
.projects .row > span { max-height: 4.05em; overflow: hidden; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; }
.projects .name a { font-weight: 600; } .projects .build, .projects .green { font-size: 0.9rem; }
.projects time { white-space: nowrap; }
.projects .row:hover { background: var(--raised); }
.tabs { display: flex; flex-wrap: wrap; gap: 0.25rem; border-bottom: 1px solid var(--line); padding-bottom: 0.4rem; }
.tabs [aria-selected='true'] { font-weight: 700; border: 2px solid var(--link); }
dialog { max-width: min(56rem, 94vw); max-height: 92vh; overflow: auto; border: 2px solid var(--line); border-radius: 10px; background: var(--ground); color: var(--text); padding: 1rem 1.5rem; }
dialog form { display: flex; flex-wrap: wrap; gap: 0.75rem 1rem; align-items: center; }
dialog label { display: flex; flex-wrap: wrap; gap: 0.25rem 0.5rem; align-items: center; min-width: 0; }
dialog::backdrop { background: rgb(0 0 0 / 0.55); }
.question { white-space: pre-line; font-weight: 600; }
.told { max-height: 24rem; overflow: auto; border: 1px solid var(--hair); border-radius: 6px; padding: 0.5rem 0.75rem; background: var(--raised); }
.told code { display: block; white-space: pre-wrap; }
.phases { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1.25rem; }
.patch code { display: block; } .patch .new { background: var(--good-ground); color: var(--good); } .patch .gone { background: var(--bad-ground); color: var(--bad); }
.changes h2 { margin: 0; }
@media (max-width: 60rem) {
  .projects > .head { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .projects .row { grid-template-columns: minmax(0, 1fr); align-content: center; height: 11.5rem; }
  .projects .row > span { max-height: 1.4em; -webkit-line-clamp: 1; }
  .projects .row > .cause, .projects .row > .build { max-height: 2.7em; -webkit-line-clamp: 2; }
  .projects .row > .green:not(:empty)::before { content: "last green: "; color: var(--quiet); }
}
`;

export const LIVE_STYLE: string = [STYLE, LIVE].join('\n');
