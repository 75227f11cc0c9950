/**
 * Secrets Manager. Source: facts 3.1, 5.4 [C-KMS, BOTO secretsmanager]. A denial names the secret as the caller
 * named it. A secret under a customer key asks for that key, with the secret's ARN as encryption context.
 */
import { z } from 'zod';
import { parseArn } from '#iam/arn.ts';
import { readInput, tagKeys, tagMap } from '../input.ts';
import { decrypt, encrypt } from '../kms/cipher.ts';
import { isAwsManaged, isKeyProblem, keyAt, kmsWords, useKeyFor } from '../kms/keys.ts';
import { AwsError, type Call, type Check, type Service } from '../operation.ts';
import { checkResourcePolicy } from '../resource-policy.ts';
import { membersOf, requestTagContext, tagContext, tagKeyContext } from '../resource-tags.ts';
import { regionOf } from '../world.ts';
import type { SecretState } from './state.ts';

const INVALID = 'ValidationException';
const secretId = z.string().min(1).max(2048);

interface Asked {
  readonly secret: SecretState | null;
  readonly arn: string;
  readonly account: string;
}

/** By name, by ARN, or by an ARN without its six random characters. */
function lookUp(call: Call, asked: string): Asked {
  const parsed = parseArn(asked);
  const { account, region } = parsed ?? call;
  const secrets = [...regionOf(call.world, account, region).secrets.values()];
  const secret =
    secrets.find(({ name, arn }) =>
      parsed === null ? name === asked : arn === asked || arn.slice(0, -SUFFIX.length) === asked,
    ) ?? null;
  const named = `arn:${call.partition}:secretsmanager:${region}:${account}:secret:${asked}`;
  return { secret, arn: secret?.arn ?? (parsed === null ? named : asked), account };
}

const SUFFIX = '-??????';

interface SecretAsked {
  readonly id: string;
  readonly context?: Check['context'];
}

function authorizeSecret(call: Call, action: string, { id: asked, context = {} }: SecretAsked): Asked {
  const found = lookUp(call, asked);
  const policy = found.secret?.policy ?? null;
  const foreign = found.account !== call.account;
  call.authorize({
    action: `secretsmanager:${action}`,
    resource: found.arn,
    worded: asked,
    context: { ...tagContext('secretsmanager', found.secret?.tags ?? []), ...context },
    ...(policy === null && !foreign
      ? {}
      : { resourcePolicies: policy === null ? [] : [{ name: 'resource policy', document: policy }] }),
  });
  return found;
}

