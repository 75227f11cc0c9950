/** Who but CodeBuild may take a role, by its trust policy: what they do with it no project tells. */
import { readPolicy } from '#iam/read/read-policy.ts';
import type { PrincipalClause } from '#iam/policy.ts';

const CODEBUILD = 'codebuild.amazonaws.com';

/** In words; none: CodeBuild alone. */
export function trustedBeside(trustPolicy: string): readonly string[] {
  const read = readPolicy(trustPolicy, 'trust');
  if (!read.ok) return ['somebody (its trust policy cannot be read)'];
  const allows = read.value.statements.filter(({ effect }) => effect === 'allow');
  return [...new Set(allows.flatMap(({ principal }) => othersIn(principal)))];
}

function othersIn(principal: PrincipalClause): readonly string[] {
  if (principal.kind !== 'principal') return ['everybody but some'];
  return principal.entries.flatMap((entry) => {
    if (entry.kind === 'anyone') return ['everybody'];
    return entry.kind === 'service' && entry.value === CODEBUILD ? [] : [`\`${entry.value}\``];
  });
}
