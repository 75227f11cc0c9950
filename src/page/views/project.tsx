/** One diagnosis, whole: the tree that the live page and the report share. */
import type { ComponentChildren } from 'preact';
import type { DiagnosisDocument } from '#render/documents.ts';
import { Facts } from '../parts/facts.tsx';
import { idOf } from '../parts/link.ts';
import { Prose, Section } from '../parts/section.tsx';
import type { AtWay } from './alternatives.tsx';
import { AllEvidence } from './evidence.tsx';
import { Findings } from './findings.tsx';
import { Handoffs } from './handoffs.tsx';
import { Head } from './head.tsx';
import { Matrix } from './matrix.tsx';
import { Needs } from './needs.tsx';
import { Paths } from './path.tsx';
import { NoPlan, Plan } from './plan.tsx';
import { Policies } from './policies.tsx';
import { Timeline } from './timeline.tsx';

/** `page` begins every address in it, since a report may hold two diagnoses. */
interface ProjectProps {
  readonly of: DiagnosisDocument;
  readonly page: string;
}

/** `atPlan`, `atWay`: what can be done about the plan, and about another that ends the same, where something can. */
interface DoneAbout {
  readonly atPlan?: ComponentChildren;
  readonly atWay?: AtWay;
}

export function Project({ of, page, atPlan = null, atWay = () => null }: ProjectProps & DoneAbout) {
  const { build, plan, planProblem, handoffs = [], alternatives = [] } = of;
  return (
    <>
      <Head document={of} />
      <Contents of={of} page={page} />
      <Findings of={of} page={page} />
      {build === null ? null : <Timeline build={build} page={page} />}
      <Paths of={of} page={page} />
      <Matrix of={of} page={page} />
      {plan === null ? null : (
        <Plan plan={plan} page={page} atWay={atWay}>
          {atPlan}
        </Plan>
      )}
      {planProblem === undefined ? null : (
        <NoPlan why={planProblem} alternatives={alternatives} page={page} atWay={atWay}>
          {atPlan}
        </NoPlan>
      )}
      <Handoffs of={plan?.handoffs ?? handoffs} page={page} />
      <AllEvidence of={of} page={page} />
      <Needs of={of} page={page} />
      <Policies of={of} page={page} />
      <Unread of={of} page={page} />
      <More of={of} page={page} />
    </>
  );
}

function Contents({ of, page }: ProjectProps) {
  const { build, plan, handoffs = [], needs } = of;
  const parts: readonly (readonly [id: string, title: string, isThere: boolean])[] = [
    ['findings', 'Findings', true],
    ['build', 'The build', build !== null],
    ['path', 'The way of each request', needs.length > 0],
    ['matrix', 'Permission matrix', true],
    ['plan', 'The plan', plan !== null || of.planProblem !== undefined],
    ['handoffs', 'For others to change', (plan?.handoffs ?? handoffs).length > 0],
    ['evidence', 'Evidence', true],
    ['needs', 'Each need', needs.length > 0],
    ['policies', 'The policies', of.policies.length > 0],
    ['unreadable', 'What could not be read', of.unreadable.length > 0],
  ];
  return (
    <nav aria-label="Parts of this page">
      <ul>
        {parts
          .filter(([, , isThere]) => isThere)
          .map(([id, title]) => (
            <li>
              <a href={`#${idOf(page, id)}`}>{title}</a>
            </li>
          ))}
      </ul>
    </nav>
  );
}

function Unread({ of: { unreadable }, page }: ProjectProps) {
  if (unreadable.length === 0) return null;
  return (
    <Section id={idOf(page, 'unreadable')} title="What could not be read">
      <table class="rows">
        <caption class="unseen">What could not be read, and what that hides</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Why</th>
            <th scope="col">It hides</th>
            <th scope="col">Reading it needs</th>
          </tr>
        </thead>
        <tbody>
          {unreadable.map(({ what, why, message, hides, needs, on }) => (
            <tr>
              <th scope="row">
                <Prose>{what}</Prose>
              </th>
              <td class="said">
                {why}: {message}
              </td>
              <td class="word">{hides}</td>
              <td>
                {needs === null ? (
                  'nothing that is known'
                ) : (
                  <>
                    <code>{needs}</code> on <code>{on ?? '*'}</code>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** Members of the document that have a view of their own. */
const SHOWN: ReadonlySet<string> = new Set<keyof DiagnosisDocument>([
  'verdict',
  'needs',
  'policies',
  'findings',
  'evidence',
  'plan',
  'build',
  'handoffs',
  'unreadable',
  'notes',
  'hypotheses',
  'unresolved',
  'takenAt',
  'next',
  'planProblem',
]);

/** What the document says besides; whatever it will say in time is here too. */
function More({ of, page }: ProjectProps) {
  const rest = Object.entries(of).filter(([key]) => !SHOWN.has(key));
  return (
    <Section id={idOf(page, 'more')} title="Besides">
      <details>
        <summary>Who started the build, what has changed, whose role it is</summary>
        <Facts of={Object.fromEntries(rest)} />
      </details>
    </Section>
  );
}
