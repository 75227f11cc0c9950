/**
 * The policy simulator in its shape of 2026: one result an action, the verdict of each resource inside it.
 * Source: facts 6.2 [SIM, BOTO iam]. It sees no resource control, endpoint or stored resource policy.
 */
import { z } from 'zod';
import { decide } from '#iam/decide.ts';
import type { ApplicablePolicies, Decision, NamedPolicy } from '#iam/decision.ts';
import { checkDocument } from '../enforce.ts';
import { readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { accountOf } from '../world.ts';
import { effectivePolicies } from './effective.ts';
import { document, listed, paging } from './shapes.ts';
import type { Entity } from './state.ts';

const contextEntry = z.object({
  ContextKeyName: z.string(),
  ContextKeyType: z.string().optional(),
  ContextKeyValues: z.array(z.string()).default([]),
});

const common = z.object({
  ActionNames: z.array(z.string().regex(/^[\w-]+:\w+$/)).min(1),
  ResourceArns: z.array(z.string().min(1)).default(['*']),
  PolicyInputList: z.array(document).default([]),
  PermissionsBoundaryPolicyInputList: z.array(document).default([]),
  ResourcePolicy: document.optional(),
  ResourceOwner: z.string().optional(),
  CallerArn: z.string().optional(),
  ContextEntries: z.array(contextEntry).default([]),
  ...paging,
});
type Simulation = z.output<typeof common>;

const CODES = {
  allowed: 'allowed',
  explicitlyDenied: 'explicitDeny',
  implicitlyDenied: 'implicitDeny',
  unknown: 'implicitDeny',
} as const;
const SEVERITY = ['allowed', 'implicitDeny', 'explicitDeny'];

function simulatePrincipal(call: Call): object {
  const input = readInput(common.extend({ PolicySourceArn: z.string() }), call.input, 'InvalidInput');
  const entity = entityAt(call, input.PolicySourceArn);
  call.authorize({ action: 'iam:SimulatePrincipalPolicy', resource: input.PolicySourceArn });
  const effective = effectivePolicies(call.world, accountOf(call.world, call.account), entity);
  return results(call, input, {
    principal: entity.arn,
    identity: [...effective.identity, ...given(input.PolicyInputList, 'PolicyInputList')],
    boundary:
      input.PermissionsBoundaryPolicyInputList.length > 0
        ? given(input.PermissionsBoundaryPolicyInputList, 'boundary')
        : effective.boundary,
  });
}

function simulateCustom(call: Call): object {
  const input = readInput(common, call.input, 'InvalidInput');
  call.authorize({ action: 'iam:SimulateCustomPolicy', resource: '*' });
  const boundary = input.PermissionsBoundaryPolicyInputList;
  return results(call, input, {
    principal: input.CallerArn ?? `arn:${call.partition}:iam::${call.account}:user/simulated`,
    identity: given(input.PolicyInputList, 'PolicyInputList'),
    boundary: boundary.length > 0 ? given(boundary, 'boundary') : null,
  });
}

function entityAt(call: Call, arn: string): Entity {
  const { iam } = accountOf(call.world, call.account);
  const entity = [...iam.roles.values(), ...iam.users.values()].find((one) => one.arn === arn);
  if (entity !== undefined) return entity;
  if (/:assumed-role\//.test(arn))
    throw new AwsError(
      'InvalidInput',
      `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`,
    );
  throw new AwsError('NoSuchEntity', `The entity ${arn} cannot be found.`, 404);
}

function given(texts: readonly string[], name: string): readonly NamedPolicy[] {
  for (const text of texts) checkDocument(text, 'identity');
  return texts.map((text, index) => ({ name: `${name}.${index + 1}`, document: text }));
}

interface Subject {
  readonly principal: string;
  readonly identity: readonly NamedPolicy[];
  readonly boundary: readonly NamedPolicy[] | null;
}

function results(call: Call, input: Simulation, subject: Subject): object {
  const policies: ApplicablePolicies = {
    identity: subject.identity,
    ...(subject.boundary === null ? {} : { boundary: subject.boundary }),
    ...(input.ResourcePolicy === undefined
      ? {}
      : { resource: [{ name: 'ResourcePolicy', document: input.ResourcePolicy }] }),
  };
  const context = Object.fromEntries(
    input.ContextEntries.map(({ ContextKeyName, ContextKeyValues }) => [ContextKeyName, ContextKeyValues]),
  );
  const evaluate = (action: string, resource: string): Decision =>
    decide(
      { principal: subject.principal, action, resource, resourceAccount: call.account, context },
      policies,
    );
  const evaluations = input.ActionNames.map((action) => {
    const verdicts = input.ResourceArns.map((resource) => ({
      resource,
      decision: evaluate(action, resource),
    }));
    return evaluation(action, verdicts);
  });
  return listed('EvaluationResults', evaluations, input);
}

interface ResourceVerdict {
  readonly resource: string;
  readonly decision: Decision;
}

/** The verdict of an action is the most restrictive of its resources'. */
function evaluation(action: string, verdicts: readonly ResourceVerdict[]): object {
  const codes = verdicts.map(({ decision }) => CODES[decision.decision]);
  const worst = SEVERITY.findLast((code) => codes.some((one) => one === code));
  const [first] = verdicts;
  return {
    EvalActionName: action,
    EvalResourceName: first?.resource,
    EvalDecision: worst,
    MatchedStatements: verdicts.flatMap(({ decision }) => matched(decision)),
    MissingContextValues: [],
    ResourceSpecificResults: verdicts.map(({ resource, decision }) => ({
      EvalResourceName: resource,
      EvalResourceDecision: CODES[decision.decision],
      MatchedStatements: matched(decision),
      MissingContextValues: [],
      ...boundaryDetail(decision),
    })),
    ...(first === undefined ? {} : boundaryDetail(first.decision)),
  };
}

const matched = (decision: Decision): readonly object[] =>
  decision.reasons
    .filter((reason) => reason.matched)
    .map(({ policy, layer }) => ({
      SourcePolicyId: policy,
      SourcePolicyType: layer === 'resource' ? 'Resource Policy' : 'IAM Policy',
    }));

function boundaryDetail({ layers }: Decision): object {
  if (layers.boundary === undefined || layers.boundary === 'absent') return {};
  return {
    PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: layers.boundary === 'allowed' },
  };
}

export const SIMULATE_OPERATIONS: Readonly<Record<string, Operation>> = {
  SimulatePrincipalPolicy: simulatePrincipal,
  SimulateCustomPolicy: simulateCustom,
};
