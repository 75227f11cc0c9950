/**
 * The steps that take out of a role what is not needed and not used. Comes in: the role, the use that is made of it, and its own
 * managed policies as they were read for a change. Goes out: the steps, and for each policy why something of it stays. Never: edits a
 * policy of AWS or one that others have, or takes out a Deny.
 */
import type { PolicyUsers } from '#account/policy-address.ts';
import type { Known, ManagedPolicy, PolicyDocument, Role } from '#account/snapshot.ts';
import { err, type Result } from '#basics/result.ts';
import { parseArn } from '#iam/arn.ts';
import { inlineExcess } from '../quotas.ts';
import type { Step } from '../steps/step.ts';
import { newVersion } from '../strategies/managed.ts';
import { narrowPolicy } from './narrow-policy.ts';
import type { Kept } from './narrow-statement.ts';
import type { Usage } from './usage.ts';

/** A managed policy of the account's own, with its versions, and who has it. */
export interface OwnManaged {
  readonly policy: ManagedPolicy;
  readonly users: PolicyUsers;
}

export interface TightenedPolicy {
  /** Its name; of a managed one its ARN. */
  readonly policy: string;
  /** Null: it stays as it is. */
  readonly step: Step | null;
  readonly kept: readonly Kept[];
}

export interface Tightening {
  readonly usage: Usage;
  /** By ARN; or why one could not be read. */
  readonly managed: Readonly<Record<string, Result<OwnManaged, string>>>;
}

export function tightenRole(role: Role, tightening: Tightening): readonly TightenedPolicy[] {
  return [
    ...documentsIn(role.inline).map((one) => tightenInline(role, one, tightening)),
    ...documentsIn(role.attached).map((one) => tightenAttached(role, one, tightening)),
  ];
}

/** Those that were read: what could not be stays as it is, whatever it says. */
export function documentsIn<T extends PolicyDocument>(list: Known<readonly Known<T>[]>): readonly T[] {
  if (list.kind !== 'known') return [];
  return list.value.flatMap((one) => (one.kind === 'known' ? [one.value] : []));
}

function tightenInline(role: Role, { name, text }: PolicyDocument, { usage }: Tightening): TightenedPolicy {
  const { after, kept } = narrowPolicy(text, usage);
  const on = { role: role.name, roleArn: role.arn, policyName: name };
  if (after === text) return { policy: name, step: null, kept };
  if (after === null)
    return { policy: name, step: { kind: 'delete-role-policy', ...on, before: text }, kept };
  const excess = inlineExcess(role, { policyName: name, after });
  return excess === null
    ? { policy: name, step: { kind: 'put-role-policy', ...on, before: text, after, narrows: true }, kept }
    : stays(name, kept, `spelt out, ${excess}`);
}

const stays = (policy: string, kept: readonly Kept[], why: string): TightenedPolicy => ({
  policy,
  step: null,
  kept: [...kept, { what: 'the rest', kind: 'open', why }],
});

function tightenAttached(
  role: Role,
  { arn, text, name }: ManagedPolicy,
  { usage, managed }: Tightening,
): TightenedPolicy {
  const { after, kept } = narrowPolicy(text, usage);
  if (after === text) return { policy: arn, step: null, kept };
  if (after === null) {
    const step: Step = { kind: 'detach-role-policy', role: role.name, roleArn: role.arn, policyArn: arn };
    return { policy: arn, step, kept };
  }
  if (parseArn(arn)?.account === 'aws')
    return stays(arn, kept, 'a policy of AWS is taken out as a whole or not at all');
  const own = managed[arn] ?? err('it could not be read with its versions and who has it');
  if (!own.ok) return stays(arn, kept, own.error);
  const why = whyNotEdited(role, text, own.value);
  if (why !== null) return stays(arn, kept, why);
  const step = newVersion(own.value.policy, after, 'make room for a version');
  return step.ok
    ? { policy: arn, step: step.value, kept }
    : stays(arn, kept, `${step.error.message} (${name}): ${step.error.next}`);
}

/** Null: it is this role's alone. */
function whyNotEdited(role: Role, text: string, own: OwnManaged): string | null {
  if (own.policy.text !== text) return 'it was changed while it was read';
  const { roles, users, groups } = own.users;
  const others = [...roles.filter((name) => name !== role.name), ...users, ...groups];
  if (others.length > 0)
    return `it is also of ${others.map((one) => `\`${one}\``).join(', ')}, who would lose it`;
  return own.policy.attachmentCount === 1 ? null : 'it is a permissions boundary as well';
}
