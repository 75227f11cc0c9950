/** The frame around every view: whose account it is, where one can go, whether the server is heard. */
import { useEffect, useState } from 'preact/hooks';
import type { AboutDocument, Message } from '../messages.ts';
import { Tone } from '../parts/mark.tsx';
import { type Line, listen } from './events.ts';
import { HistoryView } from './history.tsx';
import { Problem } from './parts.tsx';
import { ProjectView } from './project-view.tsx';
import { allVisible } from '../visible.ts';
import { ALL_PROJECTS, type Choice, Projects } from './projects.tsx';
import { type Route, routeOf, usePath } from './route.ts';
import { ask, openSession, post } from './session.ts';
import { NOTHING, type State, told } from './state.ts';

export function App() {
  const [state, setState] = useState(NOTHING);
  const [choice, setChoice] = useState(ALL_PROJECTS);
  const route = routeOf(usePath());
  useEffect(() => start(setState), []);
  return (
    <>
      <a class="skip" href="#content">
        To the content
      </a>
      <Frame of={state} route={route} />
      <main id="content" tabIndex={-1}>
        {state.refusal === null ? (
          <View route={route} state={state} choice={choice} onChoice={setChoice} />
        ) : (
          <>
            <h1>Rolemend</h1>
            <Problem of={state.refusal.error} />
          </>
        )}
      </main>
    </>
  );
}

type Update = (change: (state: State) => State) => void;

/** Opens the session, then listens; gives what ends that. */
function start(update: Update): () => void {
  const stop = new AbortController();
  let isBegun = false;
  const onMessage = together((messages) => {
    update((state) => told(state, messages));
    if (isBegun || !messages.some(isList)) return;
    isBegun = true;
    // The names are shown first: diagnoses take the processor that answers.
    setTimeout(() => void post('/api/scan'));
  });
  const onLine = (line: Line): void => {
    update((state) => ({ ...state, line }));
    if (line === 'unknown') void readAbout(update);
  };
  void openSession().then(async (opened) => {
    if (!opened.ok) return update((state) => ({ ...state, refusal: opened.error }));
    void readAbout(update);
    return listen(onMessage, onLine, stop.signal);
  });
  return () => stop.abort();
}

/** Whether it tells which projects there are, or that it cannot. */
const isList = (message: Message): boolean =>
  message.kind === 'list' ||
  (message.kind === 'all' && message.rows.length > 0) ||
  ((message.kind === 'all' || message.kind === 'scan') && message.scan.state !== 'listing');

async function readAbout(update: Update): Promise<void> {
  const about = await ask<AboutDocument>('/api/about');
  update((state) =>
    about.ok ? { ...state, about: allVisible(about.value) } : { ...state, refusal: about.error },
  );
}

/** What comes within one frame is shown by one. */
function together(show: (messages: readonly Message[]) => void): (message: Message) => void {
  let waiting: Message[] = [];
  return (message) => {
    waiting.push(message);
    if (waiting.length > 1) return;
    // A tab in the background has no frames, and is to know all the same.
    setTimeout(() => {
      const messages = waiting;
      waiting = [];
      show(messages);
    }, 50);
  };
}

const PLACES = [
  ['/', 'Projects', 'projects'],
  ['/history', 'History', 'history'],
] as const;

function Frame({ of: { about, line }, route }: { readonly of: State; readonly route: Route }) {
  return (
    <header class="frame">
      <strong>Rolemend</strong>
      <nav aria-label="Views">
        <ul>
          {PLACES.map(([path, title, view]) => (
            <li>
              <a href={path} aria-current={route.view === view ? 'page' : undefined}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {about === null ? null : (
        <p class="quiet whose">
          account {about.account}, {about.region}, as <code>{about.as}</code>
          {about.readOnly ? ' – nothing can be changed from here' : ''}
        </p>
      )}
      <p role="status" class="line">
        {line === 'lost' ? <Tone tone="unsure">rolemend ui is not heard; trying again</Tone> : null}
      </p>
    </header>
  );
}

interface ViewProps {
  readonly route: Route;
  readonly state: State;
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
}

function View({ route, state, choice, onChoice }: ViewProps) {
  switch (route.view) {
    case 'projects':
      return <Projects state={state} choice={choice} onChoice={onChoice} />;
    case 'project':
      return <ProjectView key={route.name} name={route.name} state={state} />;
    case 'history':
      return <HistoryView state={state} />;
  }
}
