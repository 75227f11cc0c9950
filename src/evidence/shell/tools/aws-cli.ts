/**
 * `aws SERVICE OPERATION …`: which actions it calls, on which resources. Comes in: an invocation. Goes out: one use for each action and
 * resource that the catalog and the arguments tell; what they do not tell is unresolved. Source: the catalog's files.
 */
import { actionOf } from '#catalog/actions.ts';
import type { CatalogCall } from '#catalog/aws-cli/call.ts';
import { derivedCalls } from '#catalog/aws-cli/derived.ts';
import { actionPrefix, catalogService, isListed, operationName } from '#catalog/aws-cli/services.ts';
import type { RequestContext, Use } from '../../evidence.ts';
import type { Invocation } from '../invocation.ts';
import { EMPTY, knownText, literal, type ShellText, whyUnknown } from '../text.ts';
import { type AwsCommand, readAwsCommand } from './aws-command.ts';
import { type CommandPlace, requestContext } from './aws-request.ts';
import { awsS3 } from './aws-s3.ts';
import { type ProjectPlace, type Reading, unresolved, used } from './reading.ts';

const LOCAL = new Set(['configure', 'help', 'history', '']);

export function aws(invocation: Invocation, place: ProjectPlace): readonly Reading[] {
  const command = readAwsCommand(invocation);
  if (command === null || LOCAL.has(command.service) || command.operation === 'help') return [];
  if (command.options.has('--no-sign-request')) return [];
  const name = `\`aws ${command.service} ${command.operation}\``;
  if (command.options.has('--profile'))
    return [unresolved(`${name} uses a profile, whose credentials are not known to be the role's`)];
  if (command.service === 's3') return awsS3(command, place);
  const region = regionOf(command, invocation, place);
  const login = loginOf(command, region);
  if (login !== null) return [login];
  const operation = command.operation === 'wait' ? waited(command) : command.operation;
  if (operation === null) return [unresolved(`what ${name} waits for is not in the catalog`)];
  return readCalls({ ...command, operation }, { ...place, region, home: place.region });
}

function loginOf({ service, operation }: AwsCommand, region: ShellText): Reading | null {
  const isLogin = ['get-login', 'get-login-password', 'get-authorization-token'].includes(operation);
  if (!isLogin || (service !== 'ecr' && service !== 'ecr-public')) return null;
  const isPublic = service === 'ecr-public';
  return used(
    { kind: 'registry-login', region: isPublic ? null : knownText(region), public: isPublic },
    region,
  );
}

function regionOf({ options }: AwsCommand, { variable }: Invocation, place: ProjectPlace): ShellText {
  const given = options.get('--region')?.at(-1);
  return given ?? variable('AWS_REGION') ?? variable('AWS_DEFAULT_REGION') ?? literal(place.region);
}

function waited({ service, operands }: AwsCommand): string | null {
  return catalogService(service)?.waits?.[knownText(operands[0] ?? EMPTY) ?? ''] ?? null;
}

function readCalls(command: AwsCommand, place: CommandPlace): readonly Reading[] {
  const { service, operation, options } = command;
  const calls = callsOf(command);
  if (calls === null) {
    return [unresolved(`\`aws ${service} ${operation}\` is no action that the catalog lists`)];
  }
  const made = calls.filter(({ when }) => when === undefined || options.has(when));
  return [...made.map((call) => readCall(call, command, place)), ...beyond(command)];
}

/** What the tables say, else what the reference says of the action that has the operation's name. */
function callsOf({ service, operation }: AwsCommand): readonly CatalogCall[] | null {
  const entry = catalogService(service);
  const listed = entry?.operations !== undefined && Object.hasOwn(entry.operations, operation);
  if (listed) return entry.operations[operation] ?? [];
  const action = actionOf(actionPrefix(service), operationName(operation));
  if (action === null) return null;
  const isEverywhere = entry?.everywhere !== undefined && isListed(entry.everywhere, operation);
  return isEverywhere ? [{ action: action.name, on: ['*'] }] : derivedCalls(action, entry?.on ?? []);
}

function readCall(call: CatalogCall, command: AwsCommand, place: CommandPlace): Reading {
  const { service, operation } = command;
  const filled = resourcesOf(call, command, place);
  if ('why' in filled)
    return unresolved(`\`aws ${service} ${operation}\` calls \`${call.action}\`, ${filled.why}`);
  const { action } = call;
  const use: Use = {
    kind: 'aws-call',
    service,
    operation: operationName(operation),
    action,
    resources: filled.arns,
    ...carried(requestContext(call, command, place)),
  };
  return used(use, ...filled.from);
}

/** An empty context says nothing. */
export function carried(context: RequestContext): { readonly context?: RequestContext } {
  return Object.keys(context).length === 0 ? {} : { context };
}

