/** Every need as our engine and AWS's simulator have it, side by side. */
import type { ComparisonDocument, ComparisonsDocument, RetryDocument } from '#render/documents.ts';
import { DECISIONS } from '../cells.ts';
import { Facts } from '../parts/facts.tsx';
import { idOf } from '../parts/link.ts';
import { CellMark, Tone } from '../parts/mark.tsx';
import { Section } from '../parts/section.tsx';
import { LAYER_FACTS } from '#catalog/layers.ts';

export function Verification({ of, page }: { readonly of: ComparisonsDocument; readonly page: string }) {
  const { comparisons, simulatorProblem, agree, allowed } = of;
  return (
    <Section id={idOf(page, 'verification')} title="Each need, judged by Rolemend and by AWS’s simulator">
      {simulatorProblem === undefined ? null : (
        <p>
          <Tone tone="unsure">AWS’s simulator could not be asked</Tone>: {simulatorProblem.code}:{' '}
          {simulatorProblem.message}
        </p>
      )}
      {allowed === undefined || agree === undefined ? null : (
        <p>
          <Tone tone={allowed ? 'good' : 'bad'}>
            {allowed ? 'all of them are allowed' : 'not all of them are allowed'}
          </Tone>{' '}
          <Tone tone={agree ? 'good' : 'unsure'}>
            {agree ? 'the two agree wherever both can tell' : 'the two do not agree on all'}
          </Tone>
        </p>
      )}
      <table class="rows matrix" role="table">
        <caption class="unseen">Needs of the role, as Rolemend and AWS’s simulator have them</caption>
        <thead role="rowgroup">
          <tr role="row">
            {['Need', 'On', 'Rolemend', 'AWS’s simulator', 'Why they differ'].map((title) => (
              <th scope="col" role="columnheader">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {comparisons.map((one) => (
            <Row of={one} />
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Row({ of }: { readonly of: ComparisonDocument }) {
  const { action, resource, own, simulator, agree, reason, unseen = [], counts } = of;
  const isOurs = agree === false && counts === 'own' ? 'Rolemend’s verdict counts. ' : '';
  const blind = unseen.map((layer) => LAYER_FACTS[layer].heading).join(', ');
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        {action}
      </th>
      <td role="cell">
        <code>{resource}</code>
      </td>
      <td role="cell">
        <span class="column">Rolemend</span>
        <CellMark cell={DECISIONS[own]} />
      </td>
      <td role="cell">
        <span class="column">AWS’s simulator</span>
        {simulator === null ? 'not asked' : <CellMark cell={DECISIONS[simulator]} />}
      </td>
      <td role="cell">
        {isOurs}
        {reason ?? (agree === false ? 'they differ' : '')}
        {blind === '' ? '' : ` The simulator does not see: ${blind}.`}
      </td>
    </tr>
  );
}

/** The build that was begun, and how it went. */
export function Retried({ of, page }: { readonly of: RetryDocument; readonly page: string }) {
  const { build, error, delayed = [] } = of;
  const green = build?.status === 'SUCCEEDED';
  return (
    <Section id={idOf(page, 'retry')} title="The build that was begun">
      {build?.status === undefined ? null : (
        <p>
          <Tone tone={green ? 'good' : 'bad'}>{build.status}</Tone>{' '}
          {build.number === undefined || build.number === null ? '' : `#${build.number} `}
          <code>{build.id}</code>
        </p>
      )}
      {error === undefined ? null : (
        <p>
          {error.code}: {error.message}
        </p>
      )}
      {delayed.length === 0 ? null : (
        <Facts of={{ 'builds before it that were denied what IAM had not let through yet': delayed }} />
      )}
    </Section>
  );
}
