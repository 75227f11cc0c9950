/** The plan: its steps with the policy before and after, what it newly allows, what it withholds, how it is expected to end. */
import { counted } from '#basics/counted.ts';
import type { ComponentChildren } from 'preact';
import type { ChangeDocument, PlanDocument, StepDocument } from '#render/documents.ts';
import { Facts } from '../parts/facts.tsx';
import { idOf } from '../parts/link.ts';
import { Tone } from '../parts/mark.tsx';
import { Prose, ProseList, Section } from '../parts/section.tsx';
import { LAYER_FACTS } from '#catalog/layers.ts';
import { SCOPES } from '../words.ts';
import { Alternatives, type AtWay } from './alternatives.tsx';
import { Difference } from './difference.tsx';

interface PlanProps {
  readonly plan: PlanDocument;
  readonly page: string;
  readonly atWay: AtWay;
  readonly children?: ComponentChildren;
}

export function Plan({ plan, page, atWay, children }: PlanProps) {
  const { id, strategy, role, steps, notes } = plan;
  return (
    <Section id={idOf(page, 'plan')} title="The plan">
      <p class="quiet">
        Plan <code>{id}</code>, strategy {strategy}, for the role <code>{role}</code>
      </p>
      {steps.length === 0 ? <p>The plan itself changes nothing.</p> : null}
      <ol class="steps">
        {steps.map((step) => (
          <Step step={step} />
        ))}
      </ol>
      {children}
      <ExpectedEnd of={plan.expectedEnd} build={buildOf(plan)} />
      <Allowed plan={plan} />
      <Withheld of={plan.withheld} />
      <Alternatives of={plan.alternatives} atWay={atWay} />
      <Around plan={plan} />
      {notes.length === 0 ? null : <ProseList of={notes} />}
    </Section>
  );
}

interface NoPlanProps extends Omit<PlanProps, 'plan'> {
  readonly why: string;
  readonly alternatives: PlanDocument['alternatives'];
}

export function NoPlan({ why, alternatives, page, atWay, children }: NoPlanProps) {
  return (
    <Section id={idOf(page, 'plan')} title="The plan">
      <p>
        There is none: <Prose>{why}</Prose>
      </p>
      {children}
      <Alternatives of={alternatives} atWay={atWay} />
    </Section>
  );
}

function Step({ step: { summary, target, text, kind, details } }: { readonly step: StepDocument }) {
  return (
    <li class="card">
      <h3>
        <Prose>{summary}</Prose>
      </h3>
      <p class="quiet">
        {kind} on <code>{target}</code>
      </p>
      {text === null ? null : <Difference {...text} name={summary} />}
      <details>
        <summary>The step as data</summary>
        <Facts of={details} />
      </details>
    </li>
  );
}

const ENDS = { green: 'good', 'not-green': 'bad', 'cannot-be-told': 'unsure' } as const;

function buildOf({ nextBuild }: PlanDocument): string {
  if (nextBuild.kind === 'retry') return `: the build ${nextBuild.id} tried again`;
  return `: a new build${nextBuild.commit === null ? '' : ` of commit ${nextBuild.commit}`}`;
}

interface EndProps {
  readonly of: PlanDocument['expectedEnd'];
  /** Of which build, where that is said. */
  readonly build?: string;
}

export function ExpectedEnd({ of: { kind, remaining, unless }, build = '' }: EndProps) {
  return (
    <>
      <h3>How the next build is expected to end</h3>
      <p>
        <Tone tone={ENDS[kind]}>{kind.replaceAll('-', ' ')}</Tone>
        {build}
      </p>
      <ul>
        {byOwner(remaining).map(([{ layer, owner, why }, group]) => (
          <li>
            still stopped{layer === null ? '' : ` by ${LAYER_FACTS[layer].heading}`}
            {why === null ? '' : ` ${why}`}; to be changed by {owner}
            <Stopped of={group} />
          </li>
        ))}
        {unless.map(({ layer, needs }) => (
          <li>
            unless {layer === null ? '' : `${LAYER_FACTS[layer].heading}: `}
            {needs}
          </li>
        ))}
      </ul>
    </>
  );
}

type Remaining = PlanDocument['expectedEnd']['remaining'][number];

