/** STS. Source: facts 6.7 [BOTO sts]. */
import { z } from 'zod';
import { checkDocument } from '../enforce.ts';
import { denialMessage } from '../denial-message.ts';
import { queryNumber, readInput } from '../input.ts';
import { AwsError, type Call, type Service } from '../operation.ts';
import { mayAssume, openSession, roleAt } from './assume-role.ts';

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
  Policy: z.string().max(2048).optional(),
});

function assumeRole(call: Call): object {
  const input = readInput(assumeSchema, call.input);
  const role = roleAt(call.world, input.RoleArn);
  const check = { action: 'sts:AssumeRole', resource: input.RoleArn };
  // A role that is not there is answered like one that may not be taken.
  if (role === null) throw notAuthorized(call, input.RoleArn);
  const decision = mayAssume(call.world, call.caller, role);
  if (decision !== 'exempt' && decision.decision !== 'allowed') {
    throw new AwsError('AccessDenied', denialMessage(call.caller, check, decision), 403);
  }
  if (input.DurationSeconds > role.maxSessionSeconds) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  if (input.Policy !== undefined) checkDocument(input.Policy, 'session');
  const { credentials, caller } = openSession(call.world, role, {
    sessionName: input.RoleSessionName,
    durationSeconds: input.DurationSeconds,
    sessionPolicies: input.Policy === undefined ? [] : [input.Policy],
    sessionContext: {},
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
    DecodeAuthorizationMessage: decodeMessage,
  },
};
