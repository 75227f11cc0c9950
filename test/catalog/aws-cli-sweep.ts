/** One command for every operation of the AWS CLI, each of its plain options filled, and what is read off it. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type Action, actionOf, findAction, type ResourceType } from '#catalog/actions.ts';
import { operationName } from '#catalog/aws-cli/names.ts';
import { actionPrefix, catalogService } from '#catalog/aws-cli/services.ts';

import { literal } from '#evidence/shell/text.ts';
import { readAws } from '../evidence/aws-calls.ts';

interface Operations {
  readonly services: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const FIXTURE = new URL('./fixtures/aws-cli-operations.json.gz', import.meta.url);

const squash = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

export interface Swept {
  readonly command: string;
  /** The option names of the operation. */
  readonly options: readonly string[];
  /** Options that take a structure, each with the names in it. */
  readonly structures: readonly string[];
  readonly uses: readonly { readonly action: string; readonly resource: string }[];
  /** What the answer lists as not known. */
  readonly said: readonly string[];
  /** Called actions that the reference has on `*` alone and that are asked for on nothing. */
  readonly unasked: readonly string[];
  /** Required types of a called action that no resource is of. */
  readonly missing: readonly { readonly action: string; readonly type: ResourceType }[];
}

export function sweep(): readonly Swept[] {
  const { services } = JSON.parse(gunzipSync(readFileSync(FIXTURE)).toString()) as Operations;
  return Object.entries(services).flatMap(([service, operations]) =>
    Object.entries(operations).map(([operation, options]) => sweepOne(service, operation, options)),
  );
}

function sweepOne(service: string, operation: string, line: string): Swept {
  const own = actionOf(actionPrefix(service), operationName(operation));
  const all = line.split(' ').filter((option) => option !== '');
  const given = all.filter((option) => !option.includes(':'));
  const readings = read([service, operation, ...given.flatMap((option) => argumentsOf(option, own))]);
  const uses = readings.flatMap((reading) => {
    if (reading.kind !== 'use' || reading.use.kind !== 'aws-call') return [];
    const { action, resources } = reading.use;
    return resources.map((resource) => ({ action, resource }));
  });
  const said = readings.flatMap((reading) => (reading.kind === 'unresolved' ? [reading.why] : []));
  const listed = catalogService(service)?.operations?.[operation];
  const plain = listed?.filter((call) => call.when === undefined).map(({ action }) => action);
  const actions = new Set(plain ?? [own?.name ?? '']);
  return {
    command: `${service} ${operation}`,
    options: given.map((option) => option.replace('[]', '')),
    structures: all.filter((option) => option.includes(':')).map((option) => option.replace(':', ' ')),
    uses,
    said,
    unasked: [...actions].filter(
      (action) =>
        findAction(action)?.resourceTypes.length === 0 && !uses.some((use) => use.action === action),
    ),
    missing: [...actions].flatMap((action) => missingOf(action, uses)),
  };
}

const read = (words: readonly string[]) =>
  readAws(
    words.map((word) => literal(word)),
    { account: '290008131176' },
  );

function missingOf(action: string, uses: Swept['uses']): Swept['missing'] {
  const resources = uses.filter((use) => use.action === action).map(({ resource }) => resource);
  return (findAction(action)?.resourceTypes ?? [])
    .filter((type) => type.required && !resources.some((resource) => isOfType(resource, type)))
    .map((type) => ({ action, type }));
}

/** Written anew here, so that a fault of the product's own comparison shows. */
export function isOfType(resource: string, { arn }: ResourceType): boolean {
  return arn.split(', ').some((form) => {
    const fixed = form.split(/\$\{\w+\}|[*]/);
    let at = fixed[0]?.length ?? 0;
    if (!resource.startsWith(fixed[0] ?? '')) return false;
    for (const piece of fixed.slice(1, -1)) {
      const found = resource.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return resource.length >= at + (fixed.at(-1)?.length ?? 0) && resource.endsWith(fixed.at(-1) ?? '');
  });
}

/** An option and a value of the kind that its name asks for. */
function argumentsOf(option: string, action: Action | null): readonly string[] {
  const name = option.replace('[]', '');
  const value = valueOf(name, action?.resourceTypes ?? []);
  return [`--${name}`, value, ...(option.endsWith('[]') ? [`${value}2`] : [])];
}

function valueOf(name: string, types: readonly ResourceType[]): string {
  if (name === 'queue-url') return 'https://sqs.us-west-2.amazonaws.com/123456789012/q';
  if (!/arns?$|^resource$/.test(name)) return `v-${name}`;
  if (name.includes('role')) return 'arn:aws:iam::123456789012:role/r';
  const stem = squash(name).replace(/^(?:source|target|destination)|arns?$/g, '');
  const isAny = ['', 'resource'].includes(stem);
  const type = isAny
    ? types[0]
    : (types.find((one) => squash(`${one.name} ${one.arn}`).includes(stem)) ??
      types.find((one) => stem.endsWith(squash(one.name))));
  return type === undefined ? 'arn:aws:other:us-west-2:123456789012:thing/x' : arnOf(type);
}

const PLACE: Readonly<Record<string, string>> = {
  Partition: 'aws',
  Region: 'us-west-2',
  Account: '123456789012',
};

function arnOf({ arn }: ResourceType): string {
  const form = (arn.split(', ')[0] ?? arn).replaceAll('*', 'x1');
  return form.replace(/\$\{(\w+)\}/g, (_, part: string) => PLACE[part] ?? 'x1');
}
