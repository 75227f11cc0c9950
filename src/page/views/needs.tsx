/** Each need by itself: why the build has it, whose word that is, and the statements that decided it. */
import type { DiagnosisDocument, JudgedNeedDocument } from '#render/documents.ts';
import { cellOf, DECISIONS, metLayers } from '../cells.ts';
import { idOf, needId, statementId } from '../parts/link.ts';
import { CellMark } from '../parts/mark.tsx';
import { Prose, Section } from '../parts/section.tsx';
import { LAYER_FACTS } from '#catalog/layers.ts';
import { GRADES, SCOPES } from '../words.ts';
import { SUBJECTS } from './matrix.tsx';

interface Props {
  readonly of: DiagnosisDocument;
  readonly page: string;
}

export function Needs({ of, page }: Props) {
  if (of.needs.length === 0) return null;
  return (
    <Section id={idOf(page, 'needs')} title="Each need, and what decided it">
      {of.needs.map((need, index) => (
        <details id={needId(page, index)} class="need">
          <summary>
            <CellMark cell={DECISIONS[need.decision]} /> <code>{need.action}</code>{' '}
            <span class="quiet">on {need.resource}</span>
          </summary>
          <Need need={need} index={index} of={of} page={page} />
        </details>
      ))}
    </Section>
  );
}

function Need({
  need,
  index,
  of,
  page,
}: Props & { readonly need: JudgedNeedDocument; readonly index: number }) {
  return (
    <div class="body">
      <p>
        To {need.why}: {SCOPES[need.scope]}; {GRADES[need.grade]}
        {SUBJECTS[need.subject]}.{need.rule === null ? '' : ` It was completed by the rule ${need.rule}.`}
      </p>
      {need.missing.length === 0 ? null : (
        <p>
          It hangs on what is not known: <code>{need.missing.join(', ')}</code>
        </p>
      )}
      <ul class="layers">
        {metLayers([need]).map((layer) => (
          <li id={needId(page, index, layer)}>
            <CellMark cell={cellOf(need, layer)} /> <strong>{LAYER_FACTS[layer].heading}</strong>
            <Reasons of={of} page={page} reasons={need.reasons.filter((reason) => reason.layer === layer)} />
          </li>
        ))}
      </ul>
      <h3>Where it is asked for</h3>
      <ul class="plain">
        {need.evidence.map(({ where, grade, text }) => (
          <li>
            <EvidenceLink of={of} page={page} where={where} text={text} />{' '}
            <span class="quiet">({GRADES[grade]})</span>: <code>{text}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

function EvidenceLink({ of, page, where, text }: Props & { readonly where: string; readonly text: string }) {
  const index = of.evidence.findIndex((one) => one.where === where && one.text === text);
  return index < 0 ? <>{where}</> : <a href={`#${idOf(page, 'evidence', index)}`}>{where}</a>;
}

function Reasons({ of, page, reasons }: Props & { readonly reasons: JudgedNeedDocument['reasons'] }) {
  return (
    <ul>
      {reasons.map(({ layer, policy, statement, sid, effect, matched, because, mismatch }) => {
        const at = of.policies.findIndex((one) => one.layer === layer && one.name === policy);
        const name = `statement ${statement}${sid === null ? '' : ` (${sid})`} of ${policy}`;
        return (
          <li>
            {at < 0 ? name : <a href={`#${statementId(page, at, statement)}`}>{name}</a>}: its {effect}{' '}
            {matched ? 'matches' : `does not match${mismatch === null ? '' : ` by its ${mismatch}`}`}:{' '}
            <Prose>{because}</Prose>
          </li>
        );
      })}
    </ul>
  );
}
