/** How `fix` ended: what was done, how it was proved, and the diagnosis it started from. */
import type { ComponentChildren } from 'preact';
import type { ChangeDocument, FixDocument } from '#render/documents.ts';
import { Facts } from '../parts/facts.tsx';
import { Tone } from '../parts/mark.tsx';
import { Prose, Section } from '../parts/section.tsx';
import { ExpectedEnd } from './plan.tsx';
import { Project } from './project.tsx';
import { Retried, Verification } from './verification.tsx';

/** The outcome as the command names it, in words. */
const OUTCOMES: Readonly<Record<string, string>> = {
  applied: 'The change was applied',
  'nothing-to-change': 'There was nothing to change',
  'not-permitted': 'Nothing was changed: whoever ran it may not take every step',
  declined: 'Nothing was changed: the person said no',
  'held-back': 'Nothing was changed: the plan is not applied without a person’s yes to it',
  refused: 'Nothing was changed: the plan is not what would be planned now, or was applied before',
  'no-plan': 'Nothing was changed: there is no plan',
  unfinished: 'An earlier change stopped half-way',
  stopped: 'The change stopped half-way',
};

/** Members of the document that are shown in their own way. */
const SHOWN: ReadonlySet<string> = new Set<keyof FixDocument>([
  'schema',
  'outcome',
  'change',
  'verification',
  'retry',
  'diagnosis',
  'next',
  'message',
  'confirmation',
  'expectedEnd',
]);

/** What IAM showed after the change, before the build. */
const CONFIRMATIONS: Readonly<Record<string, readonly ['good' | 'bad' | 'unsure', string]>> = {
  confirmed: ['good', 'IAM has it: it reads back as written'],
  'not-confirmed': ['unsure', 'IAM does not show all of it yet'],
  denied: ['bad', "more than the role's own policies stops it"],
  interrupted: ['unsure', 'the wait for IAM was interrupted'],
};

/** `atChange`: what can be done about the change, where something can. */
export function Outcome({
  of,
  atChange = null,
}: {
  readonly of: FixDocument;
  readonly atChange?: ComponentChildren;
}) {
  const { outcome, change, confirmation, expectedEnd, verification, retry, diagnosis, next, message } = of;
  const later = typeof next === 'object' && next !== null ? next : null;
  const rest = Object.entries(of).filter(([key]) => !SHOWN.has(key));
  const told = { ...Object.fromEntries(rest), ...(typeof next === 'string' ? { 'to type': next } : {}) };
  return (
    <>
      <Section id="outcome" title={OUTCOMES[outcome] ?? outcome}>
        {message === undefined ? null : <Prose>{message}</Prose>}
        {change === undefined ? null : <Change of={change} />}
        {atChange}
        {confirmation === undefined ? null : <Confirmed of={confirmation} />}
        {expectedEnd === undefined || expectedEnd === null ? null : <ExpectedEnd of={expectedEnd} />}
        <Facts of={told} />
      </Section>
      {retry === undefined || retry === null ? null : <Retried of={retry} page="fix" />}
      {verification === undefined || verification === null ? null : (
        <Verification of={verification} page="fix" />
      )}
      {later === null ? null : <Project of={later} page="now" />}
      {diagnosis === undefined ? null : (
        <>
          {change === undefined ? null : <p>What was found before that change:</p>}
          <Project of={diagnosis} page="was" />
        </>
      )}
    </>
  );
}

function Confirmed({ of: { kind, pending } }: { readonly of: NonNullable<FixDocument['confirmation']> }) {
  const [tone, words] = CONFIRMATIONS[kind] ?? ['unsure', kind];
  return (
    <>
      <p>
        <Tone tone={tone}>{words}</Tone>
      </p>
      {pending.length === 0 ? null : <Facts of={{ 'still missing': pending }} />}
    </>
  );
}

function Change({ of: { id, steps, ...rest } }: { readonly of: ChangeDocument }) {
  return (
    <>
      <p>
        Change <code>{id}</code>; <code>rolemend undo {id}</code> takes it back.
      </p>
      <ol>
        {steps.map(({ summary, state }) => (
          <li>
            <Tone tone={state === 'done' ? 'good' : 'unsure'}>{state}</Tone> <Prose>{summary}</Prose>
          </li>
        ))}
      </ol>
      <details>
        <summary>The change as data</summary>
        <Facts of={rest} />
      </details>
    </>
  );
}
