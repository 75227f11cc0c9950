/** What others have to change, for each owner: where, what, why, and the calls that would do it. */
import type { HandoffDocument } from '#render/documents.ts';
import { Facts } from '../parts/facts.tsx';
import { idOf } from '../parts/link.ts';
import { Code, Prose, Section } from '../parts/section.tsx';
import { LAYER_FACTS } from '#catalog/layers.ts';
import { Difference } from './difference.tsx';

interface HandoffsProps {
  readonly of: readonly HandoffDocument[];
  readonly page: string;
}

export function Handoffs({ of, page }: HandoffsProps) {
  if (of.length === 0) return null;
  return (
    <Section id={idOf(page, 'handoffs')} title="For others to change">
      {of.map((handoff) => (
        <Handoff handoff={handoff} />
      ))}
    </Section>
  );
}

function Handoff({ handoff }: { readonly handoff: HandoffDocument }) {
  const { layer, owner, at, why, change, awsCli, ...lists } = handoff;
  const { before, after, statement, flag } = change;
  return (
    <article class="card">
      <h3>
        {layer === null ? 'A change' : LAYER_FACTS[layer].heading} at <code>{at}</code>
      </h3>
      <p>
        For {owner.kind.replaceAll('-', ' ')}
        {owner.account === null ? '' : `, account ${owner.account}`}: <Prose>{why}</Prose>
      </p>
      <Facts of={lists} />
      {after === null ? null : <Difference before={before} after={after} name={at} />}
      {after === null && before !== null ? <Code>{before}</Code> : null}
      {statement === null ? null : (
        <details open={after === null}>
          <summary>The statement</summary>
          <Code>{JSON.stringify(statement, null, 2)}</Code>
        </details>
      )}
      {flag === null ? null : (
        <p>
          Rolemend makes it where it is named: <code>--change {flag}</code>
        </p>
      )}
      {awsCli === null ? null : (
        <details>
          <summary>The calls of the AWS CLI</summary>
          <Code>{awsCli}</Code>
        </details>
      )}
    </article>
  );
}