function openSecret(call: Call, action: string, asked: string | SecretAsked): SecretState {
  const { secret } = authorizeSecret(call, action, typeof asked === 'string' ? { id: asked } : asked);
  if (secret !== null) return secret;
  throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

const FAILURES = {
  Decrypt: { code: 'DecryptionFailure', start: "Secrets Manager can't decrypt the secret value" },
  GenerateDataKey: {
    code: 'EncryptionFailure',
    start: "Secrets Manager can't encrypt the protected secret text using the provided KMS key",
  },
} as const;

/** Secrets Manager does not say which right on the key was lacking; what is wrong with the key it does say. */
function useKey(
  call: Call,
  action: keyof typeof FAILURES,
  secret: Pick<SecretState, 'arn' | 'versionId' | 'keyArn'>,
): void {
  if (secret.keyArn === null) return;
  try {
    useKeyFor(call, secret.keyArn, { action, context: contextOf(secret), via: 'secretsmanager' });
  } catch (error) {
    if (isKeyProblem(error)) {
      const { code, start } = FAILURES[action];
      throw new AwsError(code, `${start}: ${kmsWords(error, call.world.ids.uuid())}`);
    }
    if (error instanceof AwsError && error.code === 'AccessDeniedException')
      throw new AwsError('AccessDeniedException', 'Access to KMS is not allowed');
    throw error;
  }
}

const contextOf = ({ arn, versionId }: Pick<SecretState, 'arn' | 'versionId'>) => ({
  SecretARN: arn,
  SecretVersionId: versionId,
});

const createSchema = z.object({
  Name: z.string().regex(/^[\w/+=.@-]{1,512}$/),
  SecretString: z.string().max(65_536).optional(),
  SecretBinary: z.base64().optional(),
  KmsKeyId: z.string().min(1).max(2048).optional(),
  ClientRequestToken: z.string().min(32).max(64).optional(),
  Tags: tagMap.default(() => new Map()),
});

function createSecret(call: Call): object {
  const input = readInput(createSchema, call.input, INVALID);
  const { secrets } = regionOf(call.world, call.account, call.region);
  const base = `arn:${call.partition}:secretsmanager:${call.region}:${call.account}:secret:${input.Name}`;
  const asked = { resource: base, worded: input.Name, context: requestTagContext(input.Tags) };
  call.authorize({ action: 'secretsmanager:CreateSecret', ...asked });
  if (input.Tags.size > 0) call.authorize({ action: 'secretsmanager:TagResource', ...asked });
  if (secrets.has(input.Name)) {
    throw new AwsError(
      'ResourceExistsException',
      `The operation failed because the secret ${input.Name} already exists.`,
    );
  }
  const keyId = input.KmsKeyId;
  const made = {
    name: input.Name,
    arn: `${base}-${call.world.ids.unique('').slice(0, 6)}`,
    account: call.account,
    createdAt: call.now,
    keyArn: keyId === undefined || isAwsManaged(keyId) ? null : keyAt(call, keyId).arn,
    versionId: input.ClientRequestToken ?? call.world.ids.uuid(),
    kind: input.SecretBinary === undefined ? ('string' as const) : ('binary' as const),
    policy: null,
    tags: input.Tags,
  };
  const plain =
    input.SecretBinary === undefined
      ? Buffer.from(input.SecretString ?? '')
      : Buffer.from(input.SecretBinary, 'base64');
  useKey(call, 'GenerateDataKey', made);
  useKey(call, 'Decrypt', made);
  const value = made.keyArn === null ? plain : encrypt(keyAt(call, made.keyArn), plain, contextOf(made));
  secrets.set(made.name, { ...made, value });
  return { ARN: made.arn, Name: made.name, VersionId: made.versionId };
}

function getSecretValue(call: Call): object {
  const schema = z.object({
    SecretId: secretId,
    VersionId: z.string().optional(),
    VersionStage: z.string().optional(),
  });
  const input = readInput(schema, call.input, INVALID);
  const secret = openSecret(call, 'GetSecretValue', input.SecretId);
  const stage = input.VersionStage ?? 'AWSCURRENT';
  const version = input.VersionId ?? secret.versionId;
  if (stage !== 'AWSCURRENT' || version !== secret.versionId) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${input.VersionId === undefined ? `staging label: ${stage}` : `VersionId: ${version}`}`,
    );
  }
  useKey(call, 'Decrypt', secret);
  const value =
    secret.keyArn === null
      ? Buffer.from(secret.value)
      : decrypt(keyAt(call, secret.keyArn), Buffer.from(secret.value), contextOf(secret));
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: secret.versionId,
    VersionStages: ['AWSCURRENT'],
    CreatedDate: secret.createdAt,
    ...(secret.kind === 'string'
      ? { SecretString: value.toString('utf8') }
      : { SecretBinary: value.toString('base64') }),
  };
}

function getResourcePolicy(call: Call): object {
  const input = readInput(z.object({ SecretId: secretId }), call.input, INVALID);
  const secret = openSecret(call, 'GetResourcePolicy', input.SecretId);
  return { ARN: secret.arn, Name: secret.name, ResourcePolicy: secret.policy };
}

/** AWS's own key is left out of the answer. */
function describeSecret(call: Call): object {
  const input = readInput(z.object({ SecretId: secretId }), call.input, INVALID);
  const { arn, name, keyArn, createdAt, versionId, tags } = openSecret(
    call,
    'DescribeSecret',
    input.SecretId,
  );
  return {
    ARN: arn,
    Name: name,
    ...(keyArn === null ? {} : { KmsKeyId: keyArn }),
    CreatedDate: createdAt,
    Tags: membersOf(tags),
    VersionIdsToStages: { [versionId]: ['AWSCURRENT'] },
  };
}

function tagResource(call: Call): object {
  const input = readInput(z.object({ SecretId: secretId, Tags: tagMap }), call.input, INVALID);
  const { tags } = openSecret(call, 'TagResource', {
    id: input.SecretId,
    context: requestTagContext(input.Tags),
  });
  for (const [key, value] of input.Tags) tags.set(key, value);
  return {};
}

function untagResource(call: Call): object {
  const schema = z.object({ SecretId: secretId, TagKeys: tagKeys });
  const input = readInput(schema, call.input, INVALID);
  const { tags } = openSecret(call, 'UntagResource', {
    id: input.SecretId,
    context: tagKeyContext(input.TagKeys),
  });
  for (const key of input.TagKeys) tags.delete(key);
  return {};
}

const malformed = (message: string): AwsError => new AwsError('MalformedPolicyDocumentException', message);

function putResourcePolicy(call: Call): object {
  const schema = z.object({ SecretId: secretId, ResourcePolicy: z.string().min(1).max(20_480) });
  const input = readInput(schema, call.input, INVALID);
  const secret = openSecret(call, 'PutResourcePolicy', input.SecretId);
  checkResourcePolicy(call.world, input.ResourcePolicy, {
    malformed: ({ message }) => malformed(`This resource policy contains an error: ${message}`),
    principal: malformed('This resource policy contains an unsupported principal.'),
  });
  secret.policy = input.ResourcePolicy;
  return { ARN: secret.arn, Name: secret.name };
}

function deleteResourcePolicy(call: Call): object {
  const input = readInput(z.object({ SecretId: secretId }), call.input, INVALID);
  const secret = openSecret(call, 'DeleteResourcePolicy', input.SecretId);
  secret.policy = null;
  return { ARN: secret.arn, Name: secret.name };
}

export const secretsManagerService: Service = {
  name: 'secretsmanager',
  protocol: { kind: 'json', version: '1.1', targetPrefix: 'secretsmanager.' },
  operations: {
    CreateSecret: createSecret,
    GetSecretValue: getSecretValue,
    DescribeSecret: describeSecret,
    TagResource: tagResource,
    UntagResource: untagResource,
    GetResourcePolicy: getResourcePolicy,
    PutResourcePolicy: putResourcePolicy,
    DeleteResourcePolicy: deleteResourcePolicy,
  },
};
