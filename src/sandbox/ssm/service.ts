/**
 * Parameter Store. Source: facts 3.1, 5.4 [C-BS, SSMP, BOTO ssm]. A SecureString under a customer key asks for
 * that key, with the parameter's ARN as encryption context; AWS's own key asks for nothing.
 */
import { z } from 'zod';
import { pageOf, readInput, tagKeys, tagMap } from '../input.ts';
import { decrypt, encrypt } from '../kms/cipher.ts';
import { isAwsManaged, isKeyProblem, type KeyUse, kmsWords, useKeyFor } from '../kms/keys.ts';
import type { KeyState } from '../kms/state.ts';
import { AwsError, type Call, type Check, type Service } from '../operation.ts';
import { membersOf, requestTagContext, tagContext, tagKeyContext } from '../resource-tags.ts';
import { regionOf } from '../world.ts';
import type { ParameterState, SsmState } from './state.ts';

const INVALID = 'ValidationException';
const name = z.string().min(1).max(2048);

const parametersOf = ({ world, account, region }: Call): SsmState => regionOf(world, account, region).ssm;

/** A name as it is asked for, which may be an ARN, or end in a version or label. */
function checkName(asked: string): void {
  if (/^[\w./:-]+$/.test(asked) && !/^\/?ssm/i.test(asked)) return;
  throw new AwsError(
    INVALID,
    'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
  );
}

/** A name that a parameter may have. Source: Systems Manager User Guide, sysman-parameter-name-constraints. */
function checkNewName(given: string): void {
  checkName(given);
  if (/^\/?aws/i.test(given))
    throw new AwsError('AccessDeniedException', `No access to reserved parameter name: ${given}.`);
  if (!given.startsWith('/') && given.includes('/'))
    throw new AwsError(INVALID, 'Parameter name must be a fully qualified name.');
}

/** Of the name without its first slash. */
const arnOf = ({ partition, region, account }: Call, of: string): string =>
  `arn:${partition}:ssm:${region}:${account}:parameter/${of.replace(/^\//, '')}`;

/** A parameter may be asked for by its ARN. */
const nameOf = (asked: string): string => asked.replace(/^arn:[\w-]+:ssm:[\w-]+:\d{12}:parameter\/?/, '');

interface ParameterAsked {
  readonly asked: string;
  readonly context?: Check['context'];
}

/** Asks on the ARN of a name, with the tags that the parameter has where it is there. */
function authorizeParameter(call: Call, action: string, { asked, context = {} }: ParameterAsked): void {
  call.authorize({
    action: `ssm:${action}`,
    resource: arnOf(call, nameOf(asked)),
    context: { ...tagContext('ssm', find(call, asked)?.tags ?? []), ...context },
  });
}

const putSchema = z.object({
  Name: name,
  Value: z.string().min(1).max(4096),
  Type: z.enum(['String', 'StringList', 'SecureString']).optional(),
  KeyId: z.string().min(1).max(256).optional(),
  Overwrite: z.boolean().default(false),
  Tags: tagMap.default(() => new Map()),
});