/** What one owner can change at one layer is said together. */
function byOwner(remaining: readonly Remaining[]): readonly (readonly [Remaining, readonly Remaining[]])[] {
  const groups = new Map<string, readonly [Remaining, readonly Remaining[]]>();
  for (const one of remaining) {
    const key = JSON.stringify([one.layer, one.owner, one.why]);
    groups.set(key, [one, [...(groups.get(key)?.[1] ?? []), one]]);
  }
  return [...groups.values()];
}

function Stopped({ of }: { readonly of: readonly Remaining[] }) {
  const needs = of.filter(({ action }) => action !== null);
  if (needs.length === 0) return null;
  return (
    <details>
      <summary>{counted(needs.length, 'need')}</summary>
      <ul class="plain">
        {needs.map(({ action, resource }) => (
          <li>
            <code>{action}</code> on <code>{resource ?? '*'}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Allowed({ plan }: { readonly plan: PlanDocument }) {
  const { grants, newlyAllows, proof, steps } = plan;
  if (steps.length === 0 && grants.length === 0) return null;
  const { enough, minimal, exact, allowed, open, unmet, limits } = proof;
  return (
    <>
      <h3>What it newly allows</h3>
      <Grants of={grants} />
      {newlyAllows.length === 0 ? (
        <p>Beyond these it newly allows nothing else.</p>
      ) : (
        <>
          <p>Beyond these it newly allows{exact ? '' : ', at most'}:</p>
          <ul>
            {newlyAllows.map((words) => (
              <li>{words}</li>
            ))}
          </ul>
        </>
      )}
      <details>
        <summary>
          What was proved of it: {enough ? 'enough' : 'not enough by itself'},{' '}
          {minimal ? 'minimal' : 'not minimal'}
        </summary>
        <p>
          {counted(allowed, 'granted need is', 'granted needs are')} allowed after it, {open} hang on policies
          that could not be read.
        </p>
        <Facts of={{ unmet, limits, surplus: proof.surplus }} />
      </details>
    </>
  );
}

type Granted = ChangeDocument['grants'];

/** What is allowed on what, and whose word it rests on. */
export function Grants({ of }: { readonly of: Granted }) {
  return (
    <ul>
      {of.map(({ action, resource, scope, role, condition }) => (
        <li>
          <code>{action}</code> on <code>{resource}</code>
          {role === undefined ? '' : `, to ${role}`}
          {condition === undefined ? null : <Facts of={condition} />}{' '}
          {scope === undefined ? null : <span class="quiet">({isScope(scope) ? SCOPES[scope] : scope})</span>}
        </li>
      ))}
    </ul>
  );
}

const isScope = (scope: string): scope is keyof typeof SCOPES => scope in SCOPES;

function Withheld({ of }: { readonly of: PlanDocument['withheld'] }) {
  if (of.length === 0) return null;
  return (
    <>
      <h3>What it withholds, and why</h3>
      <table class="rows">
        <caption class="unseen">Needs that the plan withholds</caption>
        <thead>
          <tr>
            <th scope="col">Action</th>
            <th scope="col">Resource</th>
            <th scope="col">Why</th>
            <th scope="col">To have it granted</th>
          </tr>
        </thead>
        <tbody>
          {of.map(({ action, resource, why, scope, confirm, where }) => (
            <tr>
              <th scope="row">
                <code>{action}</code>
              </th>
              <td>
                <code>{resource}</code>
              </td>
              <td>
                <Prose>{why}</Prose> ({SCOPES[scope]}
                {where === null ? '' : `; ${where}`})
              </td>
              <td>{confirm === null ? 'no confirmation helps' : <code>--confirm '{confirm}'</code>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Who else is reached, whose tool keeps the role, who may apply it, what undo leaves. */
function Around({ plan }: { readonly plan: PlanDocument }) {
  const { reach, ownership, notPutBack, operator, hash, opened } = plan;
  return (
    <details>
      <summary>Whom it reaches, who may apply it, and what undo would leave</summary>
      <Facts
        of={{
          'opened for others as well': opened,
          'other projects under the role': reach,
          'kept by a tool': ownership,
          'not put back by undo': notPutBack,
          'whoever runs Rolemend': operator,
          hash,
        }}
      />
    </details>
  );
}
