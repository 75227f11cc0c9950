/** Every fact with its source, in the lines around it. */
import type { DiagnosisDocument, EvidenceDocument } from '#render/documents.ts';
import { idOf } from '../parts/link.ts';
import { Code, Prose, Section } from '../parts/section.tsx';
import { GRADES } from '../words.ts';

interface Props {
  readonly of: DiagnosisDocument;
  readonly page: string;
}

export function AllEvidence({ of, page }: Props) {
  const { evidence, unresolved, hypotheses } = of;
  return (
    <Section id={idOf(page, 'evidence')} title="Evidence">
      {evidence.length === 0 ? <p>none was found</p> : null}
      <ol class="evidence">
        {byPlace(evidence).map(([one, [first, ...more]]) => (
          <li id={idOf(page, 'evidence', first)}>
            {more.map((index) => (
              <span id={idOf(page, 'evidence', index)} />
            ))}
            <h3>
              {one.where} <span class="quiet">{GRADES[one.grade]}</span>
            </h3>
            <Quoted one={one} />
          </li>
        ))}
      </ol>
      {unresolved.length === 0 ? null : (
        <>
          <h3>What could not be followed, and may need more</h3>
          <ul>
            {unresolved.map(({ where, why, text }) => (
              <li>
                {where}: <Prose>{why}</Prose> {text === '' ? null : <code>{text}</code>}
              </li>
            ))}
          </ul>
        </>
      )}
      {hypotheses.length === 0 ? null : <Hypotheses of={hypotheses} page={page} />}
    </Section>
  );
}

type Places = readonly [first: number, ...more: number[]];

/** A line that shows several things is shown once, with the place in the document of each. */
function byPlace(evidence: readonly EvidenceDocument[]): readonly (readonly [EvidenceDocument, Places])[] {
  const places = new Map<string, readonly [EvidenceDocument, Places]>();
  evidence.forEach((one, index) => {
    const key = JSON.stringify(one);
    const [, before] = places.get(key) ?? [];
    places.set(key, [one, before === undefined ? [index] : [...before, index]]);
  });
  return [...places.values()];
}

/** The fact itself, and where it stands. */
function Quoted({ one: { text, context } }: { readonly one: EvidenceDocument }) {
  if (context === undefined) return text === '' ? null : <Code>{text}</Code>;
  const isShown = context.lines.some(({ text: line }) => line.includes(text));
  return (
    <>
      {isShown ? <p class="unseen">{text}</p> : <Code>{text}</Code>}
      <ol class="lines" start={context.lines[0]?.number ?? 1}>
        {context.lines.map(({ number, text: line }) => (
          <li class={number === context.line ? 'here' : ''} value={number}>
            <code>
              {number === context.line ? <span class="unseen">this line: </span> : null}
              {line}
            </code>
          </li>
        ))}
      </ol>
    </>
  );
}

function Hypotheses({ of, page }: { readonly of: DiagnosisDocument['hypotheses']; readonly page: string }) {
  return (
    <>
      <h3>What a failure that names no permission may come from</h3>
      <ul>
        {of.map(({ symptom, supposition, outcome, because, evidence }) => (
          <li>
            {symptom}: <Prose>{supposition}</Prose>: <strong>{outcome}</strong>, <Prose>{because}</Prose>
            {evidence.map((index) => (
              <>
                {' '}
                <a href={`#${idOf(page, 'evidence', index)}`}>fact {index + 1}</a>
              </>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}
