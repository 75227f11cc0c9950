/**
 * Whether a build that was to prove a change was refused what the change took out. Comes in: what the build left behind, what the one
 * before left, and the role before and after. Goes out: in words what speaks against the change; null: nothing does. Never: passes over
 * a refusal because the build went on, or because nothing says what was refused.
 */
import type { Role, Snapshot } from '#account/snapshot.ts';
import { stableJson } from '#basics/stable-json.ts';
import { type Denial, type Evidence } from '#evidence/evidence.ts';
import { isIncident } from '#evidence/symptoms.ts';
import { compileAction } from '#iam/match/action.ts';
import type { ActionClause, Statement } from '#iam/policy.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import { isOfRole } from '#needs/denials.ts';
import { mayBeOn } from './overlap.ts';
import { documentsIn } from './tighten-role.ts';

export interface Tried {
  readonly evidence: readonly Evidence[];
  /** Of a build before the change: what it was refused already comes of something else. */
  readonly usual: readonly Evidence[];
  readonly before: Snapshot;
  readonly after: Snapshot;
}

type Refusal = Extract<Evidence, { kind: 'denial' | 'symptom' }>;

export function deniedAgain({ evidence, usual, before, after }: Tried): string | null {
  const known = new Set(usual.filter(isRefusal).map(keyOf));
  const roles = { before: roleOf(before), after: roleOf(after) };
  for (const one of evidence.filter(isRefusal)) {
    const denial = one.kind === 'denial' ? one.denial : null;
    if (denial !== null && !isOwn(denial, after)) continue;
    const actions = [denial?.action, denial?.missingAction].filter((name) => typeof name === 'string');
    const lost = actions.find((action) => mayBeLost(action, denial?.resource ?? null, roles));
    if (lost !== undefined) return `${one.source.where}: it was denied \`${lost}\`, which was taken out`;
    if (actions.length === 0 && !known.has(keyOf(one)))
      return `${one.source.where}: it was refused something, of which it is not told that it is not what was taken out`;
  }
  return null;
}

/** A failure of a command itself is nobody's refusal. */
const isRefusal = (one: Evidence): one is Refusal =>
  one.kind === 'denial' || (one.kind === 'symptom' && !isIncident(one.symptom));

/** Numbers and IDs differ from one build to the next. */
const keyOf = (one: Refusal): string =>
  `${one.kind === 'symptom' ? one.symptom : ''} ${one.source.text.replace(/[0-9a-f]*\d[0-9a-f]*/gi, '#')}`;

function isOwn({ principal }: Denial, { account, partition, region, project }: Snapshot): boolean {
  const { name: projectName, arn: projectArn, serviceRole: roleArn } = project;
  return isOfRole(principal, { account, partition, region, projectName, projectArn, roleArn });
}

interface Roles {
  readonly before: Role;
  readonly after: Role;
}

function roleOf({ role }: Snapshot): Role {
  if (role.kind !== 'known') throw new Error('Internal error: a change of a role that was not read');
  return role.value;
}

/** Whether an Allow that may have been about it is not there any more. */
function mayBeLost(action: string, on: string | null, { before, after }: Roles): boolean {
  const left = new Set(allowsOf(after, action, on));
  return allowsOf(before, action, on).some((one) => !left.has(one));
}

function allowsOf(role: Role, action: string, on: string | null): readonly string[] {
  return [...documentsIn(role.inline), ...documentsIn(role.attached)].flatMap(({ text }) => {
    const read = readPolicy(text, 'identity');
    const statements: readonly Statement[] = read.ok ? read.value.statements : [];
    return statements
      .filter((one) => one.effect === 'allow' && isAbout(one.action, action) && mayBeOn(one.resource, on))
      .map(({ resource, conditions }) => stableJson({ resource, conditions }));
  });
}

const isAbout = ({ kind, patterns }: ActionClause, action: string): boolean =>
  (kind === 'action') === patterns.some((pattern) => compileAction(pattern).matches(action.toLowerCase()));
