/**
 * The policy simulator in its shape of 2026: one result an action, the verdict of each resource inside it.
 * Source: facts 6.2 [SIM, BOTO iam]. It sees no resource control, endpoint or stored resource policy. What it says
 * of service control policies is a single yes or no: their statements and missing keys are not shown.
 */
import { z } from 'zod';
import { parseArn } from '#iam/arn.ts';
import { decide } from '#iam/decide.ts';
import type { ApplicablePolicies, Decision, NamedPolicy, OrganizationLevel } from '#iam/decision.ts';
import { administratorArn } from '../identify-caller.ts';
import { readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { levelsFor, organizationKeys } from '../organizations/tree.ts';
import { accountOf } from '../world.ts';
import { checkDocument } from './check-document.ts';
import { effectivePolicies } from './effective.ts';
import { document, listed, paging } from './shapes.ts';
import type { Entity } from './state.ts';

const contextEntry = z.object({
  /** Source: IAM API Reference, ContextEntry. */
  ContextKeyName: z.string().min(5).max(256),
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
  if (input.PolicySourceArn === administratorArn(call.world, call.account)) {
    call.authorize({ action: 'iam:SimulatePrincipalPolicy', resource: input.PolicySourceArn });
    return results(call, input, administrator(input.PolicySourceArn));
  }
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
    serviceControl: levelsFor(call.world, call.account, 'SERVICE_CONTROL_POLICY'),
  });
}

/** Who is exempt from enforcement may do everything. */
const administrator = (principal: string): Subject => ({
  principal,
  identity: [
    {
      name: 'AdministratorAccess',
      document: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    },
  ],
  boundary: null,
  serviceControl: null,
});

const LEVELS_BOUND = 7;
const customInput = common.extend({
  OrderedOrganizationPolicyInputList: z
    .array(z.object({ ServiceControlPolicyInputList: z.array(document).default([]) }))
    .max(LEVELS_BOUND)
    .optional(),
});

function simulateCustom(call: Call): object {
  const input = readInput(customInput, call.input, 'InvalidInput');
  call.authorize({ action: 'iam:SimulateCustomPolicy', resource: '*' });
  const boundary = input.PermissionsBoundaryPolicyInputList;
  return results(call, input, {
    principal: input.CallerArn ?? `arn:${call.partition}:iam::${call.account}:user/simulated`,
    identity: given(input.PolicyInputList, 'PolicyInputList'),
    boundary: boundary.length > 0 ? given(boundary, 'boundary') : null,
    serviceControl: input.OrderedOrganizationPolicyInputList?.map(levelGiven) ?? null,
  });
}

function levelGiven(
  { ServiceControlPolicyInputList: texts }: { readonly ServiceControlPolicyInputList: readonly string[] },
  index: number,
): OrganizationLevel {
  for (const text of texts) checkDocument(text, 'serviceControl');
  return {
    target: `level ${index + 1}`,
    policies: texts.map((text, at) => ({
      name: `level ${index + 1}.${at + 1}`,
      document: text,
      stored: true,
    })),
  };
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
  return texts.map((text, index) => ({ name: `${name}.${index + 1}`, document: text, stored: true }));
}

interface Subject {
  readonly principal: string;
  readonly identity: readonly NamedPolicy[];
  readonly boundary: readonly NamedPolicy[] | null;
  /** Null where no organisation binds the account. */
  readonly serviceControl: readonly OrganizationLevel[] | null;
}

function results(call: Call, input: Simulation, subject: Subject): object {
  const context = {
    ...organizationKeys(call.world, call.account, 'Principal'),
    ...Object.fromEntries(
      input.ContextEntries.map(({ ContextKeyName, ContextKeyValues }) => [ContextKeyName, ContextKeyValues]),
    ),
  };
  const request = { principal: subject.principal, resourceAccount: call.account, context };
  const { serviceControl } = subject;
  const evaluations = input.ActionNames.map((action) => {
    const shown = policiesOf(action, input, subject);
    const all = serviceControl === null ? shown : { ...shown, serviceControl };
    const verdicts = input.ResourceArns.map((resource) => ({
      resource,
      decision: decide({ ...request, action, resource }, all),
      // Conditions are decided with an absent key absent; which of those would matter is told besides.
      missing: decide({ ...request, action, resource, unknownKeys: ['*'] }, shown).missing,
    }));
    return evaluation(action, verdicts);
  });
  return listed('EvaluationResults', evaluations, input);
}

function policiesOf(
  action: string,
  { ResourcePolicy }: Simulation,
  { principal, identity, boundary }: Subject,
): ApplicablePolicies {
  const [service = ''] = action.toLowerCase().split(':', 1);
  const account = parseArn(principal)?.account ?? '';
  const document = ResourcePolicy ?? UNSEEN[service]?.(account);
  const name = ResourcePolicy === undefined ? NOT_SHOWN : 'ResourcePolicy';
  return {
    identity,
    ...(boundary === null ? {} : { boundary }),
    ...(document === undefined ? {} : { resource: [{ name, document, stored: true }] }),
  };
}

const NOT_SHOWN = 'not shown';
const delegating =
  (statement: object) =>
  (account: string): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: account }, ...statement }],
    });

/**
 * Where the policy of the resource comes first (keys, and roles that are taken), one that leaves it to the caller's:
 * the simulator evaluates what it is given and no policy that is stored with a resource. Source: IAM API Reference,
 * SimulatePrincipalPolicy.
 */
const UNSEEN: Readonly<Record<string, (account: string) => string>> = {
  kms: delegating({ Action: 'kms:*', Resource: '*' }),
  sts: delegating({ Action: 'sts:*' }),
};

interface ResourceVerdict {
  readonly resource: string;
  readonly decision: Decision;
  readonly missing: readonly string[];
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
    MissingContextValues: [...new Set(verdicts.flatMap(({ missing }) => missing))],
    ResourceSpecificResults: verdicts.map(({ resource, decision, missing }) => ({
      EvalResourceName: resource,
      EvalResourceDecision: CODES[decision.decision],
      MatchedStatements: matched(decision),
      MissingContextValues: missing,
      ...boundaryDetail(decision),
    })),
    ...organizationsDetail(verdicts),
    ...(first === undefined ? {} : boundaryDetail(first.decision)),
  };
}

const matched = (decision: Decision): readonly object[] =>
  decision.reasons
    .filter(({ matched, layer, policy }) => matched && layer !== 'serviceControl' && policy !== NOT_SHOWN)
    .map(({ policy, layer }) => ({
      SourcePolicyId: policy,
      SourcePolicyType: layer === 'resource' ? 'Resource Policy' : 'IAM Policy',
    }));

function organizationsDetail(verdicts: readonly ResourceVerdict[]): object {
  const answers = verdicts.map(({ decision }) => decision.layers.serviceControl ?? 'absent');
  if (answers.every((answer) => answer === 'absent')) return {};
  const AllowedByOrganizations = answers.every((answer) => answer === 'allowed');
  return { OrganizationsDecisionDetail: { AllowedByOrganizations } };
}

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
