/**
 * Tags that an Allow waits for. Comes in: the needs and the snapshot they were judged in. Goes out: for each role or resource the tags
 * that would let through what an Allow is lacking for, as judged in the state with them. Never: makes up a value (a pattern, a
 * variable or a choice of several is none), gets round a Deny, or takes from a need what it has.
 */
import { stableJson } from '#basics/stable-json.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { tagHolder } from '#catalog/tag-holders.ts';
import { taggedService } from '#account/tag-writes.ts';
import { isOfBatchRole } from '#diagnosis/batch-role.ts';
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import { judgeNeed } from '#diagnosis/judge.ts';
import { judgedPolicies, type JudgedPolicy } from '#diagnosis/judged-policies.ts';
import { parseArn } from '#iam/arn.ts';
import type { Layer } from '#iam/decision.ts';
import type { ConditionTest, PolicyKind, Statement } from '#iam/policy.ts';
import { readStored } from '#iam/read/read-stored.ts';
import { afterSteps } from './after-state.ts';
import { isTagText, MOST_TAGS } from './house-rules.ts';
import type { StepOf } from './steps/step.ts';

type TagStep = StepOf<'add-tag'>;

/** What one role or resource would have to be tagged with. */
export interface WantedTags {
  readonly on: string;
  readonly layer: Layer;
  readonly steps: readonly TagStep[];
  /** Needs that an Allow then lets through. */
  readonly needs: readonly JudgedNeed[];
  /** The statements that ask for it: ``statement 0 of `team-ecr` ``. */
  readonly askedBy: readonly string[];
  /** Others that have to be tagged for the same. */
  readonly besides: readonly string[];
  /** Why it is not to be done, in words; null: it may be. */
  readonly refused: string | null;
}

/** One Allow that waits for tags, and what it waits for. */
interface Waiting {
  readonly need: JudgedNeed;
  readonly layer: Layer;
  readonly statement: string;
  readonly steps: readonly TagStep[];
  /** What else it asks of a tag, which no value can be told for. */
  readonly open: { readonly on: string; readonly why: string } | null;
}

type Judged = Pick<Diagnosis, 'snapshot' | 'needs'>;

export function wantedTags(diagnosis: Judged): readonly WantedTags[] {
  const waiting = diagnosis.needs.filter(isLacking).flatMap((need) => helpful(diagnosis, need));
  const holders = [...new Set(waiting.flatMap(holdersOf))];
  return holders.map((on) =>
    wantedOn(
      on,
      waiting.filter((one) => holdersOf(one).includes(on)),
      diagnosis,
    ),
  );
}

const isLacking = ({ decision, grade }: JudgedNeed): boolean =>
  decision.decision === 'implicitlyDenied' && grade !== 'claimed';

const holdersOf = ({ steps, open }: Waiting): readonly string[] => [
  ...steps.map(({ on }) => on),
  ...(open === null ? [] : [open.on]),
];

function wantedOn(on: string, waiting: readonly Waiting[], diagnosis: Judged): WantedTags {
  const told = waiting.filter(({ open }) => open === null);
  const ways = told.length > 0 ? told : waiting;
  const steps = distinct(ways.flatMap((one) => one.steps).filter((step) => step.on === on));
  const needs = [...new Set(ways.map(({ need }) => need))];
  const all = distinct(ways.flatMap((one) => one.steps));
  return {
    on,
    layer: ways[0]?.layer ?? 'identity',
    steps,
    needs,
    askedBy: [...new Set(ways.map(({ statement }) => statement))],
    besides: [...new Set(all.map((step) => step.on))].filter((other) => other !== on),
    refused: whyRefused(on, { ways, steps, all }, diagnosis),
  };
}

interface Ways {
  readonly ways: readonly Waiting[];
  readonly steps: readonly TagStep[];
  /** Of all that have to be tagged. */
  readonly all: readonly TagStep[];
}

function whyRefused(on: string, { ways, steps, all }: Ways, diagnosis: Judged): string | null {
  const open = ways.find((one) => one.open !== null)?.open;
  if (open !== null && open !== undefined) return open.why;
  const keys = steps.map(({ key }) => key.toLowerCase());
  if (new Set(keys).size < keys.length || hasChoice(ways))
    return 'more than one tag would do, and which of them is right nothing tells';
  if (
    tagsAt(diagnosis.snapshot, on).length + steps.filter(({ before }) => before === null).length >
    MOST_TAGS
  )
    return `it has room for ${MOST_TAGS} tags`;
  const lost = lostBy(all, diagnosis);
  return lost === null ? null : `it would stop \`${lost.action}\` on \`${lost.resource}\``;
}

