/** The role's own policies: a Deny that stands there, or what a plan would have granted had it been made. */
import { nameInArn } from '#iam/arn.ts';
import type { Known, ManagedPolicy, PolicyDocument, Role } from '#account/snapshot.ts';
import type { Reason } from '#iam/decision.ts';
import { grantOf } from '../grants.ts';
import { ownerOf } from '../owner.ts';
import { policyText } from '../policy-document.ts';
import { lacksOf } from '#diagnosis/finding.ts';
import { deniesOf, wordDenies } from './deny-of.ts';
import {
  actionsOf,
  allowances,
  type AwsCall,
  type Handoff,
  oneOrMany,
  resourcesOf,
  roleArnOf,
  type Stop,
} from './handoff.ts';
import { parsedPolicy } from './parsed-policy.ts';

/** Nothing but an edit of that statement lets it through, and it stays unless its owner wants otherwise. */
export function denyHandoff(stop: Stop): Handoff {
  const { snapshot, needs } = stop;
  const role = snapshot.role.kind === 'known' ? snapshot.role.value : null;
  const denies = deniesOf(needs, 'identity');
  const [deny = null] = denies;
  const isLacking = needs.some((need) => lacksOf(need, 'identity').length > 0);
  const policy = role === null || deny === null ? null : policyNamed(role, deny);
  const before = policy?.text ?? null;
  const statements = before === null ? [] : (parsedPolicy(before)?.Statement ?? []);
  const denying = denies.flatMap((one): readonly object[] => [statements[one.statement] ?? []].flat());
  const what = needs.map(({ action, resource }) => `${action} on ${resource}`).join(', ');
  return {
    layer: 'identity',
    owner: ownerOf(snapshot, 'identity', roleArnOf(snapshot)),
    at: policy?.arn ?? `inline policy ${deny?.policy ?? ''} of ${roleArnOf(snapshot)}`,
    actions: actionsOf(needs),
    mayAlsoStop: [],
    resources: resourcesOf(needs),
    change: { before, after: null, statement: denying.length === 0 ? null : oneOrMany(denying) },
    calls: policy === null || role === null ? [] : [shows(role, policy)],
    why: `${deny === null ? 'a policy of the role' : wordDenies(denies)} denies it, which no Allow outweighs and no other role may get round. Somebody put it there: it stays unless its owner takes out of it exactly ${what}${isLacking ? '. No policy of the role allows it either: once the Deny is gone, Rolemend plans that grant' : ''}`,
    newlyAllows: allowances(stop),
  };
}

/** For a role that the plan may not or cannot change: the statements it lacks. */
export function allowHandoff(stop: Stop, why: string): Handoff {
  const { snapshot, needs } = stop;
  const after = policyText(needs.map(grantOf));
  const roleArn = roleArnOf(snapshot);
  return {
    layer: 'identity',
    owner: ownerOf(snapshot, 'identity', roleArn),
    at: roleArn,
    actions: actionsOf(needs),
    mayAlsoStop: [],
    resources: resourcesOf(needs),
    change: { before: null, after, statement: parsedPolicy(after)?.Statement[0] ?? null },
    calls: [
      {
        operation: 'iam put-role-policy',
        options: [
          ['--role-name', nameInArn(roleArn)],
          ['--policy-name', 'CodeBuild-ECR-Permissions'],
          ['--policy-document', after],
        ],
      },
    ],
    why,
    newlyAllows: allowances(stop),
  };
}

function policyNamed(role: Role, { policy: name }: Reason): PolicyDocument | null {
  const all: readonly Known<PolicyDocument | ManagedPolicy>[] = [
    ...(role.inline.kind === 'known' ? role.inline.value : []),
    ...(role.attached.kind === 'known' ? role.attached.value : []),
  ];
  const found = all.find((one) => one.kind === 'known' && one.value.name === name);
  return found?.kind === 'known' ? found.value : null;
}

function shows(role: Role, { name, arn }: PolicyDocument): AwsCall {
  return arn === null
    ? {
        operation: 'iam get-role-policy',
        options: [
          ['--role-name', role.name],
          ['--policy-name', name],
        ],
      }
    : { operation: 'iam get-policy', options: [['--policy-arn', arn]] };
}
