/**
 * Taking a role by the word of an identity provider. Comes in: a call that nobody signed, with a token. Goes out: the
 * role's session, as far as its trust policy names the provider and holds for what the token says. Never: checks who
 * made the token; a world has no keys of providers. Source: STS API Reference, AssumeRoleWithWebIdentity; IAM User
 * Guide, reference_policies_iam-condition-keys (keys of web identity federation).
 */
import { decide } from '#iam/decide.ts';
import { parseArn } from '#iam/arn.ts';
import { z } from 'zod';
import type { Caller } from '../caller.ts';
import { organizationPolicies } from '../enforce.ts';
import type { RoleState } from '../iam/state.ts';
import { readInput } from '../input.ts';
import { AwsError, type Call } from '../operation.ts';
import type { World } from '../world.ts';
import { trustOf } from './assume-role.ts';

const tokenSchema = z.object({
  iss: z.string().min(1).max(2048),
  sub: z.string().min(1).max(255),
  aud: z.union([z.string(), z.array(z.string()).min(1)]),
  azp: z.string().optional(),
  amr: z.array(z.string()).optional(),
  exp: z.number(),
});

export interface WebIdentity {
  /** The provider by the name that condition keys begin with: the issuer's address without its scheme. */
  readonly provider: string;
  readonly subject: string;
  readonly audience: string;
  /** What the token says, as condition keys. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

export function readWebIdentity(token: string, now: Date): WebIdentity {
  const read = tokenSchema.safeParse(claimsOf(token));
  if (!read.success) {
    throw new AwsError('InvalidIdentityToken', 'The ID Token provided is not a valid JWT.');
  }
  const { iss, sub, aud, azp, amr, exp } = read.data;
  const seconds = Math.floor(now.getTime() / 1000);
  if (exp <= seconds) {
    const message = `Token expired: current date/time ${seconds} must be before the expiration date/time ${exp}`;
    throw new AwsError('ExpiredTokenException', message);
  }
  const provider = iss.replace(/^https:\/\//, '');
  const [first = ''] = [aud].flat();
  const audience = azp ?? first;
  const said = { sub, aud: audience, ...(azp === undefined ? {} : { oaud: first }), ...(amr && { amr }) };
  return {
    provider,
    subject: sub,
    audience,
    context: Object.fromEntries(Object.entries(said).map(([key, value]) => [`${provider}:${key}`, value])),
  };
}

function claimsOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/** The provider's ARN in the role's account, where a trust policy names it. */
export const providerArn = ({ arn }: RoleState, { provider }: WebIdentity): string =>
  `arn:${parseArn(arn)?.partition ?? 'aws'}:iam::${parseArn(arn)?.account ?? ''}:oidc-provider/${provider}`;

export function mayAssumeByToken(
  world: World,
  role: RoleState,
  { identity, sessionName }: { readonly identity: WebIdentity; readonly sessionName: string },
): boolean {
  const request = {
    principal: { federated: providerArn(role, identity) },
    action: 'sts:AssumeRoleWithWebIdentity',
    resource: role.arn,
    context: { ...identity.context, 'sts:RoleSessionName': sessionName },
  };
  const policies = {
    resource: trustOf(world, role),
    ...organizationPolicies(world, '', parseArn(role.arn)?.account ?? ''),
  };
  return decide(request, policies).decision === 'allowed';
}

const roleNamed = z.object({ RoleArn: z.string().regex(/^arn:[^:]+:iam::\d{12}:role\/./) });

/** Who is written down as the caller of a call that carries a token in place of a signature. */
export function tokenBearer(input: Call['input']): Caller {
  const { RoleArn } = readInput(roleNamed, input);
  return {
    kind: 'web-identity',
    account: parseArn(RoleArn)?.account ?? '',
    arn: '',
    userId: '',
    accessKeyId: '',
    entity: null,
    sessionPolicies: [],
    sessionContext: {},
  };
}
