/** What was found, each with its cause, what to do, and the facts that show it. */
import type { DiagnosisDocument } from '#render/documents.ts';
import { idOf } from '../parts/link.ts';
import { Prose, ProseList, Section } from '../parts/section.tsx';
import { LAYER_FACTS } from '#catalog/layers.ts';

type Finding = DiagnosisDocument['findings'][number];

export function Findings({ of, page }: { readonly of: DiagnosisDocument; readonly page: string }) {
  const { findings, notes } = of;
  return (
    <Section id={idOf(page, 'findings')} title="Findings">
      {findings.length === 0 ? <p>nothing found that would stop the build</p> : null}
      {findings.map((finding) => (
        <OneFinding finding={finding} of={of} page={page} />
      ))}
      {notes.length === 0 ? null : (
        <>
          <h3>Notes</h3>
          <ProseList of={notes} />
        </>
      )}
    </Section>
  );
}

function OneFinding({
  finding,
  of: { evidence },
  page,
}: {
  readonly finding: Finding;
  readonly of: DiagnosisDocument;
  readonly page: string;
}) {
  return (
    <article class="card bad">
      <h3>
        <span aria-hidden="true">✗</span> {finding.title} <span class="code">{finding.code}</span>
      </h3>
      <p>
        <Prose>{finding.cause}</Prose>
      </p>
      {finding.next === null ? null : (
        <p>
          <strong>To do:</strong> <Prose>{finding.next}</Prose>
        </p>
      )}
      <p class="quiet">
        {finding.fixable ? 'Rolemend can mend it' : 'Rolemend cannot mend it by itself'}
        {finding.layer === null ? '' : `; layer: ${LAYER_FACTS[finding.layer].heading}`}
      </p>
      <Names title="Actions" of={finding.actions} />
      <Names title="Resources" of={finding.resources} />
      {finding.evidence.length === 0 ? null : (
        <p>
          Shown by{' '}
          {finding.evidence.map((index, at) => (
            <>
              {at === 0 ? '' : ', '}
              <a href={`#${idOf(page, 'evidence', index)}`}>
                {evidence[index]?.where ?? `fact ${index + 1}`}
              </a>
            </>
          ))}
        </p>
      )}
    </article>
  );
}

function Names({ title, of }: { readonly title: string; readonly of: readonly string[] }) {
  if (of.length === 0) return null;
  return (
    <details>
      <summary>
        {title} ({of.length})
      </summary>
      <ul class="plain">
        {of.map((one) => (
          <li>
            <code>{one}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
