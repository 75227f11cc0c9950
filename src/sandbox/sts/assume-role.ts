/**
 * Taking a role: its trust policy decides. Source: facts 1.5 [NPRIN, GRAM], 5.2 [C-ROLE, C-CD], 6.7.
 * Never: hands out credentials that are good for longer than asked.
 */
import { decide } from '#iam/decide.ts';
import type { AuthorizationRequest } from '#iam/decision.ts';
import { parseArn } from '#iam/arn.ts';
import type { Caller } from '../caller.ts';
import type { Call, Check } from '../operation.ts';
import { decideCheck, organizationPolicies } from '../enforce.ts';
import { effectiveTrust } from '../iam/effective.ts';
import type { RoleState } from '../iam/state.ts';
import { pairsOf, tagContext } from '../resource-tags.ts';
import { accountOf, type World } from '../world.ts';
import type { Credentials } from './keys.ts';

export interface Session {
  readonly credentials: Credentials;
  readonly caller: Caller;
}

export interface SessionOptions {
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly sessionPolicies: readonly string[];
  readonly sessionContext: Readonly<Record<string, string | readonly string[]>>;
  readonly onBehalfOf?: Caller['onBehalfOf'];
  readonly vpc?: Caller['vpc'];
}

/** The role an ARN names, in the letter case and path the ARN gives; null when there is none. */
export function roleAt(world: World, arn: string): RoleState | null {
  const parsed = parseArn(arn);
  if (parsed === null || parsed.service !== 'iam') return null;
  const name = parsed.resource.slice(parsed.resource.lastIndexOf('/') + 1);
  const role = accountOf(world, parsed.account).iam.roles.get(name.toLowerCase());
  return role?.arn === arn ? role : null;
}

export function openSession(world: World, role: RoleState, options: SessionOptions): Session {
  const account = parseArn(role.arn)?.account ?? '';
  const accessKeyId = world.ids.unique('ASIA');
  const caller: Caller = {
    kind: 'assumed-role',
    account,
    arn: `arn:${world.partition}:sts::${account}:assumed-role/${role.name}/${options.sessionName}`,
    userId: `${role.id}:${options.sessionName}`,
    accessKeyId,
    entity: role.name,
    sessionPolicies: options.sessionPolicies,
    // Source: IAM User Guide, reference_policies_condition-keys, aws:TokenIssueTime.
    sessionContext: { 'aws:TokenIssueTime': world.now().toISOString(), ...options.sessionContext },
    ...(options.vpc === undefined ? {} : { vpc: options.vpc }),
    ...(options.onBehalfOf === undefined ? {} : { onBehalfOf: options.onBehalfOf }),
  };
  const credentials: Credentials = {
    accessKeyId,
    secretAccessKey: world.ids.secret(),
    sessionToken: world.ids.secret() + world.ids.secret(),
    expiration: new Date(world.now().getTime() + options.durationSeconds * 1000),
  };
  world.keys.set(accessKeyId, {
    secret: credentials.secretAccessKey,
    sessionToken: credentials.sessionToken,
    expiresAt: credentials.expiration,
    caller,
  });
  return { credentials, caller };
}

export const trustOf = (world: World, role: RoleState) =>
  effectiveTrust(world, accountOf(world, parseArn(role.arn)?.account ?? ''), role);

/** Whether a caller of the account, or of another, may take the role; the context is what the call itself says. */
export function mayAssume(
  { world, caller, region }: Pick<Call, 'world' | 'caller' | 'region'>,
  role: RoleState,
  { action, context }: Required<Pick<Check, 'action' | 'context'>>,
) {
  return decideCheck({
    world,
    caller,
    region,
    check: {
      action,
      resource: role.arn,
      resourcePolicies: trustOf(world, role),
      context: {
        ...tagContext('iam', pairsOf(role.tags)),
        ...context,
      },
    },
  });
}

export interface ServiceAssumption {
  readonly world: World;
  /** `codebuild.amazonaws.com`. */
  readonly service: string;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly sourceArn: string;
  readonly sourceAccount: string;
  readonly sessionContext: Readonly<Record<string, string | readonly string[]>>;
  readonly onBehalfOf?: Caller['onBehalfOf'];
  readonly vpc?: Caller['vpc'];
}

/** What CodeBuild does at the start of a build; null when the role is gone or does not trust the service for this source. */
export function assumeRoleAsService(assumption: ServiceAssumption): Session | null {
  const { world, roleArn, service, sourceArn, sourceAccount, sessionName, sessionContext } = assumption;
  const { onBehalfOf, vpc } = assumption;
  const role = roleAt(world, roleArn);
  if (role === null || !serviceMayAssume({ world, role, service, sourceArn, sourceAccount })) return null;
  return openSession(world, role, {
    sessionName,
    durationSeconds: 28_800,
    sessionPolicies: [],
    sessionContext,
    ...(vpc === undefined ? {} : { vpc }),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
  });
}

interface ServiceQuestion {
  readonly world: World;
  readonly role: RoleState;
  readonly service: string;
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

export function serviceMayAssume(question: ServiceQuestion): boolean {
  const { world, role, service, sourceArn, sourceAccount } = question;
  const request: AuthorizationRequest = {
    principal: { service },
    action: 'sts:AssumeRole',
    resource: role.arn,
    context: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': sourceAccount },
  };
  const policies = {
    resource: trustOf(world, role),
    ...organizationPolicies(world, '', parseArn(role.arn)?.account ?? ''),
  };
  return decide(request, policies).decision === 'allowed';
}
