/** Why nothing was begun: a problem, or the document of a change that ended before it did anything, with the difference. */
import type { FixDocument } from '#render/documents.ts';
import { Section } from '../parts/section.tsx';
import { Outcome } from '../views/outcome.tsx';
import { allVisible } from '../visible.ts';
import { Problem } from './parts.tsx';
import type { Refusal } from './session.ts';

export function Refused({ of: { document, error } }: { readonly of: Refusal }) {
  const fix = fixIn(document);
  if (fix === null) return <Problem of={problemOf(document) ?? error} />;
  const { diagnosis: _, difference, ...rest } = allVisible(fix);
  return (
    <div role="alert">
      <Outcome of={rest} />
      {typeof difference !== 'string' ? null : (
        <Section id="difference" title="What is planned now, against what was shown">
          <Patch>{difference}</Patch>
        </Section>
      )}
    </div>
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
