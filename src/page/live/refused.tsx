/** Why nothing was begun: a problem, or the document of a change that ended before it did anything, with the difference. */
import type { FixDocument, PlanDocument, StepDocument } from '#render/documents.ts';
import { Prose, Section } from '../parts/section.tsx';
import { Difference } from '../views/difference.tsx';
import { Outcome } from '../views/outcome.tsx';
import { allVisible } from '../visible.ts';
import { Problem } from './parts.tsx';
import type { Refusal } from './session.ts';

interface Props {
  readonly of: Refusal;
  /** The plan that the yes was to; null: it was to none. */
  readonly shown: PlanDocument | null;
}

export function Refused({ of: { document, error }, shown }: Props) {
  const fix = fixIn(document);
  if (fix === null) return <Problem of={problemOf(document) ?? error} />;
  const { diagnosis, difference, done: _, usedBy, ...rest } = allVisible(fix);
  return (
    <div role="alert">
      <Outcome of={{ ...rest, ...(usedBy == null ? {} : { usedBy }) }} />
      {typeof difference !== 'string' ? null : (
        <Section id="difference" title="What is planned now, against what was shown">
          <Planned was={allVisible(shown?.steps ?? [])} now={diagnosis?.plan?.steps ?? []} />
          <details>
            <summary>All that differs, in the file of the plan</summary>
            <Patch>{difference}</Patch>
          </details>
        </Section>
      )}
    </div>
  );
}

type Steps = readonly StepDocument[];

/** Steps that are not what they were. */
function Planned({ was, now }: { readonly was: Steps; readonly now: Steps }) {
  const summaries = [...new Set([...was, ...now].map(({ summary }) => summary))];
  const called = (steps: Steps, wanted: string) => steps.find(({ summary }) => summary === wanted);
  if (now.length === 0) return <p>Nothing is left to change.</p>;
  return (
    <>
      {summaries.map((summary) => (
        <Step summary={summary} was={called(was, summary)} now={called(now, summary)} />
      ))}
    </>
  );
}

interface StepProps {
  readonly summary: string;
  readonly was: StepDocument | undefined;
  readonly now: StepDocument | undefined;
}

function Step({ summary, was, now }: StepProps) {
  const [before, after] = [was?.text?.after ?? null, now?.text?.after ?? null];
  if (was !== undefined && now !== undefined && before === after) return null;
  return (
    <>
      <h3>
        <Prose>{summary}</Prose>
        {now === undefined ? ': not planned any more' : was === undefined ? ': planned now' : ''}
      </h3>
      {after === null ? null : (
        <Difference
          before={before}
          after={after}
          name={summary}
          heads={['As it was shown', 'As it is planned now']}
        />
      )}
    </>
  );
}

function fixIn(document: unknown): FixDocument | null {
  const isFix =
    typeof document === 'object' &&
    document !== null &&
    'schema' in document &&
    document.schema === 'rolemend.fix/1';
  return isFix ? (document as FixDocument) : null;
}

const problemOf = (document: unknown): Refusal['error'] | null =>
  typeof document === 'object' && document !== null && 'error' in document
    ? (document as { readonly error: Refusal['error'] }).error
    : null;

const KINDS: Readonly<Record<string, string>> = { '+': 'new', '-': 'gone' };

/** The lines of a patch: their signs tell them apart, and colours besides. */
function Patch({ children }: { readonly children: string }) {
  return (
    <pre class="patch">
      {children.split('\n').map((line) => (
        <code class={KINDS[line[0] ?? ''] ?? 'same'}>{`${line}\n`}</code>
      ))}
    </pre>
  );
}
