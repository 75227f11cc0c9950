/** What the AWS CLI prints where the project itself tells it: its account, its region, the address of a repository, its build. */
import { search } from '@aws-lambda-powertools/jmespath';
import type { Source } from '../evidence.ts';
import { registryHostOf } from '../image-address.ts';
import { type Invocation, regionIn } from './invocation.ts';
import { isList, type Json, NotKnown, readJson, revealedJson, type JsonText } from './json-text.ts';
import {
  type Answer,
  concat,
  EMPTY,
  knownText,
  literal,
  setting,
  type ShellText,
  unknown,
  unknownWord,
} from './text.ts';
import { memberAt, PLAIN_PATH, printedPart, written } from './aws-answer.ts';
import { madeAnswer } from './aws-made.ts';
import { withInput } from './tools/aws-input.ts';
import { containerKeys, exportedKeys, keysOfRole } from './aws-keys.ts';
import { type AwsCommand, readAwsCommand } from './tools/aws-command.ts';
import type { ToolMemory } from './tools/memory.ts';
import type { ProjectPlace } from './tools/reading.ts';
import { PROJECT_ROLE } from './tools/signer.ts';
import { signerOf } from './tools/signer-of.ts';

/** Null: it is not known. */
export function knownOutput(
  invocation: Invocation,
  place: ProjectPlace,
  memory: ToolMemory,
): ShellText | null {
  if (invocation.name === 'curl') return containerKeys(invocation, memory);
  if (invocation.name !== 'aws') return null;
  const command = readAwsCommand(invocation);
  if (command === null || command.options.has('--endpoint-url')) return null;
  const name = `${command.service} ${command.operation}`;
  const signer = signerOf(invocation, memory);
  if (name === 'ecr get-login-password')
    return concat([memory.secretOf(signer, 'a password of a registry'), literal('\n')]);
  if (name === 'configure get') return configured(command, invocation);
  if (name === 'configure export-credentials') return exportedKeys(command, signer, memory);
  const keys = keysOfRole(command, invocation, memory);
  const call = { command, invocation, place, memory };
  if (name === 'ecr get-login') return loginTo(call, memory.secretOf(signer, 'a password of a registry'));
  const isOwn = signer.kind === 'project-role';
  const whole = keys ?? (isOwn ? (ANSWERS[name]?.(call) ?? null) : null);
  if (whole !== null) return printed(whole, command, invocation);
  return isOwn ? partOfAnswer(call) : null;
}

/** What `aws ecr get-login` prints: a command with the token of whoever asks. Source: AWS CLI 1 reference. */
function loginTo(call: Call, password: ShellText): ShellText {
  const host = hostOf(call);
  return host === null
    ? literal('docker login\n')
    : concat([literal('docker login -u AWS -p '), password, literal(' https://'), host, literal('\n')]);
}

/** The rest of such an answer is not known, so of it only a path to a member can be followed. */
function partOfAnswer(call: Call): ShellText | null {
  const { command, place, invocation } = call;
  const { partition } = place;
  const asked = withInput(command, invocation) ?? command;
  const whole = madeAnswer(asked, { partition, account: account(place), region: regionOf(call) });
  if (whole === null) return null;
  const why = 'output of `aws`';
  const format = formatOf(command, invocation);
  if (!command.options.has('--query')) return format === 'json' ? printedPart(whole, false, why) : null;
  const path = optionOf(command, '--query') ?? '';
  const value = PLAIN_PATH.test(path) ? memberAt(whole, path) : null;
  return value === null ? null : printedPart(value, format === 'text', why);
}

interface Call {
  readonly command: AwsCommand;
  readonly invocation: Invocation;
  readonly place: ProjectPlace;
  readonly memory: ToolMemory;
}