/** Two Allows of one layer wait for different tags, and either would do. */
function hasChoice(ways: readonly Waiting[]): boolean {
  const byNeed = new Map<string, string>();
  return ways.some(({ need, layer, steps }) => {
    const key = `${need.subject} ${need.action} ${need.resource} ${layer}`;
    const wanted = stableJson(steps);
    const is = byNeed.get(key) ?? wanted;
    byNeed.set(key, is);
    return is !== wanted;
  });
}

/** A need that is allowed now and would not be. */
function lostBy(steps: readonly TagStep[], { snapshot, needs }: Judged): JudgedNeed | null {
  const after = afterSteps(snapshot, steps);
  const isLost = (need: JudgedNeed): boolean =>
    need.decision.decision === 'allowed' && judgeNeed(after, need).decision.decision !== 'allowed';
  return needs.find(isLost) ?? null;
}

/** The Allows whose tags would let the need through their layer; where none would, those of which a tag cannot be told. */
function helpful({ snapshot, needs }: Judged, need: JudgedNeed): readonly Waiting[] {
  const found = waitingFor({ snapshot, needs }, need);
  const helps = found.filter(({ steps, layer }) => {
    if (steps.length === 0) return false;
    const { decision, deniedBy } = judgeNeed(afterSteps(snapshot, steps), need).decision;
    return decision !== 'explicitlyDenied' && decision !== 'unknown' && !deniedBy.includes(layer);
  });
  return helps.length > 0
    ? helps.map((one) => ({ ...one, open: null }))
    : found.filter(({ open }) => open !== null);
}

function waitingFor({ snapshot }: Judged, need: JudgedNeed): readonly Waiting[] {
  const { deniedBy, layers } = need.decision;
  return judgedPolicies({ snapshot, needs: [need] })
    .filter(({ layer }) => deniedBy.includes(layer) && layers[layer] === 'implicitlyDenied')
    .flatMap((policy) =>
      statementsIn(policy).flatMap(
        (statement, index) => waitingAt(snapshot, need, { policy, statement, index }) ?? [],
      ),
    );
}

interface Place {
  readonly policy: JudgedPolicy;
  readonly statement: Statement;
  readonly index: number;
}

function waitingAt(snapshot: Snapshot, need: JudgedNeed, place: Place): Waiting | null {
  const { policy, statement, index } = place;
  if (statement.effect !== 'allow') return null;
  const tests = statement.conditions.flatMap((test) => testOf(snapshot, need, test) ?? []);
  const steps = distinct(tests.flatMap((one) => (one.kind === 'wanted' ? [one.step] : [])));
  const open = tests.find((one) => one.kind === 'open' && isNamed(need, { policy, index, test: one.test }));
  if (steps.length === 0 && open === undefined) return null;
  const sid = statement.sid === null ? '' : ` (\`${statement.sid}\`)`;
  return {
    need,
    layer: policy.layer,
    statement: `statement ${index}${sid} of \`${policy.name}\``,
    steps,
    open: open?.kind === 'open' ? { on: open.on, why: open.why } : null,
  };
}

interface NamedTest {
  readonly policy: JudgedPolicy;
  readonly index: number;
  readonly test: ConditionTest;
}

/** It is this test that the decision names. */
const isNamed = ({ decision }: JudgedNeed, { policy, index, test }: NamedTest): boolean =>
  decision.reasons.some(
    (reason) =>
      reason.layer === policy.layer &&
      reason.policy === policy.name &&
      reason.statement === index &&
      reason.mismatch === 'condition' &&
      reason.because.toLowerCase().includes(test.key.toLowerCase()),
  );

type Tested =
  | { readonly kind: 'wanted'; readonly step: TagStep }
  | { readonly kind: 'open'; readonly on: string; readonly why: string; readonly test: ConditionTest };

