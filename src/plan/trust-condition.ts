/**
 * A trust policy kept to the projects that use its role. Comes in: the diagnosis, and the projects as they were read. Goes out: the step
 * that says to CodeBuild for whom it may take the role on, or why there is none. Never: touches what the policy says to anybody else.
 * Source: CodeBuild User Guide, cross-service-confused-deputy-prevention.
 */
import type { Role, Snapshot, Unreadable } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { projectRole } from '#diagnosis/batch-role.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { judgeTrust } from '#diagnosis/judge.ts';
import { CODEBUILD, isOpenToCodeBuild } from '#diagnosis/trust-notes.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import { flagOf } from './change-target.ts';
import {
  type Members,
  membersOf,
  type ParsedPolicy,
  parsedPolicy,
  withStatements,
} from './handoffs/parsed-policy.ts';
import type { PlanOptions } from './plan.ts';
import { trustExcess } from './quotas.ts';
import type { StepOf } from './steps/step.ts';

interface TrustCondition {
  readonly steps: readonly StepOf<'write-policy'>[];
  readonly notes: readonly string[];
}

export function trustConditions({ snapshot }: Diagnosis, options: PlanOptions): TrustCondition {
  const named = (options.changes ?? []).filter(({ kind }) => kind === 'trustCondition');
  const each = [...new Set(named.map(({ on }) => on))].map((on): TrustCondition => {
    const made = conditionOn(on, snapshot, options);
    if (typeof made !== 'string') return made;
    const flag = flagOf({ kind: 'trustCondition', on });
    return { steps: [], notes: [`\`${flag}\` was named to be changed, and is not: ${made}`] };
  });
  return { steps: each.flatMap(({ steps }) => steps), notes: each.flatMap(({ notes }) => notes) };
}

/** In words: why there is none. */
function conditionOn(on: string, snapshot: Snapshot, options: PlanOptions): TrustCondition | string {
  const role = projectRole(snapshot, on);
  if (role === null) return 'no role of the project that could be read has that ARN';
  const { trustPolicy } = role;
  const [read, parsed] = [readPolicy(trustPolicy, 'trust'), parsedPolicy(trustPolicy)];
  if (!read.ok || parsed === null) return 'its text is not as AWS takes it';
  const open = read.value.statements.flatMap((one, index) => (isOpenToCodeBuild(one) ? [index] : []));
  if (open.length === 0) return 'it says already for whom CodeBuild may take the role on';
  const projects = projectsOf(on, snapshot, options);
  const arns = projects.ok ? projects.value : null;
  const written = (arns === null ? [null] : [arns, null]).map((named) =>
    narrowed(parsed, open, { snapshot, arns: named }),
  );
  const after = written.find((text) => trustExcess(role.name, text) === null);
  if (after === undefined) return trustExcess(role.name, written[0] ?? '') ?? '';
  const shut = shutOut({ ...role, trustPolicy: after }, snapshot, arns ?? [snapshot.project.arn]);
  if (shut.length > 0) throw new Error(`Internal error: the trust policy would shut out ${shut.join(', ')}`);
  const at = { kind: 'trust', account: snapshot.account, region: '', on } as const;
  return {
    steps: [{ kind: 'write-policy', at, before: trustPolicy, after }],
    notes: [noteOn(role, projects, after === written[0])],
  };
}

/** ARNs of all projects that name the role; in words why naming them might shut out others. */
function projectsOf(
  on: string,
  { project, partition, account }: Snapshot,
  { roleUses = {} }: PlanOptions,
): Result<readonly string[], string> {
  const uses = roleUses[on];
  if (uses?.kind !== 'known')
    return err(
      uses?.kind === 'unreadable' ? wordUnread(uses.problem) : 'which projects have it was not read',
    );
  const { projects, fleets, unread } = uses.value;
  const [hidden] = unread;
  if (hidden !== undefined) return err(wordUnread(hidden));
  const [fleet] = fleets;
  if (fleet !== undefined) return err(`fleet \`${fleet}\` has it as its own`);
  const shown = projects.find(({ as }) => as === 'resource-access-role');
  if (shown !== undefined)
    return err(
      `public builds of project \`${shown.name}\` are shown by it, and AWS does not say for whom it is taken then`,
    );
  const arns = projects.map(
    ({ name, region }) => `arn:${partition}:codebuild:${region}:${account}:project/${name}`,
  );
  return ok([...new Set([project.arn, ...arns])].toSorted());
}

const wordUnread = ({ what, why, needs }: Unreadable): string =>
  needs === null ? `${what} could not be read: ${why}` : `you may not do \`${needs}\``;

interface For {
  readonly snapshot: Snapshot;
  /** Null: any project of the account. */
  readonly arns: readonly string[] | null;
}

function narrowed(policy: ParsedPolicy, open: readonly number[], whom: For): string {
  const statements = policy.Statement.flatMap((one, index) =>
    open.includes(index) ? split(one, whom) : [one],
  );
  return JSON.stringify(withStatements(policy, statements), null, 4);
}

/** What others are let in by stays as it is, beside what CodeBuild is. */
function split(statement: Members, { snapshot, arns }: For): readonly Members[] {
  const others = withoutCodeBuild(statement['Principal']);
  const { Sid, Condition } = statement;
  const test = {
    'aws:SourceAccount': snapshot.account,
    ...(arns === null ? {} : { 'aws:SourceArn': arns.length === 1 ? arns[0] : arns }),
  };
  const condition = membersOf(Condition);
  const own = {
    ...statement,
    ...(typeof Sid === 'string' && others !== null ? { Sid: `${Sid}CodeBuild` } : {}),
    Principal: { Service: CODEBUILD },
    Condition: { ...condition, StringEquals: { ...membersOf(condition['StringEquals']), ...test } },
  };
  return others === null ? [own] : [{ ...statement, Principal: others }, own];
}

function withoutCodeBuild(principal: unknown): object | null {
  const { Service, ...others } = membersOf(principal);
  const services = [Service ?? []].flat().filter((one) => one !== CODEBUILD);
  const left = { ...others, ...(services.length === 0 ? {} : { Service: services }) };
  return Object.keys(left).length === 0 ? null : left;
}

/** Projects that the policy would no longer let in, of those that it lets in now. */
function shutOut(after: Role, snapshot: Snapshot, arns: readonly string[]): readonly string[] {
  return arns.filter((arn) => {
    const ofProject = { ...snapshot, project: { ...snapshot.project, arn } };
    const before = projectRole(snapshot, after.arn);
    const wasIn = before !== null && judgeTrust(ofProject, before).decision === 'allowed';
    return wasIn && judgeTrust(ofProject, after).decision !== 'allowed';
  });
}

function noteOn({ name }: Role, projects: Result<readonly string[], string>, isWhole: boolean): string {
  const takes = `CodeBuild takes role \`${name}\` on from then on for`;
  const any = `${takes} any project and fleet of the account, and of no other`;
  if (!projects.ok) return `${any}: who else has the role is not known for certain, as ${projects.error}`;
  if (!isWhole)
    return `${any}: naming the ${projects.value.length} that have it leaves no room in the policy`;
  const names = projects.value.map((arn) => `\`${arn}\``).join(', ');
  return `${takes} ${names} alone, which are all that have it; one that is given it later has to be named there too`;
}
