/**
 * What the request of a command carries. Comes in: a command of the AWS CLI and an action that it calls. Goes out: the context keys that
 * its options tell. Never: a key of an option whose value is not known, or that a key is missing where an option might be hidden.
 */
import { operationName } from '#catalog/aws-cli/names.ts';
import { dnsSuffixOf } from '#catalog/partitions.ts';
import { mayTag, requestKeys, type RequestKey } from '#catalog/aws-cli/request-keys.ts';
import type { RequestContext } from '../../evidence.ts';
import { EMPTY, knownText, type ShellText } from '../text.ts';
import { type AwsCommand, valueOf } from './aws-command.ts';
import { aliasIn, KEY_OPTION } from './key-alias.ts';

/** Where a command is run. */
export interface CommandPlace {
  readonly partition: string;
  readonly account: string;
  readonly region: ShellText;
  /** The project's own region, which is not told again. */
  readonly home: string;
}

/** An action of a command. */
interface Called {
  readonly action: string;
  /** The option that makes the call, where one does. */
  readonly when?: string | undefined;
}

export function requestContext(
  { action, when }: Called,
  command: AwsCommand,
  place: CommandPlace,
): RequestContext {
  const { service } = command;
  const keys = requestKeys({
    service,
    action,
    operation: operationName(command.operation),
    when,
    partition: place.partition,
  });
  const isWhole = !['--cli-input-json', '--cli-input-yaml'].some((name) => command.options.has(name));
  return Object.fromEntries([
    ...keys.flatMap((key) => entryOf(key, command, { place, isWhole })),
    ...(action.startsWith('kms:') ? requestAlias(command) : []),
    ...(action.startsWith('kms:') && service === 'kms' ? encryptionContext(command, isWhole) : []),
    ...(mayTag(action) && isWhole && !tagsAnything(command) ? NO_TAGS : []),
    ...regionOf(place),
  ]);
}

type Entry = readonly [key: string, value: string | readonly string[]];

const NO_TAGS: readonly Entry[] = [
  ['aws:RequestTag/*', []],
  ['aws:TagKeys', []],
];

function tagsAnything({ options }: AwsCommand): boolean {
  return [...options.keys()].some((name) => name.includes('tag'));
}

interface Told {
  readonly place: CommandPlace;
  readonly isWhole: boolean;
}

function entryOf({ key, from, elseAbsent }: RequestKey, command: AwsCommand, told: Told): readonly Entry[] {
  for (const template of from) {
    const value = filled(template, command, told.place);
    if (value === 'not-known') return [];
    if (value !== 'not-given') return [[key, value.text]];
  }
  return elseAbsent && told.isWhole ? [[key, []]] : [];
}

type Filled = { readonly text: string } | 'not-given' | 'not-known';

const OPTION = /\{(--[a-z0-9-]+)\}/;

function filled(template: string, command: AwsCommand, place: CommandPlace): Filled {
  const option = OPTION.exec(template)?.[1];
  const given = option === undefined ? EMPTY : valueOf(option, command);
  if (given === null) return command.options.has(option ?? '') ? 'not-known' : 'not-given';
  const [value, region] = [knownText(given), knownText(place.region)];
  if (value === null || (region === null && template.includes('{region}'))) return 'not-known';
  if (value.startsWith('arn:')) return { text: value };
  const text = template
    .replace('{partition}', place.partition)
    .replace('{region}', region ?? '')
    .replace('{suffix}', dnsSuffixOf(region ?? ''))
    .replace('{account}', place.account)
    .replace(OPTION, value);
  return { text };
}

/** The alias by which the request names its key. */
function requestAlias(command: AwsCommand): readonly Entry[] {
  const key = knownText(valueOf(KEY_OPTION, command) ?? EMPTY) ?? '';
  const named = aliasIn(key);
  return named === null ? [] : [['kms:RequestAlias', named.alias]];
}

/** `K=V,K2=V2`, or the same as JSON. */
function encryptionContext({ options }: AwsCommand, isWhole: boolean): readonly Entry[] {
  const given = options.get('--encryption-context') ?? null;
  if (given === null) return isWhole ? NO_ENCRYPTION_CONTEXT : [];
  const texts = given.map(knownText);
  const pairs = texts.flatMap((text) => (text === null ? [] : pairsOf(text)));
  if (texts.includes(null) || pairs.includes(null)) return [];
  const entries = pairs.filter((pair) => pair !== null);
  return [
    ...entries.map(([name, value]): Entry => [`kms:EncryptionContext:${name}`, value]),
    ['kms:EncryptionContext:*', []],
  ];
}

const NO_ENCRYPTION_CONTEXT: readonly Entry[] = [
  ['kms:EncryptionContext:*', []],
  ['kms:EncryptionContextKeys', []],
];

function pairsOf(text: string): readonly (readonly [name: string, value: string] | null)[] {
  return text.split(',').map((pair) => {
    const [, name, value] = /^([^={}"\s]+)=([^={}"\s]*)$/.exec(pair) ?? [];
    return name === undefined || value === undefined ? null : [name, value];
  });
}

function regionOf({ region, home }: CommandPlace): readonly Entry[] {
  const known = knownText(region);
  return known === null || known === home ? [] : [['aws:RequestedRegion', known]];
}