const ANSWERS: Readonly<Record<string, (call: Call) => Answer | null>> = {
  'sts get-caller-identity': ({ place }) => ({
    // Source: IAM User Guide, unique identifiers; the name of the session is what CodeBuild's own messages show.
    UserId: concat([
      unknownWord('the ID of the role', /[0-9A-Z]/),
      literal(':AWSCodeBuild-'),
      unknownWord('the name of the session', /[0-9a-f-]/),
    ]),
    Account: account(place),
    Arn: concat([
      literal(`arn:${place.partition}:sts::`),
      account(place),
      literal(`:assumed-role/${place.roleName}/AWSCodeBuild-`),
      unknownWord('the name of the session', /[0-9a-f-]/),
    ]),
  }),
  'ec2 describe-availability-zones': (call) => {
    const region = regionOf(call);
    const zone = unknownWord('a zone of the region');
    return region === null
      ? null
      : { AvailabilityZones: [{ RegionName: region, ZoneName: zone, ZoneId: zone }] };
  },
  'ecr describe-registry': ({ place }) => ({ registryId: account(place) }),
  'ecr get-authorization-token': (call) => {
    const host = hostOf(call);
    return host === null
      ? null
      : {
          authorizationData: [
            {
              authorizationToken: call.memory.secretOf(PROJECT_ROLE, 'a password of a registry'),
              expiresAt: unknownWord('when the password expires'),
              proxyEndpoint: concat([literal('https://'), host]),
            },
          ],
        };
  },
  'ecr describe-repositories': (call) => {
    const names = repositoriesOf(call);
    const repositories = names.map((name) => repository(call, name));
    return names.length === 1 && repositories.every((one) => one !== null) ? { repositories } : null;
  },
  'ecr create-repository': (call) => {
    const [name] = call.command.options.get('--repository-name') ?? [];
    const made = name === undefined ? null : repository(call, name);
    return made === null ? null : { repository: made };
  },
};

function account(place: ProjectPlace): ShellText {
  return setting(place.account, ownAccount(place));
}

function ownAccount({ account: text }: ProjectPlace): Source {
  return { kind: 'project', where: "the project's account", text };
}

function optionOf({ options }: AwsCommand, name: string): string | null {
  const value = options.get(name)?.at(-1);
  return value === undefined ? null : knownText(value);
}

function configured({ operands }: AwsCommand, invocation: Invocation): ShellText | null {
  if (!/^(default\.)?region$/.test(knownText(operands[0] ?? EMPTY) ?? '')) return null;
  const region = regionIn(invocation);
  return region === null ? null : concat([region, literal('\n')]);
}

