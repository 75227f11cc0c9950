/** A diagnosis for people: what failed, why, what the build needs, what could not be read. */
import { trustNotes } from '#diagnosis/trust-notes.ts';
import { failedPhase } from '#account/build-status.ts';
import { isBatch } from '#account/snapshot.ts';
import { LAYER_FACTS } from '#catalog/layers.ts';
import type { Diagnosis, Finding, JudgedNeed } from '#diagnosis/finding.ts';
import type { Hypothesis } from '#diagnosis/hypotheses/hypothesis.ts';
import type { HiddenPart } from '#diagnosis/unreadable-parts.ts';
import { byResource } from './by-resource.ts';
import { layerOrKey } from './expected-end-text.ts';
import { GRADE_WORDS } from './grade-words.ts';
import type { Paint } from './paint.ts';
import { safeLine } from './terminal-text.ts';

const EVIDENCE_SHOWN = 3;
const TEXT_SHOWN = 200;

export function diagnosisText(diagnosis: Diagnosis, paint: Paint): string {
  return [
    ...heading(diagnosis, paint),
    '',
    ...findings(diagnosis, paint),
    ...hypotheses(diagnosis.hypotheses, paint),
    ...needs(diagnosis, paint),
    ...unresolvedLines(diagnosis.evidence, paint),
    ...unreadableLines(diagnosis.unreadable, paint),
    ...noteLines([...diagnosis.notes, ...trustNotes(diagnosis.snapshot)], paint),
  ].join('\n');
}

