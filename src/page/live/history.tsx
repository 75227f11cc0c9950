/** The journal: every change that was made from here, with what it wrote, who said yes, and the way back. */
import { useState } from 'preact/hooks';
import type { ChangeRowDocument, VerificationDocument } from '#render/documents.ts';
import type { AboutDocument, ChangeEntry, ChangesDocument } from '../messages.ts';
import { Facts } from '../parts/facts.tsx';
import { Tone } from '../parts/mark.tsx';
import { Prose, ProseList } from '../parts/section.tsx';
import { Time } from '../parts/time.tsx';
import { allVisible } from '../visible.ts';
import { Difference } from '../views/difference.tsx';
import { Grants } from '../views/plan.tsx';
import { Verification } from '../views/verification.tsx';
import { Button, Problem, Title, useDocument } from './parts.tsx';
import { projectPath } from './route.ts';
import { ask, type Refusal } from './session.ts';
import type { State } from './state.ts';
import { UndoIt } from './undo-it.tsx';

export function HistoryView({ state: { work, about } }: { readonly state: State }) {
  const { document, refusal } = useDocument<ChangesDocument>('/api/changes', work?.end ?? null);
  return (
    <>
      <Title>History</Title>
      {refusal === null ? null : <Problem of={refusal.error} />}
      {document === null ? null : <Changes of={document} about={about} />}
    </>
  );
}

function Changes({
  of: { changes, problems },
  about,
}: {
  readonly of: ChangesDocument;
  readonly about: AboutDocument | null;
}) {
  return (
    <>
      {problems.map((message) => (
        <p class="card bad">
          <Prose>{allVisible(message)}</Prose>
        </p>
      ))}
      {changes.length === 0 ? <p>No changes were made from here yet.</p> : null}
      <ol class="changes plain">
        {changes.map((change) => (
          <Change
            key={change.id}
            of={change}
            isReadOnly={about?.readOnly !== false}
            isHere={
              allVisible(change.account) === about?.account && allVisible(change.region) === about.region
            }
          />
        ))}
      </ol>
    </>
  );
}

const TONES: Readonly<Record<string, 'good' | 'unsure'>> = { applied: 'good', undone: 'good' };

interface ChangeProps {
  readonly of: ChangeRowDocument;
  readonly isReadOnly: boolean;
  /** It is of the account and region that are looked at. */
  readonly isHere: boolean;
}

function Change({ of, isReadOnly, isHere }: ChangeProps) {
  const [isOpen, setOpen] = useState(false);
  const { id, state, startedAt, account, region, project, steps } = allVisible(of);
  return (
    <li class="card">
      <h2>
        <Tone tone={TONES[state] ?? 'unsure'}>{state}</Tone> <a href={projectPath(of.project)}>{project}</a>
      </h2>
      <p class="quiet">
        <Time at={startedAt} />, account {account}, {region}, change <code>{id}</code>
      </p>
      <ProseList of={steps} />
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>What it wrote, who said yes, whether all is allowed now</summary>
        {isOpen ? <Entry id={of.id} state={of.state} isHere={isHere} /> : null}
      </details>
      {state === 'undone' || isReadOnly ? null : <UndoIt id={of.id} goTo={of.project} />}
    </li>
  );
}

function Entry({
  id,
  state,
  isHere,
}: {
  readonly id: string;
  readonly state: string;
  readonly isHere: boolean;
}) {
  const { document, refusal } = useDocument<ChangeEntry>(`/api/changes/${encodeURIComponent(id)}`, state);
  if (refusal !== null) return <Problem of={refusal.error} />;
  if (document === null) return <p role="status">reading …</p>;
  const { steps, grants, approval = null, problem, updatedAt, strategy, role } = allVisible(document);
  return (
    <>
      {problem === null ? null : (
        <p>
          <Tone tone="bad">stopped</Tone> <Prose>{problem}</Prose>
        </p>
      )}
      {steps.map(({ summary, state: step, text }) => (
        <>
          <h3>
            <Prose>{summary}</Prose> <span class="quiet">({step})</span>
          </h3>
          {text === null ? null : <Difference {...text} name={summary} />}
        </>
      ))}
      {grants.length === 0 ? null : (
        <>
          <h3>What it granted</h3>
          <Grants of={grants} />
        </>
      )}
      <h3>Who said yes</h3>
      {approval === null ? <p>it is not recorded</p> : <Facts of={named(approval)} />}
      <Facts of={{ 'last changed': updatedAt, strategy, role }} />
      {isHere ? <VerifyIt name={document.project.name} /> : null}
    </>
  );
}

/** What the journal calls them, in words. */
const APPROVALS: Readonly<Record<string, string>> = {
  by: 'as',
  at: 'when',
  host: 'on the machine',
  how: 'in answer to',
  as: 'written as',
  plan: 'hash of the plan',
  file: 'SHA-256 of its file',
};
const HOWS: Readonly<Record<string, string>> = {
  asked: 'the question, with the plan in sight',
  yes: '--yes',
  approve: '--approve, with the hash of the file',
};

function named(approval: object): object {
  const told = Object.entries(approval).sort(([one], [other]) => placeOf(one) - placeOf(other));
  return Object.fromEntries(
    told.map(([key, value]: [string, unknown]) => [
      APPROVALS[key] ?? key,
      key === 'how' ? (HOWS[String(value)] ?? value) : value,
    ]),
  );
}

const placeOf = (key: string): number => Object.keys(APPROVALS).indexOf(key);

/** Both opinions on what the project needs, as things are now. */
function VerifyIt({ name }: { readonly name: string }) {
  const [document, setDocument] = useState<VerificationDocument | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isAsking, setAsking] = useState(false);
  async function verify(): Promise<void> {
    setAsking(true);
    const told = await ask<VerificationDocument>(`/api/projects/${encodeURIComponent(name)}/verification`);
    setAsking(false);
    setDocument(told.ok ? told.value : null);
    setRefusal(told.ok ? null : told.error);
  }
  return (
    <>
      <p>
        <Button isBusy={isAsking} onPress={() => void verify()}>
          Verify every need now
        </Button>{' '}
        <span role="status" class="quiet">
          {isAsking ? 'asking AWS’s simulator …' : ''}
        </span>
      </p>
      {refusal === null ? null : <Problem of={refusal.error} />}
      {document === null ? null : <Verification of={allVisible(document)} page={`verified-${name}`} />}
    </>
  );
}
