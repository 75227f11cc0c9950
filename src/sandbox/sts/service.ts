/** STS. Source: facts 6.7 [BOTO sts]. */
import { z } from 'zod';
import { denialMessage } from '../denial-message.ts';
import { queryNumber, readInput, tagKeys, tagMap } from '../input.ts';
import { AwsError, type Call, type Check, type Service } from '../operation.ts';
import { principalTagContext, requestTagContext } from '../resource-tags.ts';
import type { RoleState } from '../iam/state.ts';
import type { Vpc } from '../vpc/state.ts';
import type { World } from '../world.ts';
import { mayAssume, openSession, roleAt } from './assume-role.ts';
import { type PassedPolicies, sessionPolicies } from './session-policies.ts';
import { mayAssumeByToken, providerArn, readWebIdentity, tokenBearer } from './web-identity.ts';

/** Needs no permission. */
function getCallerIdentity({ caller }: Call): object {
  return { UserId: caller.userId, Account: caller.account, Arn: caller.arn };
}

const assumeSchema = z.object({
  RoleArn: z.string().min(20).max(2048),
  RoleSessionName: z
    .string()
    .regex(/^[\w+=,.@-]{2,64}$/, 'Member must match [\\w+=,.@-]* and have length 2 to 64'),
  DurationSeconds: queryNumber.pipe(z.number().min(900).max(43_200)).default(3600),
  Policy: z.string().min(1).optional(),
  PolicyArns: z
    .array(z.object({ arn: z.string().min(20).max(2048) }))
    .max(10)
    .default([]),
  Tags: tagMap.default(() => new Map()),
  TransitiveTagKeys: tagKeys.default([]),
  ExternalId: z.string().min(2).max(1224).optional(),
  SerialNumber: z.string().min(9).max(256).optional(),
  TokenCode: z
    .string()
    .regex(/^\d{6}$/, 'Member must satisfy regular expression pattern: [\\d]*')
    .optional(),
});

function assumeRole(call: Call): object {
  const input = readInput(assumeSchema, call.input);
  const role = roleAt(call.world, input.RoleArn);
  const check = { action: 'sts:AssumeRole', resource: input.RoleArn };
  // A role that is not there is answered like one that may not be taken.
  if (role === null) throw notAuthorized(call, input.RoleArn);
  if (input.TransitiveTagKeys.length > 0)
    throw new AwsError('NotImplemented', 'the sandbox does not serve transitive session tags', 501);
  for (const action of input.Tags.size === 0 ? [check.action] : [check.action, 'sts:TagSession']) {
    const decision = mayAssume(call, role, { action, context: contextOf(input) });
    if (decision !== 'exempt' && decision.decision !== 'allowed')
      throw new AwsError('AccessDenied', denialMessage(call.caller, { ...check, action }, decision), 403);
  }
  const hasCode = input.TokenCode !== undefined;
  return sessionOf(call.world, role, {
    ...input,
    vpc: call.caller.vpc,
    sessionContext: {
      ...principalTagContext(input.Tags),
      ...(hasCode ? { 'aws:MultiFactorAuthPresent': 'true' } : {}),
    },
  });
}

/** What the call says of itself; any code counts as the one that the device shows. Source: STS API Reference, AssumeRole. */
function contextOf({
  RoleSessionName,
  ExternalId,
  SerialNumber,
  TokenCode,
  Tags,
}: z.infer<typeof assumeSchema>): NonNullable<Check['context']> {
  const hasCode = SerialNumber !== undefined && TokenCode !== undefined;
  return {
    'sts:RoleSessionName': RoleSessionName,
    ...requestTagContext(Tags),
    ...(ExternalId === undefined ? {} : { 'sts:ExternalId': ExternalId }),
    ...(hasCode ? { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' } : {}),
  };
}

const webIdentitySchema = assumeSchema
  .omit({ ExternalId: true, SerialNumber: true, TokenCode: true, Tags: true, TransitiveTagKeys: true })
  .extend({ WebIdentityToken: z.string().min(4).max(20_000) });

function assumeRoleWithWebIdentity({ input: given, world }: Call): object {
  const input = readInput(webIdentitySchema, given);
  const identity = readWebIdentity(input.WebIdentityToken, world.now());
  const role = roleAt(world, input.RoleArn);
  if (role === null || !mayAssumeByToken(world, role, { identity, sessionName: input.RoleSessionName })) {
    throw new AwsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403);
  }
  const sessionContext = { ...identity.context, 'aws:FederatedProvider': providerArn(role, identity) };
  return {
    ...sessionOf(world, role, { ...input, sessionContext }),
    SubjectFromWebIdentityToken: identity.subject,
    Audience: identity.audience,
    Provider: providerArn(role, identity),
  };
}

interface Asked extends PassedPolicies {
  /** Where the caller is, the session's calls will be made from. */
  readonly vpc?: Vpc | undefined;
  readonly RoleSessionName: string;
  readonly DurationSeconds: number;
  readonly sessionContext: Readonly<Record<string, string | readonly string[]>>;
}

/** The session that a role gives out once it may be taken. */
function sessionOf(world: World, role: RoleState, asked: Asked): object {
  const { RoleSessionName: sessionName, DurationSeconds: durationSeconds, sessionContext } = asked;
  if (durationSeconds > role.maxSessionSeconds) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  const { credentials, caller } = openSession(world, role, {
    sessionName,
    durationSeconds,
    sessionPolicies: sessionPolicies(world, role, asked),
    sessionContext,
    ...(asked.vpc === undefined ? {} : { vpc: asked.vpc }),
  });
  return {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: credentials.expiration,
    },
    AssumedRoleUser: { AssumedRoleId: caller.userId, Arn: caller.arn },
  };
}

function notAuthorized({ caller }: Call, roleArn: string): AwsError {
  return new AwsError(
    'AccessDenied',
    `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    403,
  );
}

/** No service of the sandbox issues encoded messages, so none can be decoded. */
function decodeMessage(call: Call): never {
  call.authorize({ action: 'sts:DecodeAuthorizationMessage', resource: '*' });
  readInput(z.object({ EncodedMessage: z.string().min(1).max(10_240) }), call.input);
  throw new AwsError('InvalidAuthorizationMessageException', 'The authorization message is not valid.');
}

export const stsService: Service = {
  name: 'sts',
  protocol: { kind: 'query', version: '2011-06-15', xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/' },
  operations: {
    GetCallerIdentity: getCallerIdentity,
    AssumeRole: assumeRole,
    AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity,
    DecodeAuthorizationMessage: decodeMessage,
  },
  unsigned: new Map([['AssumeRoleWithWebIdentity', tokenBearer]]),
};
