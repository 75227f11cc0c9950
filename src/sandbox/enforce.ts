/**
 * Whether a caller may do what it asks, by the policies in the world. Comes in: a caller and a check. Goes out:
 * nothing, or the denial as the service words it. Never: decides by rules of its own; the engine of `iam` does.
 */
import { decide } from '#iam/decide.ts';
import type { ApplicablePolicies, AuthorizationRequest, Decision } from '#iam/decision.ts';
import { parseArn } from '#iam/arn.ts';
import { denialMessage } from './denial-message.ts';
import { noteAttempt } from './iam/access-attempts.ts';
import { effectivePolicies, effectiveTags } from './iam/effective.ts';
import type { EffectivePolicies, Entity } from './iam/state.ts';
import type { Caller } from './caller.ts';
import { AwsError, type Check, type Refused } from './operation.ts';
import { pairsOf, principalTagContext } from './resource-tags.ts';
import { levelsFor, organizationKeys } from './organizations/tree.ts';
import { wayContext, wayPolicies } from './vpc/way.ts';
import { accountOf, type World } from './world.ts';

export interface Asked {
  readonly world: World;
  readonly caller: Caller;
  readonly check: Check;
  /** Of the endpoint that was asked. */
  readonly region?: string;
  /** Which that was, as it is named: `ecr.api`. */
  readonly endpoint?: string;
}

/** An administrator may do anything in its own account, so that a world can always be arranged; nowhere else. */
const isExempt = ({ caller, check }: Asked): boolean =>
  caller.kind === 'administrator' && resourceAccountOf(caller, check) === caller.account;

/** The decision on a check, by policies alone. */
export const decideWithoutExemption = (asked: Asked): Decision => {
  noteAttempt(asked);
  return decide(requestOf(asked), policiesOf(asked));
};

/** The decision on a check, where there is one to make. */
export const decideCheck = (asked: Asked): Decision | 'exempt' =>
  isExempt(asked) ? 'exempt' : decideWithoutExemption(asked);

export function isAllowed(asked: Asked): boolean {
  const decision = decideCheck(asked);
  return decision === 'exempt' || decision.decision === 'allowed';
}

/** How a service answers a denial: `code` and `status` are the protocol's. */
export interface Denied {
  readonly code: string;
  readonly status: number;
  /** What stands behind the sentence. */
  readonly addition?: (refused: Omit<Refused, 'region'>) => string;
}

/** Throws the service's access-denied error unless the check passes. */
export function enforce(asked: Asked, { code, status, addition }: Denied): void {
  if (isExempt(asked)) return;
  const { world, caller, check } = asked;
  noteAttempt(asked);
  const request = requestOf(asked);
  const policies = policiesOf(asked);
  const decision = decide(request, policies);
  if (decision.decision === 'allowed') return;
  const added = addition?.({ world, caller, request, policies, decision }) ?? '';
  throw new AwsError(code, denialMessage(caller, check, decision) + added, status);
}

function requestOf(asked: Asked): AuthorizationRequest {
  const { world, caller, check, region } = asked;
  const entity = entityOf(world, caller);
  const role = caller.kind === 'assumed-role' ? entity : null;
  const tags = entity === null ? [] : effectiveTags(world, accountOf(world, caller.account), entity);
  return {
    principal: caller.kind === 'service' ? { service: caller.arn } : caller.arn,
    ...(role === null ? {} : { roleArn: role.arn }),
    action: check.action,
    resource: check.resource,
    ...(check.resourceAccount === undefined ? {} : { resourceAccount: check.resourceAccount }),
    context: {
      'aws:CurrentTime': world.now().toISOString(),
      'aws:EpochTime': String(Math.floor(world.now().getTime() / 1000)),
      // On loopback without TLS it stands for AWS, which is asked over TLS.
      'aws:SecureTransport': 'true',
      // A service that uses a key for a caller asks on its behalf. It is in every request.
      'aws:ViaAWSService': String(check.context?.['kms:ViaService'] !== undefined),
      ...(region === undefined ? {} : { 'aws:RequestedRegion': region }),
      ...wayContext(asked),
      ...organizationKeys(world, caller.account, 'Principal'),
      ...organizationKeys(world, resourceAccountOf(caller, check), 'Resource'),
      ...(caller.userId === '' ? {} : { 'aws:userid': caller.userId }),
      ...principalTagContext(pairsOf(tags)),
      ...caller.sessionContext,
      ...check.context,
    },
  };
}

function policiesOf(asked: Asked): ApplicablePolicies {
  const { world, caller, check } = asked;
  const held = heldBy(world, caller);
  return {
    ...(held === null ? {} : { identity: held.identity }),
    ...(held?.boundary == null ? {} : { boundary: held.boundary }),
    ...(caller.sessionPolicies.length === 0
      ? {}
      : {
          session: caller.sessionPolicies.map((document, index) => ({
            name: `session ${index + 1}`,
            document,
            stored: true,
          })),
        }),
    ...(check.resourcePolicies === undefined ? {} : { resource: check.resourcePolicies }),
    ...organizationPolicies(world, caller.account, resourceAccountOf(caller, check)),
    ...wayPolicies(asked),
  };
}

const ADMINISTRATOR_ACCESS = {
  name: 'AdministratorAccess',
  document: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
};

/** The policies of the caller itself; null for a service, and for one that has been deleted since. */
function heldBy(world: World, caller: Caller): EffectivePolicies | null {
  if (caller.kind === 'administrator') return { identity: [ADMINISTRATOR_ACCESS], boundary: null };
  const entity = entityOf(world, caller);
  return entity === null ? null : effectivePolicies(world, accountOf(world, caller.account), entity);
}

/** Service control policies bind the caller's account, resource control policies the resource's. */
export function organizationPolicies(
  world: World,
  callerAccount: string,
  resourceAccount: string,
): Pick<ApplicablePolicies, 'serviceControl' | 'resourceControl'> {
  const serviceControl = levelsFor(world, callerAccount, 'SERVICE_CONTROL_POLICY');
  const resourceControl = levelsFor(world, resourceAccount, 'RESOURCE_CONTROL_POLICY');
  return {
    ...(serviceControl === null ? {} : { serviceControl }),
    ...(resourceControl === null ? {} : { resourceControl }),
  };
}

/** A bucket's ARN names no account; its check does. */
const resourceAccountOf = (caller: Caller, { resourceAccount, resource }: Check): string =>
  resourceAccount ?? (parseArn(resource)?.account || caller.account);

/** The role or user behind a caller; null for others, and for one that has been deleted since. */
function entityOf(world: World, caller: Caller): Entity | null {
  const { iam } = accountOf(world, caller.account);
  if (caller.entity === null) return null;
  if (caller.kind === 'assumed-role') return iam.roles.get(caller.entity.toLowerCase()) ?? null;
  return caller.kind === 'user' ? (iam.users.get(caller.entity.toLowerCase()) ?? null) : null;
}
