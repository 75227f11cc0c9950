/** The policy documents that bear on the build, the statements that decided a need marked in them. */
import { counted } from '#basics/counted.ts';
import type { DiagnosisDocument } from '#render/documents.ts';
import { idOf, statementId } from '../parts/link.ts';
import { Code, Section } from '../parts/section.tsx';
import { LAYER_FACTS } from '#catalog/layers.ts';
import { allVisible } from '../visible.ts';

interface Props {
  readonly of: DiagnosisDocument;
  readonly page: string;
}

type Policy = DiagnosisDocument['policies'][number];

export function Policies({ of, page }: Props) {
  if (of.policies.length === 0) return null;
  return (
    <Section id={idOf(page, 'policies')} title="The policies">
      <p>
        As AWS holds them. A marked statement decided a need: it let it pass, stopped it, or came nearest to
        allowing it.
      </p>
      {of.policies.map((policy, index) => (
        <details>
          <summary>
            {policy.name} <span class="quiet">{LAYER_FACTS[policy.layer].heading}</span>
            {policy.target === null ? null : <span class="quiet"> at {policy.target}</span>}
          </summary>
          <Document policy={policy} index={index} of={of} page={page} />
        </details>
      ))}
    </Section>
  );
}

function Document({ policy, index, of, page }: Props & { readonly policy: Policy; readonly index: number }) {
  const laidOut = statementsIn(policy.text);
  if (laidOut === null) return <Code>{policy.text}</Code>;
  const { rest, statements } = laidOut;
  return (
    <div class="document">
      {rest === '{}' ? null : <Code>{rest}</Code>}
      <ol start={0} class="statements">
        {statements.map((statement, place) => (
          <li
            id={statementId(page, index, place)}
            class={decidedBy(of, policy, place).length > 0 ? 'decides' : ''}
          >
            <Decides decided={decidedBy(of, policy, place)} />
            <Code>{statement}</Code>
          </li>
        ))}
      </ol>
    </div>
  );
}

interface Decided {
  readonly action: string;
  readonly effect: string;
  readonly matched: boolean;
}

function decidedBy({ needs }: DiagnosisDocument, { layer, name }: Policy, place: number): readonly Decided[] {
  return needs.flatMap(({ action, reasons }) =>
    reasons
      .filter((one) => one.layer === layer && one.policy === name && one.statement === place)
      .map(({ effect, matched }) => ({ action, effect, matched })),
  );
}

function Decides({ decided }: { readonly decided: readonly Decided[] }) {
  if (decided.length === 0) return null;
  const kinds = [
    ['it lets pass', decided.filter(({ effect, matched }) => effect === 'allow' && matched)],
    ['it stops', decided.filter(({ effect, matched }) => effect === 'deny' && matched)],
    ['it comes nearest to allowing, and does not match', decided.filter(({ matched }) => !matched)],
  ] as const;
  return (
    <p class="decision">
      <span aria-hidden="true">▶ </span>
      {kinds
        .filter(([, some]) => some.length > 0)
        .map(
          ([words, some]) =>
            `${words} ${counted(some.length, 'need')}: ${some.map(({ action }) => action).join(', ')}`,
        )
        .join('; ')}
    </p>
  );
}

/** The statements of a policy laid out one by one, and the rest of its members; null where it is no JSON of a policy. */
function statementsIn(
  text: string,
): { readonly rest: string; readonly statements: readonly string[] } | null {
  try {
    const { Statement, ...rest } = JSON.parse(text) as { readonly Statement?: unknown };
    if (Statement === undefined) return null;
    const list: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
    return { rest: laidOut(rest), statements: list.map(laidOut) };
  } catch {
    return null;
  }
}

/** What stood as an escape in the text is none once it was read. */
const laidOut = (value: unknown): string => allVisible(JSON.stringify(value, null, 2));