function beyond({ service, operation, options }: AwsCommand): readonly Reading[] {
  const table = catalogService(service)?.beyond ?? {};
  const more = Object.hasOwn(table, operation) ? table[operation] : undefined;
  if (more === undefined || (more.unless !== undefined && options.has(more.unless))) return [];
  return [unresolved(`\`aws ${service} ${operation}\`: ${more.why}`)];
}

type Filled =
  | { readonly arns: readonly string[]; readonly from: readonly ShellText[] }
  | { readonly why: string };

function resourcesOf(call: CatalogCall, command: AwsCommand, place: CommandPlace): Filled {
  let why = 'on a resource that its arguments do not name';
  for (const template of call.on) {
    const filled = fill(template, command, place);
    if (filled !== null && 'arns' in filled) return filled;
    if (filled !== null) why = filled.why;
  }
  return { why };
}

const PLACEHOLDER = /\{(--[a-z0-9-]+)\}/g;

/** Null: an option of the template is not given. */
function fill(template: string, { service, options }: AwsCommand, place: CommandPlace): Filled | null {
  const names = [...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
  const values = names.map((name) => valuesOf(name, { service, options }));
  if (values.some((some) => some.length === 0)) return null;
  const account = options.get('--registry-id')?.at(-1) ?? literal(place.account);
  const uses = template.includes('{region}') ? [place.region, account] : [account];
  const from = [...values.flat(), ...uses];
  const reason = from.map(whyUnknown).find((candidate) => candidate !== null);
  if (reason !== undefined && reason !== null) return { why: `on a resource that is not known: ${reason}` };
  const base = template
    .replaceAll('{partition}', place.partition)
    .replaceAll('{region}', knownText(place.region) ?? '')
    .replaceAll('{account}', knownText(account) ?? '');
  const texts = values.map((some) =>
    some.flatMap((value) => listed(knownText(value) ?? '').map((text) => queueArn(text, place.partition))),
  );
  const wrong = texts.flat().find((text) => /^file(b)?:|[*?{}\s"]/.test(text));
  if (wrong !== undefined) return { why: 'on a resource that is named in a form that is not followed' };
  if (template.includes(':kms:') && texts.flat().some((text) => KEY_ALIAS.test(text)))
    return {
      why: 'on the key behind an alias: a policy names a key by its own ARN, which the alias does not tell',
    };
  const arns = filledArns(base, names, texts);
  return arns.every((arn) => arn === '*' || arn.startsWith('arn:')) ? { arns, from } : null;
}

const QUEUE_URL =
  /^https:\/\/(?:sqs\.([a-z0-9-]+)|([a-z0-9-]+)\.queue)\.amazonaws\.com(?:\.cn)?\/(\d{12})\/([\w.-]+)$/;

/** A queue is named by its URL; anything else stays as it is. Source: SQS Developer Guide, queue and message identifiers. */
function queueArn(text: string, partition: string): string {
  const [, region, older, account, name] = QUEUE_URL.exec(text) ?? [];
  return name === undefined ? text : `arn:${partition}:sqs:${region ?? older}:${account}:${name}`;
}

/** Source: KMS Developer Guide, cmks-in-iam-policies. */
const KEY_ALIAS = /^(?:arn:[^/]*:)?alias\//;

/** One ARN for each value of the template's last option; the others have one value. */
function filledArns(
  base: string,
  names: readonly string[],
  values: readonly (readonly string[])[],
): readonly string[] {
  const last = names.at(-1);
  if (last === undefined) return [base];
  return (values.at(-1) ?? []).map((value) => {
    if (value.startsWith('arn:') && !base.startsWith('arn:')) return value;
    if (value.startsWith('arn:')) return isSameKind(value, base) ? value : base;
    const outer = names
      .slice(0, -1)
      .reduce((text, name, index) => text.replace(`{${name}}`, lastPart(values[index]?.[0] ?? '')), base);
    // A parameter's path begins with the slash that its ARN has anyway; a log group's name keeps its own.
    const name = outer.includes(`/{${last}}`) ? value.replace(/^\/+/, '') : value;
    return outer.replace(`{${last}}`, name);
  });
}

const isSameKind = (arn: string, template: string) => arn.split(':')[2] === template.split(':')[2];

/** A cluster given by its ARN counts by its name. */
function lastPart(value: string): string {
  return value.startsWith('arn:') ? (value.split('/').at(-1) ?? value) : value;
}

function listed(value: string): readonly string[] {
  return value.split(',').filter((item) => item !== '');
}

/** ECS takes the cluster `default` where none is named. */
function valuesOf(
  name: string,
  { service, options }: Pick<AwsCommand, 'service' | 'options'>,
): readonly ShellText[] {
  const given = options.get(name) ?? [];
  return given.length === 0 && service === 'ecs' && name === '--cluster' ? [literal('default')] : given;
}