function putParameter(call: Call): object {
  const input = readInput(putSchema, call.input, INVALID);
  const arn = arnOf(call, input.Name);
  const context = requestTagContext(input.Tags);
  authorizeParameter(call, 'PutParameter', { asked: input.Name, context });
  if (input.Tags.size > 0) authorizeParameter(call, 'AddTagsToResource', { asked: input.Name, context });
  checkNewName(input.Name);
  const parameters = parametersOf(call);
  const known = parameters.get(input.Name);
  if (known !== undefined && !input.Overwrite) {
    throw new AwsError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  if (input.Overwrite && input.Tags.size > 0) {
    throw new AwsError(
      INVALID,
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  }
  const type = input.Type ?? known?.type;
  if (type === undefined)
    throw new AwsError(INVALID, 'A parameter type is required when you create a parameter.');
  const keyId = type === 'SecureString' ? (input.KeyId ?? known?.keyArn ?? null) : null;
  const parameter: ParameterState = {
    name: input.Name,
    type,
    ...sealed(call, { value: input.Value, keyId, arn }),
    version: (known?.version ?? 0) + 1,
    modifiedAt: call.now,
    tags: known?.tags ?? input.Tags,
  };
  parameters.set(parameter.name, parameter);
  return { Version: parameter.version, Tier: 'Standard' };
}

interface Plain {
  readonly value: string;
  readonly keyId: string | null;
  readonly arn: string;
}

function sealed(call: Call, { value, keyId, arn }: Plain): Pick<ParameterState, 'value' | 'keyArn'> {
  if (keyId === null || isAwsManaged(keyId)) return { value, keyArn: null };
  const context = { PARAMETER_ARN: arn };
  const key = keyFor(call, keyId, { action: 'Encrypt', context });
  return { value: encrypt(key, Buffer.from(value), context).toString('base64'), keyArn: key.arn };
}

function valueOf(call: Call, parameter: ParameterState, withDecryption: boolean): string {
  const { keyArn, value } = parameter;
  if (!withDecryption && parameter.type === 'SecureString')
    return keyArn === null
      ? Buffer.from(`sealed ${parameter.name} ${parameter.version}`).toString('base64')
      : value;
  if (keyArn === null) return value;
  const context = { PARAMETER_ARN: arnOf(call, parameter.name) };
  const key = keyFor(call, keyArn, { action: 'Decrypt', context });
  return decrypt(key, Buffer.from(value, 'base64'), context).toString('utf8');
}

/** What is wrong with the key itself is told in KMS's words. */
function keyFor(call: Call, keyId: string, use: Pick<KeyUse, 'action' | 'context'>): KeyState {
  try {
    return useKeyFor(call, keyId, { ...use, via: 'ssm' });
  } catch (error) {
    if (isKeyProblem(error)) throw new AwsError('InvalidKeyId', kmsWords(error, call.world.ids.uuid()));
    throw error;
  }
}

const shape = (call: Call, parameter: ParameterState, withDecryption: boolean): object => ({
  Name: parameter.name,
  Type: parameter.type,
  Value: valueOf(call, parameter, withDecryption),
  Version: parameter.version,
  LastModifiedDate: parameter.modifiedAt,
  ARN: arnOf(call, parameter.name),
  DataType: 'text',
});

/** With or without the first slash it is the same ARN, but not the same parameter. */
function find(call: Call, asked: string): ParameterState | null {
  const parameters = parametersOf(call);
  const bare = nameOf(asked);
  const byArn = bare === asked ? undefined : parameters.get(`/${bare}`);
  return parameters.get(bare) ?? byArn ?? null;
}

const decryption = z.boolean().default(false);

/** One name that may not be read fails the whole call. */
function getParameters(call: Call): object {
  const schema = z.object({ Names: z.array(name).min(1).max(10), WithDecryption: decryption });
  const input = readInput(schema, call.input, INVALID);
  for (const asked of input.Names) {
    authorizeParameter(call, 'GetParameters', { asked });
    checkName(asked);
  }
  const found = input.Names.map((asked) => ({ asked, parameter: find(call, asked) }));
  return {
    Parameters: found.flatMap(({ parameter }) =>
      parameter === null ? [] : [shape(call, parameter, input.WithDecryption)],
    ),
    InvalidParameters: found.flatMap(({ asked, parameter }) => (parameter === null ? [asked] : [])),
  };
}

function getParameter(call: Call): object {
  const input = readInput(z.object({ Name: name, WithDecryption: decryption }), call.input, INVALID);
  authorizeParameter(call, 'GetParameter', { asked: input.Name });
  checkName(input.Name);
  const parameter = find(call, input.Name);
  if (parameter === null) throw new AwsError('ParameterNotFound', `Parameter ${input.Name} not found.`);
  return { Parameter: shape(call, parameter, input.WithDecryption) };
}

const tagged = z.object({ ResourceType: z.literal('Parameter'), ResourceId: name });

/** The parameter of a call about its tags; other kinds of resources are not served. */
function openTagged(call: Call, action: string, context: Check['context'] = {}): ParameterState {
  const { ResourceId: asked } = readInput(tagged, call.input, INVALID);
  authorizeParameter(call, action, { asked, context });
  const parameter = find(call, asked);
  if (parameter !== null) return parameter;
  throw new AwsError(
    'InvalidResourceId',
    'The resource ID is not valid. Verify that you entered the correct ID and try again.',
  );
}

function addTags(call: Call): object {
  const { Tags: tags } = readInput(z.object({ Tags: tagMap }), call.input, INVALID);
  const parameter = openTagged(call, 'AddTagsToResource', requestTagContext(tags));
  for (const [key, value] of tags) parameter.tags.set(key, value);
  return {};
}

function removeTags(call: Call): object {
  const { TagKeys: keys } = readInput(z.object({ TagKeys: tagKeys }), call.input, INVALID);
  const parameter = openTagged(call, 'RemoveTagsFromResource', tagKeyContext(keys));
  for (const key of keys) parameter.tags.delete(key);
  return {};
}

function listTags(call: Call): object {
  const { tags } = openTagged(call, 'ListTagsForResource');
  return { TagList: membersOf(tags) };
}

const FILTER = z.object({
  Key: z.literal('Name'),
  Option: z.enum(['Equals', 'BeginsWith']).default('Equals'),
  Values: z.array(name).min(1).max(50),
});

/** Of the filters, the one by name. */
function describeParameters(call: Call): object {
  const schema = z.object({
    ParameterFilters: z.array(FILTER).default([]),
    MaxResults: z.int().min(1).max(50).default(50),
    NextToken: z.string().optional(),
  });
  const { ParameterFilters: filters, MaxResults, NextToken } = readInput(schema, call.input, INVALID);
  call.authorize({ action: 'ssm:DescribeParameters', resource: '*' });
  const isWanted = (of: string): boolean =>
    filters.every(({ Option, Values }) =>
      Values.some((value) => (Option === 'Equals' ? of === value : of.startsWith(value))),
    );
  const found = [...parametersOf(call).values()].filter((parameter) => isWanted(parameter.name));
  const page = pageOf(found, MaxResults, NextToken);
  return {
    Parameters: page.items.map((parameter) => described(call, parameter)),
    ...(page.next === null ? {} : { NextToken: page.next }),
  };
}

function described(call: Call, { name, type, keyArn, version, modifiedAt }: ParameterState): object {
  return {
    Name: name,
    ARN: arnOf(call, name),
    Type: type,
    ...(type === 'SecureString' ? { KeyId: keyArn ?? 'alias/aws/ssm' } : {}),
    Version: version,
    LastModifiedDate: modifiedAt,
    Tier: 'Standard',
    DataType: 'text',
  };
}

export const ssmService: Service = {
  name: 'ssm',
  protocol: { kind: 'json', version: '1.1', targetPrefix: 'AmazonSSM.' },
  badToken: { code: 'InvalidNextToken', message: 'The specified token is not valid.' },
  operations: {
    PutParameter: putParameter,
    GetParameters: getParameters,
    GetParameter: getParameter,
    DescribeParameters: describeParameters,
    AddTagsToResource: addTags,
    RemoveTagsFromResource: removeTags,
    ListTagsForResource: listTags,
  },
};
