/** CodeBuild cannot take the role at all: it is gone, or its trust policy says no. */
import { type Facts, makeFinding, roleName } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { wordReason } from './words.ts';

export function trustCauses(facts: Facts): readonly Finding[] {
  const cause = causeOf(facts);
  if (cause === null) return [];
  const finding = makeFinding(facts, {
    code: 'trust-policy-blocks',
    layer: 'trust',
    cause,
    ...remedy(facts.snapshot),
  });
  return [{ ...finding, actions: ['sts:AssumeRole'], resources: [roleArn(facts)] }];
}

/** The role of batches is another setting than the one that a plan changes. */
function remedy({ project }: Facts['snapshot']): Pick<Finding, 'fixable'> & { readonly next: string } {
  const trusted = 'let the role trust `codebuild.amazonaws.com`';
  return project.serviceRole === project.batchServiceRole
    ? { next: `${trusted}, or set another batch service role in the project`, fixable: false }
    : {
        next: `${trusted}, or give the project a role of its own: \`rolemend fix ${project.name} --strategy create-role\``,
        fixable: true,
      };
}

function causeOf(facts: Facts): string | null {
  if (facts.snapshot.role.kind === 'absent') return `role \`${roleName(facts)}\` does not exist`;
  if (facts.trust === null || facts.trust.decision === 'allowed' || facts.trust.decision === 'unknown')
    return null;
  const [reason] = facts.trust.reasons;
  return reason === undefined
    ? `the trust policy of role \`${roleName(facts)}\` has no statement that lets CodeBuild assume it`
    : wordReason(reason);
}

function roleArn({ snapshot }: Facts): string {
  if (snapshot.role.kind === 'known') return snapshot.role.value.arn;
  return snapshot.project.serviceRole;
}
