/**
 * Repositories that an Allow names while the role uses the action, perhaps on another: CloudTrail tells of each. Only those named by
 * their whole ARN, and only of ECR, whose records name the repository. Source: Amazon ECR User Guide, logging-using-cloudtrail.
 */
import type { Role } from '#account/snapshot.ts';
import { parseArn } from '#iam/arn.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import { mayBeOn } from './overlap.ts';
import { documentsIn } from './tighten-role.ts';
import type { Usage } from './usage.ts';

/** Beyond it looking up would take minutes: what is not asked about stays. */
const MOST = 30;

const REPOSITORY = /^arn:[^:*?]+:ecr:[^:*?]+:\d{12}:repository\/[^*?$]+$/;

export function openResources(role: Role, usage: Usage): readonly string[] {
  const named = [...documentsIn(role.inline), ...documentsIn(role.attached)].flatMap(({ text }) => {
    const read = readPolicy(text, 'identity');
    const statements = read.ok ? read.value.statements : [];
    return statements.flatMap(({ effect, resource }) =>
      effect === 'allow' && resource.kind === 'resource' ? resource.patterns : [],
    );
  });
  const open = [...new Set(named)].filter(
    (arn) => isRepositoryOf(role, arn) && !usage.needs.some((need) => isOn(need.resource, arn)),
  );
  return open.slice(0, MOST);
}

/** Another account's are recorded there. */
const isRepositoryOf = ({ arn: role }: Role, arn: string): boolean =>
  REPOSITORY.test(arn) && parseArn(arn)?.account === parseArn(role)?.account;

/** A need on everything is on no repository in particular. */
const isOn = (needed: string, arn: string): boolean =>
  needed !== '*' && mayBeOn({ kind: 'resource', patterns: [arn] }, needed);
