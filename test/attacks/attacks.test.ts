/** Every attack of the tables, over the real line from a snapshot to its plan: what is granted is exactly what may be. */
import { describe, expect, it } from 'vitest';
import { makePlan } from '#plan/make-plan.ts';
import type { Plan, PlanOptions } from '#plan/plan.ts';
import { diagnoseSnapshot } from '#tasks/diagnose.ts';
import { OPTIONS } from '../plan/plan-of.ts';
import type { Attack, Expected } from './attack.ts';
import { AWS_COMMANDS, INLINE_COMMANDS, SECTIONS } from './aws-commands.ts';
import { IMAGE_COMMANDS } from './image-commands.ts';
import { REASSIGNED } from './reassigned.ts';
import { LOG_LINES, SESSION } from './log-lines.ts';
import { OVERRIDES } from './overrides.ts';
import { type Pair, push } from './pairs.ts';
import { FIXED_SETTINGS, UPDATED_PROJECTS, WAYS } from './settings.ts';
import { snapshotOf, sourceOf } from './world.ts';

function planOf(attack: Attack, trustSource: boolean, confirmed: PlanOptions['confirmed'] = []): Plan {
  const diagnosis = diagnoseSnapshot(snapshotOf(attack), { source: sourceOf(attack), confirmed });
  const plan = makePlan(diagnosis, { ...OPTIONS, trustSource, confirmed });
  if (!plan.ok) throw new Error(plan.error.message);
  return plan.value;
}

/** The log group of the project is in the policy that the role has, so the quiet world grants none of it. */
const pairsOf = (items: readonly { readonly action: string; readonly resource: string }[]): readonly Pair[] =>
  items.map(({ action, resource }) => `${action} ${resource}`).sort();

const madeBy = (plan: Plan): readonly string[] =>
  plan.steps.flatMap((step) => (step.kind === 'create-repository' ? [step.name] : []));

/** Exactly these; of what no reader has to follow, these and no others. */
function expectPairs(found: readonly Pair[], expected: readonly Pair[], { atMost }: Expected): void {
  const wanted = [...new Set(expected)].sort();
  if (atMost === true) expect(found.filter((pair) => !wanted.includes(pair))).toEqual([]);
  else expect(found).toEqual(wanted);
}

/** What `--confirm` takes: never an action without its resource. */
const FLAG = /^(?:ecr-(?:push|pull)|[a-z0-9-]+:\w+)=(?:\*|arn:\S+)$/;

const CLASSES = ['never', 'privilege', 'log', 'source'] as const;

function expectExactly(attack: Attack): void {
  const { settings = [], source = [], never = [] } = attack;
  const yes = planOf(attack, false);
  expectPairs(pairsOf(yes.grants), settings, attack);
  expect(madeBy(yes)).toEqual(attack.creates ?? []);
  const trusted = planOf(attack, true);
  expectPairs(pairsOf(trusted.grants), [...settings, ...source], attack);
  expect(madeBy(trusted)).toEqual(attack.creates ?? []);
  for (const scope of CLASSES) {
    const withheld = yes.withheld.filter((one) => one.scope === scope);
    expectPairs(pairsOf(withheld), attack[scope] ?? [], attack);
  }
  // Who can be asked is asked about the source and, one by one, about what is never granted by default: about nothing else.
  const offered = pairsOf(yes.withheld.filter((one) => one.offered));
  expect(offered.filter((pair) => ![...source, ...never].includes(pair))).toEqual([]);
  for (const { confirm } of yes.withheld) if (confirm !== null) expect(confirm).toMatch(FLAG);
}

const named = (attacks: readonly Attack[]) => attacks.map((attack) => [attack.name, attack] as const);

describe('what is granted is exactly what may be', () => {
  describe('images in files of the source', () => {
    it.each(named(IMAGE_COMMANDS))('%s', (_, attack) => expectExactly(attack));
  });

  describe('a variable of the settings that the source sets anew', () => {
    it.each(named(REASSIGNED))('%s', (_, attack) => expectExactly(attack));
  });

  describe('calls of the AWS CLI in files of the source', () => {
    it.each(named(AWS_COMMANDS))('%s', (_, attack) => expectExactly(attack));
  });

  describe('calls in a buildspec inline in the settings', () => {
    it.each(named(INLINE_COMMANDS))('%s', (_, attack) => expectExactly(attack));
  });

  describe('sections of a buildspec', () => {
    it.each(named(SECTIONS))('%s', (_, attack) => expectExactly(attack));
  });

  describe('what one build was started with', () => {
    it.each(named(OVERRIDES))('%s', (_, attack) => expectExactly(attack));
  });

  describe('settings of fixed meaning', () => {
    it.each(named(FIXED_SETTINGS))('%s', (_, attack) => expectExactly(attack));
  });

  describe('a project that somebody else updated', () => {
    it.each(named(UPDATED_PROJECTS))('%s', (_, attack) => expectExactly(attack));
  });

  describe('other ways a build comes about', () => {
    it.each(named(WAYS))('%s', (_, attack) => expectExactly(attack));
  });
});

