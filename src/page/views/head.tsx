/** The first screen: what is red, why, what one change mends it, whether that is safe, what to type. */
import { counted } from '#basics/counted.ts';
import type { ComponentChildren } from 'preact';
import type { DiagnosisDocument, PlanDocument } from '#render/documents.ts';
import { Prose } from '../parts/section.tsx';
import { Tone } from '../parts/mark.tsx';
import { Time } from '../parts/time.tsx';

const TONES = { healthy: 'good', blocked: 'bad', unknown: 'unsure' } as const;

export function Head({ document }: { readonly document: DiagnosisDocument }) {
  const { project, verdict, takenAt } = document;
  return (
    <header class="head">
      <p class="quiet">
        CodeBuild project in account {project.account}, region {project.region}; read <Time at={takenAt} />
      </p>
      <h1>
        {project.name} <Tone tone={TONES[verdict]}>{verdict}</Tone>
      </h1>
      <dl class="answers">
        <Answer question="The build">
          <BuildLine of={document} />
        </Answer>
        <Answer question={verdict === 'healthy' ? 'Found' : 'Why'}>
          <Causes of={document} />
        </Answer>
        <Answer question="The change">
          <Change of={document} />
        </Answer>
        <Answer question="Is it safe?">
          <Safety plan={document.plan} />
        </Answer>
        <ToType of={document} />
      </dl>
    </header>
  );
}

function Answer({ question, children }: { readonly question: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{question}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function BuildLine({ of: { build, role } }: { readonly of: DiagnosisDocument }) {
  if (build === null) return <>no finished build; what follows comes from the project and its buildspec</>;
  const green = build.status === 'SUCCEEDED';
  return (
    <>
      {build.number === null ? '' : `#${build.number} `}
      <Tone tone={green ? 'good' : 'bad'}>{build.status}</Tone>
      {build.failedPhase === null ? '' : ` in ${build.failedPhase}`}
      {build.startedAt === null ? null : (
        <>
          , started <Time at={build.startedAt} />
        </>
      )}
      <br />
      under the role <code>{role.arn}</code>
    </>
  );
}

function Causes({ of: { findings, unreadable } }: { readonly of: DiagnosisDocument }) {
  const [first, ...others] = findings;
  if (first === undefined)
    return (
      <>
        nothing found that would stop the build
        {unreadable.length === 0 ? '' : `; ${counted(unreadable.length, 'thing')} could not be read`}
      </>
    );
  return (
    <>
      <strong>{first.title}</strong>: <Prose>{first.cause}</Prose>
      {others.length === 0 ? null : (
        <ul>
          {others.slice(0, 2).map(({ title }) => (
            <li>{title}</li>
          ))}
          {others.length > 2 ? <li>and {counted(others.length - 2, 'more finding')}, below</li> : null}
        </ul>
      )}
    </>
  );
}

function Change({ of: { plan, planProblem, handoffs, verdict } }: { readonly of: DiagnosisDocument }) {
  const [theirs] = plan?.handoffs ?? handoffs ?? [];
  const others = (plan?.handoffs ?? handoffs ?? []).length;
  const steps = plan?.steps ?? [];
  if (steps.length === 0 && theirs === undefined)
    return planProblem === undefined ? (
      <>{verdict === 'healthy' ? 'none is needed' : 'none that can be made from here'}</>
    ) : (
      <Prose>{planProblem}</Prose>
    );
  return (
    <ul>
      {steps.map(({ summary }) => (
        <li>
          <Prose>{summary}</Prose>
        </li>
      ))}
      {theirs === undefined ? null : (
        <li>
          {steps.length === 0 ? 'nothing from here; ' : ''}
          {counted(others, 'change is', 'changes are')} another’s to make: at <code>{theirs.at}</code>
          {others > 1 ? ' and elsewhere, below' : ''}
        </li>
      )}
    </ul>
  );
}

const ENDS = { green: 'good', 'not-green': 'bad', 'cannot-be-told': 'unsure' } as const;

function Safety({ plan }: { readonly plan: PlanDocument | null }) {
  if (plan === null) return <>nothing would be changed</>;
  const { steps, newlyAllows, withheld, notPutBack, expectedEnd, grants } = plan;
  return (
    <ul>
      <li>
        {steps.length === 0
          ? 'nothing would be changed'
          : newlyAllows.length === 0
            ? `it allows ${counted(grants.length, 'permission')} that the build needs, and newly allows nothing else`
            : `it newly allows ${counted(newlyAllows.length, 'thing')} beyond what the build needs, below`}
      </li>
      {steps.length === 0 ? null : (
        <li>
          {notPutBack.length === 0
            ? 'it can be undone'
            : `it can be undone but for ${counted(notPutBack.length, 'thing')}, below`}
        </li>
      )}
      {withheld.length === 0 ? null : (
        <li>{counted(withheld.length, 'need is', 'needs are')} withheld, below</li>
      )}
      <li>
        the next build is expected to be{' '}
        <Tone tone={ENDS[expectedEnd.kind]}>{expectedEnd.kind.replaceAll('-', ' ')}</Tone>
        {expectedEnd.unless.length === 0
          ? ''
          : `, unless ${counted(expectedEnd.unless.length, 'thing')} not read says no`}
      </li>
    </ul>
  );
}

/** The command that goes on, else what the findings say is to be done. */
function ToType({ of: { next, findings } }: { readonly of: DiagnosisDocument }) {
  const [advice] = findings.flatMap((one) => one.next ?? []);
  if (next !== undefined)
    return (
      <Answer question="What to type">
        <code class="command">{next}</code>
      </Answer>
    );
  return advice === undefined ? null : (
    <Answer question="What to do">
      <Prose>{advice}</Prose>
    </Answer>
  );
}