/** Null: it tests no tag that one could set, or the tag is as it asks. */
function testOf(snapshot: Snapshot, need: JudgedNeed, test: ConditionTest): Tested | null {
  const tag = tagTested(snapshot, need, test.key);
  if (tag === null) return null;
  const { on, key } = tag;
  const present = tagsAt(snapshot, on).filter(([name]) => name.toLowerCase() === key.toLowerCase());
  const open = (why: string): Tested => ({ kind: 'open', on, why, test });
  if (present.length > 1) return open(`it has more than one tag that \`${test.key}\` may mean`);
  const value = plainValue(test);
  if (value === null) return open(`\`${test.key}\` asks for no one plain value: ${wordValues(test)}`);
  if (/^aws:/i.test(key) || !isTagText(value))
    return open(`AWS lets nobody set the tag \`${key}\` to \`${value}\``);
  const [[name, before] = [key, null]] = present;
  if (isSame(test, before, value)) return null;
  const account = parseArn(on)?.account || snapshot.account;
  return { kind: 'wanted', step: { kind: 'add-tag', account, on, key: name, before, after: value } };
}

/** The key with its service, and whose tag it is; null: no tag, or of what cannot be tagged or was not read. */
function tagTested(snapshot: Snapshot, need: JudgedNeed, name: string): { on: string; key: string } | null {
  const [, whose = '', key = ''] = /^[a-z0-9-]+:(principal|resource)tag\/(.+)$/i.exec(name) ?? [];
  if (key === '') return null;
  const on = whose.toLowerCase() === 'principal' ? roleOf(snapshot, need) : tagHolder(need.resource);
  if (on === null || taggedService(on) === null || !isRead(snapshot, on)) return null;
  return { on, key };
}

/** CodeBuild itself has no tags. */
function roleOf({ role, batchRole }: Snapshot, need: JudgedNeed): string | null {
  if (need.subject === 'codebuild-service') return null;
  const its = isOfBatchRole(need) ? batchRole : role;
  return its.kind === 'known' ? its.value.arn : null;
}

const roleAt = ({ role, batchRole }: Snapshot, arn: string) =>
  [role, batchRole].flatMap((one) => (one.kind === 'known' && one.value.arn === arn ? [one.value] : []))[0];

function isRead(snapshot: Snapshot, on: string): boolean {
  const { resourceTags } = snapshot;
  if (roleAt(snapshot, on) !== undefined) return true;
  return Object.hasOwn(resourceTags, on) && resourceTags[on]?.kind !== 'unreadable';
}

function tagsAt(snapshot: Snapshot, on: string): readonly (readonly [key: string, value: string])[] {
  const role = roleAt(snapshot, on);
  if (role !== undefined) return role.tags.map(({ key, value }) => [key, value]);
  const tags = Object.hasOwn(snapshot.resourceTags, on) ? snapshot.resourceTags[on] : undefined;
  return tags?.kind === 'known' ? Object.entries(tags.value) : [];
}

const EQUALS = /^string(?:equals|equalsignorecase|like)(?:ifexists)?$/i;

function plainValue({ operator, values }: ConditionTest): string | null {
  const [value] = values;
  if (!EQUALS.test(operator) || value === undefined || values.length > 1) return null;
  const isPattern = /^stringlike/i.test(operator) && /[*?]/.test(value);
  return isPattern || value.includes('${') ? null : value;
}

function isSame({ operator }: ConditionTest, before: string | null, value: string): boolean {
  if (before === null) return /ifexists$/i.test(operator);
  return /ignorecase/i.test(operator) ? before.toLowerCase() === value.toLowerCase() : before === value;
}

const MOST_SHOWN = 4;

const wordValues = ({ operator, values }: ConditionTest): string =>
  `${operator} ${values
    .slice(0, MOST_SHOWN)
    .map((value) => `\`${value}\``)
    .join(', ')}`;

const distinct = (steps: readonly TagStep[]): readonly TagStep[] => [
  ...new Map(steps.map((step) => [stableJson(step), step])).values(),
];

const KINDS: Readonly<Record<Layer, PolicyKind>> = {
  identity: 'identity',
  boundary: 'identity',
  session: 'session',
  resource: 'resource',
  trust: 'trust',
  serviceControl: 'serviceControl',
  resourceControl: 'resourceControl',
  vpcEndpoint: 'vpcEndpoint',
};

/** What a policy surely says. */
export function statementsIn({ text, layer }: JudgedPolicy): readonly Statement[] {
  const read = readStored(text, KINDS[layer]);
  return read.ok ? read.value.policy.statements : [];
}
