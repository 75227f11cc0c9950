/**
 * What a build needs, as a table for people: the project's contract with its role. Comes in: a diagnosis. Goes out: text: each need
 * with why, where it was found and which rule made it; and what could not be read, which may hide more.
 * Never: prints text from outside unescaped.
 */
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import { isWellFounded } from '#plan/grant-rule.ts';
import type { Consent } from '#plan/scope.ts';
import { byResource } from './by-resource.ts';
import { unreadableLines, unresolvedLines } from './diagnosis-text.ts';
import { GRADE_WORDS } from './grade-words.ts';
import type { Paint } from './paint.ts';
import { safeLine } from './terminal-text.ts';

const TEXT_SHOWN = 160;

export function needsText(diagnosis: Diagnosis, consent: Consent, paint: Paint): string {
  const { snapshot, needs } = diagnosis;
  const heading = `${paint.bold(safeLine(snapshot.project.name))}  ${paint.dim(`${snapshot.account} ${snapshot.region}`)}`;
  const ofRole = needs.filter(({ subject }) => subject === 'service-role');
  const [founded, weak] = split(ofRole, (need) => isWellFounded(snapshot, need, consent));
  const ofBatches = needs.filter(({ subject }) => subject === 'batch-role');
  const ofService = needs.filter(({ subject }) => subject === 'codebuild-service');
  return [
    heading,
    '',
    ...section('What the role needs', founded, paint),
    ...section('What it seems to need, to be confirmed by a person first', weak, paint),
    ...section(
      `What the role of batches needs, ${snapshot.project.batchServiceRole ?? ''}`,
      ofBatches,
      paint,
    ),
    ...section('What CodeBuild itself needs of the build image', ofService, paint),
    ...unresolvedLines(diagnosis.evidence, paint),
    ...unreadableLines(diagnosis.unreadable, paint),
  ].join('\n');
}

function split<T>(items: readonly T[], test: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function section(title: string, needs: readonly JudgedNeed[], paint: Paint): readonly string[] {
  if (needs.length === 0) return [];
  const lines = byResource(needs).flatMap(([resource, group]) => [
    `  on ${safeLine(resource)}`,
    ...group.flatMap((need) => needLines(need, paint)),
  ]);
  return [paint.bold(safeLine(title)), ...lines, ''];
}

function needLines(need: JudgedNeed, paint: Paint): readonly string[] {
  const { action, why, rule, context, grade } = need;
  const [first, ...others] = need.evidence;
  const where = first === undefined ? '' : ` ${safeLine(first.source.where, TEXT_SHOWN)}`;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const by = rule === null ? '' : `, by rule ${rule}`;
  const indent = ' '.repeat(6);
  return [
    `    ${safeLine(action)}`,
    ...conditions(context).map((line) => paint.dim(`${indent}if ${line}`)),
    paint.dim(`${indent}to ${safeLine(why)} (${GRADE_WORDS[grade]}:${where}${more}${by})`),
  ];
}

function conditions(context: JudgedNeed['context']): readonly string[] {
  return Object.entries(context).map(([key, value]) => safeLine(`${key} = ${[value].flat().join(', ')}`));
}