function heading({ snapshot, verdict }: Diagnosis, paint: Paint): readonly string[] {
  const { project } = snapshot;
  const place = paint.dim(`${snapshot.account} ${snapshot.region}`);
  const verdictWord = {
    healthy: paint.good('healthy'),
    blocked: paint.bad('blocked'),
    unknown: paint.warn('unknown'),
  };
  const lines = [`${paint.bold(safeLine(project.name))}  ${place}  ${verdictWord[verdict]}`];
  const build = snapshot.build;
  if (build.kind === 'known' && !isBatch(build.value)) {
    const { number, id, status } = build.value;
    const phase = failedPhase(build.value);
    const where = phase === undefined ? '' : ` in ${phase.type}`;
    lines.push(`build ${number === null ? '' : `#${number} `}${paint.dim(safeLine(id))} ${status}${where}`);
    if (status === 'SUCCEEDED' && verdict === 'blocked')
      lines.push('      it went well; what follows stands in the way of the next one');
  } else if (build.kind === 'absent') {
    lines.push('no finished build yet: what follows comes from the project and its buildspec');
  }
  lines.push(...batchLines(snapshot, paint));
  const role = snapshot.role.kind === 'known' ? snapshot.role.value.arn : project.serviceRole;
  lines.push(`role  ${safeLine(role)}`);
  if (snapshot.lastFailedBuild !== null)
    lines.push(`the last failed build is ${safeLine(snapshot.lastFailedBuild)}`);
  return lines;
}

/** Which batch it is of, and how the other builds of it went. */
export function batchLines({ batch }: Diagnosis['snapshot'], paint: Paint): readonly string[] {
  if (batch.kind !== 'known') return [];
  const { run, members, failed } = batch.value;
  const phase = run.phases.find(({ status }) => status === 'FAILED');
  const where = phase === undefined ? '' : ` in ${phase.type}`;
  const count = (status: string): number => members.filter((one) => one.status === status).length;
  const states = [...new Set(members.map(({ status }) => status ?? 'never begun'))].map(
    (status) =>
      `${status === 'never begun' ? members.filter((one) => one.status === null).length : count(status)} ${status}`,
  );
  const also = failed.map(({ identifier }) => safeLine(identifier)).slice(0, MEMBERS_SHOWN);
  return [
    `batch ${run.number === null ? '' : `#${run.number} `}${paint.dim(safeLine(run.id))} ${safeLine(run.status)}${safeLine(where)}: ${safeLine(states.join(', '))}`,
    ...(also.length === 0 ? [] : [`      failed in it besides: ${also.join(', ')}`]),
  ];
}

const MEMBERS_SHOWN = 5;

function findings({ findings, evidence }: Diagnosis, paint: Paint): readonly string[] {
  if (findings.length === 0) return ['nothing found that would stop the build', ''];
  return findings.flatMap((finding) => [
    `${paint.bad('✗')} ${paint.bold(finding.title)} ${paint.dim(`[${finding.code}]`)}`,
    `  ${safeLine(finding.cause)}`,
    ...proof(finding, evidence, paint),
    ...(finding.next === null ? [] : [`  ${paint.accent('next')} ${safeLine(finding.next)}`]),
    '',
  ]);
}

function proof(finding: Finding, evidence: Diagnosis['evidence'], paint: Paint): readonly string[] {
  const said = finding.evidence.flatMap((index) => {
    const one = evidence[index];
    if (one === undefined) return [];
    return [
      `  ${paint.dim(`${one.source.where} (${GRADE_WORDS[one.grade]}):`)} ${safeLine(one.source.text, TEXT_SHOWN)}`,
    ];
  });
  // One command can be evidence of several uses.
  const lines = [...new Set(said)];
  const more = lines.length - EVIDENCE_SHOWN;
  return more > 0 ? [...lines.slice(0, EVIDENCE_SHOWN), paint.dim(`  and ${more} more`)] : lines;
}

function needs({ needs: all, snapshot }: Diagnosis, paint: Paint): readonly string[] {
  const isOfBatch = ({ subject }: JudgedNeed): boolean => subject === 'batch-role';
  const role = safeLine(snapshot.project.batchServiceRole ?? '');
  const ofBatch = all.filter(isOfBatch);
  return [
    ...needsOf(
      'the build',
      all.filter((need) => !isOfBatch(need)),
      paint,
    ),
    ...needsOf(`the role of its batches, ${role},`, ofBatch, paint),
  ];
}

function needsOf(whose: string, needs: readonly JudgedNeed[], paint: Paint): readonly string[] {
  if (needs.length === 0) return [];
  const width = Math.max(...needs.map(({ action }) => safeLine(action).length));
  const lines = byResource(needs).flatMap(([resource, group]) => [
    `  on ${safeLine(resource)}`,
    ...group.map((need) => needLine(need, width, paint)),
  ]);
  return [paint.bold(needsTitle(whose, needs)), ...lines, ''];
}

/** With how many are missing, since a long list is read by its title. */
function needsTitle(whose: string, needs: readonly JudgedNeed[]): string {
  const count = (test: (decision: JudgedNeed['decision']['decision']) => boolean): number =>
    needs.filter(({ decision }) => test(decision.decision)).length;
  const unknown = count((one) => one === 'unknown');
  const stopped = count((one) => one !== 'unknown' && one !== 'allowed');
  const said = [
    `${needs.length - stopped - unknown} of ${needs.length} allowed`,
    ...(unknown === 0 ? [] : [`${unknown} unknown`]),
  ];
  return `What ${whose} needs: ${said.join(', ')}`;
}

function needLine(need: JudgedNeed, width: number, paint: Paint): string {
  const marks = {
    allowed: paint.good('✓'),
    explicitlyDenied: paint.bad('✗'),
    implicitlyDenied: paint.bad('✗'),
    unknown: paint.warn('?'),
  };
  const stopped =
    need.decision.deniedBy.length === 0
      ? ''
      : paint.dim(
          `  stopped by ${need.decision.deniedBy.map((layer) => LAYER_FACTS[layer].whole).join(', ')}`,
        );
  const unsure =
    need.decision.decision === 'unknown'
      ? paint.dim(`  not known, for these were not read: ${need.decision.missing.map(layerOrKey).join(', ')}`)
      : '';
  const action = safeLine(need.action).padEnd(width);
  return `    ${marks[need.decision.decision]} ${`${action}${stopped}${unsure}`.trimEnd()}`;
}

/** What several symptoms lead to is said once. */
function bySupposition(
  all: readonly Hypothesis[],
): readonly (Hypothesis & { readonly symptoms: readonly string[] })[] {
  const groups = new Map<string, Hypothesis & { readonly symptoms: readonly string[] }>();
  for (const one of all) {
    const key = JSON.stringify([one.supposition, one.outcome, one.because]);
    groups.set(key, { ...one, symptoms: [...(groups.get(key)?.symptoms ?? []), one.symptom] });
  }
  return [...groups.values()];
}

/** Suppositions by the failure they would explain, with what became of each. */
function hypotheses(all: readonly Hypothesis[], paint: Paint): readonly string[] {
  if (all.length === 0) return [];
  const marks = { kept: paint.bad('✗'), dropped: paint.dim('–'), open: paint.warn('?') };
  return [
    paint.bold('What a failure that names no permission may come from'),
    ...bySupposition(all).map(
      ({ symptoms, supposition, outcome, because }) =>
        `  ${marks[outcome]} ${paint.dim(`${symptoms.join(', ')}:`)} ${safeLine(supposition)}: ${outcome}, ${safeLine(because)}`,
    ),
    '',
  ];
}

export const unresolvedOf = (evidence: Diagnosis['evidence']) =>
  evidence.filter((one) => one.kind === 'unresolved');

/** Commands and settings that could not be followed: what they call is not among the needs. */
export function unresolvedLines(evidence: Diagnosis['evidence'], paint: Paint): readonly string[] {
  const unresolved = unresolvedOf(evidence);
  if (unresolved.length === 0) return [];
  return [
    paint.bold('What could not be followed, and may need more'),
    ...unresolved.map(
      ({ source, why }) => `  ${paint.warn('?')} ${safeLine(`${source.where}: ${why}`, TEXT_SHOWN * 2)}`,
    ),
    ...(unresolved.some(({ why }) => why.includes('was not read'))
      ? [paint.dim('  files of the source are read where it is given: `--source DIR`')]
      : []),
    '',
  ];
}

export function unreadableLines(problems: readonly HiddenPart[], paint: Paint): readonly string[] {
  if (problems.length === 0) return [];
  return [
    paint.bold('What could not be read'),
    ...problems.map(({ what, why, needs, on, hides }) => {
      const help = needs === null ? '' : paint.dim(`  needs ${needs} on ${safeLine(on ?? '*')}`);
      return `  ${paint.warn('?')} ${safeLine(what)}: ${safeLine(why)}, which hides ${hides}${help}`;
    }),
    '',
  ];
}

function noteLines(notes: readonly string[], paint: Paint): readonly string[] {
  if (notes.length === 0) return [];
  return [paint.bold('Notes'), ...notes.map((note) => `  ${safeLine(note)}`), ''];
}
