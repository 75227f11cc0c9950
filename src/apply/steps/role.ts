/** A step that makes a role, and deletes it again while nothing was added to it. */
import type { Known, PolicyDocument, Role } from '#account/snapshot.ts';
import type { Step, StepOf } from '#plan/steps/step.ts';
import { isMarked } from '../mark.ts';
import { deleted, made, plain, stateOf, type StepRunner, taggedBy, type Whole } from './step-runner.ts';

type CreateRole = StepOf<'create-role'>;

/** What the same change gives the role is no addition of somebody else's. */
export function roleRunner(step: CreateRole, { id, steps }: Whole): StepRunner {
  const { role: name, path, description, trustPolicy, boundaryArn, tags } = step;
  return {
    ...plain,
    what: `role \`${name}\``,
    before: null,
    after: describe({ arn: step.roleArn, description, trustPolicy, boundary: boundaryArn, others: [] }),
    marked: isMarked(description, id),
    observe: async (reader) => stateOf(await reader.role(name), (role) => describeRole(role, steps)),
    take: (writer) =>
      made(writer.createRole({ name, path, description, trustPolicy, boundaryArn, ...taggedBy(tags) })),
    revert: (writer) => deleted(writer.deleteRole({ name })),
  };
}

function describeRole(role: Role, steps: readonly Step[]): string {
  const own = steps.flatMap((step) => {
    if (step.kind === 'put-role-policy' && step.roleArn === role.arn) return [step.policyName];
    return step.kind === 'attach-role-policy' && step.roleArn === role.arn ? [step.policyArn] : [];
  });
  const present = [...namesOf(role.inline), ...namesOf(role.attached)];
  return describe({
    arn: role.arn,
    description: role.description ?? '',
    trustPolicy: role.trustPolicy,
    boundary: role.boundary.kind === 'known' ? role.boundary.value.arn : wordMissing(role.boundary),
    others: present.filter((name) => !own.includes(name)),
  });
}

/** An unread policy counts as somebody else's: the role is then not deleted on a guess. */
function namesOf(list: Known<readonly Known<PolicyDocument>[]>): readonly string[] {
  if (list.kind !== 'known') return list.kind === 'absent' ? [] : ['(could not be read)'];
  return list.value.map((policy) =>
    policy.kind === 'known' ? (policy.value.arn ?? policy.value.name) : '(could not be read)',
  );
}

function wordMissing(known: Known<unknown>): string | null {
  return known.kind === 'unreadable' ? '(could not be read)' : null;
}

interface Described {
  readonly arn: string;
  readonly description: string;
  readonly trustPolicy: string;
  readonly boundary: string | null;
  readonly others: readonly string[];
}

function describe({ trustPolicy, others, ...more }: Described): string {
  return JSON.stringify({ ...more, trustPolicy: parsed(trustPolicy), otherPolicies: others }, null, 4);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