describe('a line of the log', () => {
  const quiet: Attack = { name: 'quiet', buildspec: ['docker push $REPOSITORY_URI:1'] };
  const said = (lines: readonly string[]): Attack => ({ ...quiet, lines });

  it.each(LOG_LINES.map((line) => [line.slice(0, 120), line] as const))('%s', (_, line) => {
    const plan = planOf(said([line]), true);

    expect(pairsOf(plan.grants)).toEqual([...push('backend')].sort());
    expect(madeBy(plan)).toEqual([]);
    expect(plan.withheld.filter(({ offered }) => offered)).toEqual([]);
  });

  it('all of them together', () => {
    const plan = planOf(said([...LOG_LINES, ...LOG_LINES]), true);

    expect(pairsOf(plan.grants)).toEqual([...push('backend')].sort());
    expect(madeBy(plan)).toEqual([]);
  });
});

describe('a confirmation', () => {
  const SECRET = 'arn:aws:secretsmanager:us-west-2:290008131176:secret:prod/master-AbCdEf';
  const claim = (action: string, resource: string) =>
    `User: ${SESSION} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  const quiet: Attack = { name: 'quiet', buildspec: ['docker push $REPOSITORY_URI:1'] };
  const confirmed = (action: string, resource: string, attack: Partial<Attack>) =>
    pairsOf(planOf({ ...quiet, ...attack }, false, [{ action, resource }]).grants).filter(
      (pair) => !push('backend').includes(pair),
    );

  it('of what a log claims grants the pair that was named, and no other', () => {
    const lines = [
      claim('secretsmanager:GetSecretValue', SECRET),
      claim('secretsmanager:GetSecretValue', SECRET.replace('master', 'other')),
    ];
    expect(confirmed('secretsmanager:GetSecretValue', SECRET, { lines })).toEqual([
      `secretsmanager:GetSecretValue ${SECRET}`,
    ]);
  });

  it('takes no wildcard from a log, and none that a log names for another resource', () => {
    const lines = [claim('s3:GetObject', '*'), claim('s3:GetObject', 'arn:aws:s3:::acme/*')];
    expect(confirmed('s3:GetObject', '*', { lines })).toEqual([]);
    expect(confirmed('s3:GetObject', 'arn:aws:s3:::acme/*', { lines })).toEqual([]);
    expect(confirmed('s3:GetObject', 'arn:aws:s3:::acme/key', { lines })).toEqual([]);
  });

  it('of what can raise privileges is the only thing that grants it', () => {
    const other = 'arn:aws:codebuild:us-west-2:290008131176:project/Other';
    const buildspec = ['aws codebuild start-build --project-name Other'];
    expect(confirmed('codebuild:StartBuild', other, { buildspec })).toEqual([
      `codebuild:StartBuild ${other}`,
    ]);
    expect(confirmed('codebuild:StartBuild', `${other}s`, { buildspec })).toEqual([]);
    expect(confirmed('codebuild:*', other, { buildspec })).toEqual([]);
    expect(confirmed('codebuild:StartBuild', '*', { buildspec })).toEqual([]);
  });

  it('of a deletion that the source asks for grants that deletion alone', () => {
    const table = 'arn:aws:dynamodb:us-west-2:290008131176:table/orders';
    const buildspec = [
      'aws dynamodb delete-table --table-name orders',
      'aws dynamodb delete-table --table-name users',
    ];
    expect(confirmed('dynamodb:DeleteTable', table, { buildspec })).toEqual([
      `dynamodb:DeleteTable ${table}`,
    ]);
  });
});

describe('the suite', () => {
  it('holds sixty commands, twenty overrides and a hundred lines at least', () => {
    expect(
      [...IMAGE_COMMANDS, ...REASSIGNED, ...AWS_COMMANDS, ...INLINE_COMMANDS].length,
    ).toBeGreaterThanOrEqual(60);
    expect(OVERRIDES.length).toBeGreaterThanOrEqual(20);
    expect(LOG_LINES.length).toBeGreaterThanOrEqual(100);
  });
});