/** Of a list of all repositories, the one that the query picks by its name. */
function repositoriesOf({ command }: Call): readonly ShellText[] {
  const given = command.options.get('--repository-names');
  if (given !== undefined) return given;
  const picked = /\?\s*repositoryName\s*==\s*['`]([a-z0-9._/-]{2,256})['`]\s*\]/.exec(
    optionOf(command, '--query') ?? '',
  )?.[1];
  return picked === undefined ? [] : [literal(picked)];
}

function repository(call: Call, name: ShellText): Answer | null {
  const host = hostOf(call);
  const region = regionOf(call);
  if (host === null || region === null) return null;
  const { place } = call;
  return {
    repositoryArn: concat([
      literal(`arn:${place.partition}:ecr:`),
      region,
      literal(':'),
      account(place),
      literal(':repository/'),
      name,
    ]),
    registryId: account(place),
    repositoryName: name,
    repositoryUri: concat([host, literal('/'), name]),
    createdAt: unknownWord('when the repository was made'),
  };
}

function regionOf({ command, invocation }: Call): ShellText | null {
  return command.options.get('--region')?.at(-1) ?? regionIn(invocation);
}

/** The account's own registry; null: another's, or its region is not known. */
function hostOf(call: Call): ShellText | null {
  const { command, place } = call;
  const given = regionOf(call);
  const region = given === null ? null : knownText(given);
  if (given === null || region === null || region === '') return null;
  const other = optionOf(command, '--registry-id') ?? optionOf(command, '--registry-ids') ?? place.account;
  if (other !== place.account) return null;
  const host = registryHostOf(place.account, region);
  const [before = '', after = ''] = host.slice(place.account.length).split(region);
  return concat([account(place), literal(before), given, literal(after)]);
}

/** Null: it is not known. */
function formatOf(command: AwsCommand, { variable }: Invocation): string | null {
  const preferred = variable('AWS_DEFAULT_OUTPUT');
  const format = optionOf(command, '--output') ?? (preferred === null ? 'json' : knownText(preferred));
  return format === '' ? 'json' : format;
}

/** `--query`, then JSON or text. Other formats are not followed. */
function printed(answer: Answer, command: AwsCommand, invocation: Invocation): ShellText | null {
  const json = readJson(written(answer));
  const format = formatOf(command, invocation);
  if (json === null || (command.options.has('--query') && optionOf(command, '--query') === null)) return null;
  try {
    const value = queried(json, optionOf(command, '--query'));
    if (format === 'text')
      return json.text(
        asText(value)
          .map((line) => `${line}\n`)
          .join(''),
      );
    return format === 'json' ? json.text(`${JSON.stringify(value, null, 4)}\n`) : null;
  } catch (error) {
    if (error instanceof NotKnown) return unknown(error.message);
    throw error;
  }
}

/** A query that looks into values, rather than only choosing among them, is asked of the known ones alone. */
function queried({ value, revealed }: JsonText, query: string | null): Json {
  if (query === null) return value;
  const given = /[?(&|]/.test(query) ? onlyKnown(value, { query, revealed }) : value;
  try {
    return (search(query, given) ?? null) as Json;
  } catch {
    throw new NotKnown('`--query` could not be read');
  }
}

interface Looking {
  readonly query: string;
  readonly revealed: JsonText['revealed'];
}

/** Members that are not known are left out; throws where the query may ask for one of them. */
function onlyKnown(value: Json, looking: Looking): Json {
  if (Array.isArray(value)) return value.map((item: Json) => onlyKnown(item, looking));
  if (typeof value !== 'object' || value === null) return revealedJson(value, looking.revealed);
  const { query, revealed } = looking;
  const members = Object.entries(value).filter(([name, item]) => {
    if (typeof item !== 'string' || isRevealed(item, revealed)) return true;
    const asksForAll = /\b(keys|values|length|to_string|type)\s*\(|\.\*|@/.test(query);
    if (asksForAll || query.includes(name)) throw new NotKnown(`\`${name}\` is not known`);
    return false;
  });
  return Object.fromEntries(members.map(([name, item]) => [name, onlyKnown(item, looking)]));
}

function isRevealed(text: string, revealed: JsonText['revealed']): boolean {
  try {
    revealed(text);
    return true;
  } catch (error) {
    if (error instanceof NotKnown) return false;
    throw error;
  }
}

/**
 * `--output text`: a line for each list and each member that is none, an object's plain members in the order of their names on one line.
 * Source: AWS CLI User Guide, output format.
 */
function asText(value: Json, label: string | null = null): readonly string[] {
  const isPlain = (one: Json): boolean => typeof one !== 'object' || one === null;
  if (isList(value)) {
    if (!value.every(isPlain)) return value.flatMap((item) => asText(item, label));
    return label === null ? [value.map(word).join('\t')] : value.map((item) => `${label}\t${word(item)}`);
  }
  if (isPlain(value)) return [word(value)];
  const members = Object.entries(value as Readonly<Record<string, Json>>).toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const plain = members.filter(([, item]) => isPlain(item)).map(([, item]) => word(item));
  const own = plain.length === 0 ? [] : [[...(label === null ? [] : [label]), ...plain].join('\t')];
  const others = members.filter(([, item]) => !isPlain(item));
  return [...own, ...others.flatMap(([name, item]) => asText(item, name.toUpperCase()))];
}

function word(value: Json): string {
  if (value === null) return 'None';
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : `${value as string | number}`;
}
