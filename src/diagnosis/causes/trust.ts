/** CodeBuild cannot take the role at all: it is gone, or its trust policy says no. Or a role that the build assumes says so. */
import { parseArn } from '#iam/arn.ts';
import { deniedBy, type Facts, groupBy, makeFinding, quoteList, roleArn, roleName } from '../facts.ts';
import type { Finding, JudgedNeed } from '../finding.ts';
import { andLacks, nextOfDeny, reasonsOf, wordReason } from './words.ts';

export function trustCauses(facts: Facts): readonly Finding[] {
  const cause = causeOf(facts);
  if (cause === null) return [];
  const finding = makeFinding(facts, {
    code: 'trust-policy-blocks',
    layer: 'trust',
    cause,
    ...remedy(facts),
  });
  return [{ ...finding, actions: ['sts:AssumeRole'], resources: [roleArn(facts)] }];
}

/** The role of batches is another setting than the one that a plan changes. */
function remedy(facts: Facts): Pick<Finding, 'fixable'> & { readonly next: string } {
  const { taking } = facts;
  const { project } = facts.snapshot;
  if (taking?.decision.layers.trust === 'explicitlyDenied') {
    const needs = [taking];
    const next = nextOfDeny(facts, {
      layer: 'trust',
      needs,
      policy: 'trust policy',
      owner: "the role's owner",
    });
    return { next, fixable: false };
  }
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
  if (facts.taking?.decision.deniedBy.includes('trust') !== true) return null;
  const [reason] = reasonsOf(facts.taking, 'trust');
  const isDenied = facts.taking.decision.layers.trust === 'explicitlyDenied';
  const besides = isDenied ? andLacks(facts.taking, 'trust') : '';
  return reason === undefined
    ? `the trust policy of role \`${roleName(facts)}\` has no statement that lets CodeBuild assume it`
    : `${wordReason(reason)}${besides}`;
}

/** Roles whose own trust policy does not let the build's role in. */
export function assumedRoleCauses(facts: Facts): readonly Finding[] {
  const groups = groupBy(deniedBy(facts, 'trust'), ({ resource }) => resource);
  return [...groups.values()].flatMap((needs) => {
    const [first] = needs;
    return first === undefined ? [] : [refusedBy(facts, first, needs)];
  });
}

function refusedBy(facts: Facts, need: JudgedNeed, needs: readonly JudgedNeed[]): Finding {
  const { snapshot } = facts;
  const own = roleArn(facts);
  const [reason] = reasonsOf(need, 'trust');
  const isDenied = need.decision.layers.trust === 'explicitlyDenied';
  const stored = snapshot.resourcePolicies[need.resource];
  const why =
    stored?.kind === 'absent'
      ? 'there is no such role'
      : reason === undefined
        ? `no statement of its trust policy lets \`${own}\` in`
        : `${wordReason(reason)}${isDenied ? andLacks(need, 'trust') : ''}`;
  const owner = parseArn(need.resource)?.account || snapshot.account;
  const actions = quoteList([...new Set(needs.map(({ action }) => action))]);
  return makeFinding(facts, {
    code: 'trust-policy-blocks',
    layer: 'trust',
    needs,
    cause: `the build may not assume \`${need.resource}\` of account ${owner}: ${why}`,
    next: isDenied
      ? nextOfDeny(facts, {
          layer: 'trust',
          needs,
          policy: 'trust policy',
          owner: `the owner, account \`${owner}\`,`,
        })
      : `ask the owner of account \`${owner}\` to let \`${own}\` do ${actions} in the trust policy of \`${need.resource}\``,
  });
}
