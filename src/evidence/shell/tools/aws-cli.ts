/**
 * `aws SERVICE OPERATION …`: which actions it calls, on which resources. Comes in: an invocation. Goes out: one use for each action and
 * resource that the catalog and the arguments tell; what they do not tell is unresolved. Source: the catalog's files.
 */
import { actionOf } from '#catalog/actions.ts';
import type { CatalogCall } from '#catalog/aws-cli/call.ts';
import { companionsOf } from '#catalog/aws-cli/companions.ts';
import { derivedCalls } from '#catalog/aws-cli/derived.ts';
import { operationName } from '#catalog/aws-cli/names.ts';
import { namedInside } from '#catalog/aws-cli/named-inside.ts';
import { actionPrefix, catalogService, isListed, waitedOperation } from '#catalog/aws-cli/services.ts';
import { taggingCall } from '#catalog/aws-cli/tagging.ts';
import { partitionOf } from '#catalog/partitions.ts';
import type { RequestContext, Use } from '../../evidence.ts';
import { type Invocation, regionIn } from '../invocation.ts';
import { EMPTY, isOpenToSource, knownText, literal, type ShellText, whyUnknown } from '../text.ts';
import { type AwsCommand, readAwsCommand, readAwsWords } from './aws-command.ts';
import { endpointElsewhere } from './aws-endpoint.ts';
import { withForms } from './aws-forms.ts';
import {
  type Member,
  memberAt,
  type PerItem,
  perItem,
  plainMember,
  withInput,
  withoutStructures,
} from './aws-input.ts';
import { type CommandPlace, requestContext } from './aws-request.ts';
import { resourcesOf } from './aws-resource.ts';
import { awsS3 } from './aws-s3.ts';
import { type ProjectPlace, type Reading, unresolved, used } from './reading.ts';

const LOCAL = new Set(['configure', 'help', 'history', '']);

export function aws(invocation: Invocation, place: ProjectPlace): readonly Reading[] {
  const unread = readAwsWords(invocation).operands.slice(0, 2).map(whyUnknown);
  const why = unread.find((one) => one !== null);
  if (why !== undefined) return [unresolved(`which call \`aws\` makes is not known: ${why}`)];
  const command = readAwsCommand(invocation);
  if (command === null || LOCAL.has(command.service) || command.operation === 'help') return [];
  if (command.options.has('--no-sign-request')) return [];
  const name = `\`aws ${command.service} ${command.operation}\``;
  const elsewhere = endpointElsewhere(command, invocation);
  if (elsewhere !== null) return elsewhere;
  const region = regionOf(command, invocation, place);
  const partition = partitionIn(region, place);
  if (command.service === 's3') return awsS3(command, { ...place, partition });
  const login = loginOf(command, region);
  if (login !== null) return [login];
  const operation = command.operation === 'wait' ? waited(command) : command.operation;
  if (operation === null) return [unresolved(`what ${name} waits for is not known`)];
  if (command.options.has('--generate-cli-skeleton')) return [];
  const whole = withInput(withOperand({ ...command, operation }), invocation);
  if (whole === null) return [unresolved(`${name} takes its options from an input that is not read`)];
  return readCalls(withForms(whole), { ...place, partition, region, home: place.region });
}

/** The operand of an operation that takes one, as the option that it stands for. */
function withOperand(command: AwsCommand): AwsCommand {
  const table = catalogService(command.service)?.operands ?? {};
  const option = Object.hasOwn(table, command.operation) ? table[command.operation] : undefined;
  return option === undefined
    ? command
    : { ...command, options: new Map([...command.options, [option, command.operands]]) };
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

function regionOf({ options }: AwsCommand, invocation: Invocation, place: ProjectPlace): ShellText {
  const given = options.get('--region')?.at(-1);
  return given ?? regionIn(invocation) ?? literal(place.region);
}

/** The region's own: a command that names one of China talks to that partition. */
function partitionIn(region: ShellText, { partition }: ProjectPlace): string {
  const known = knownText(region);
  return known === null ? partition : partitionOf(known);
}

function waited({ service, operands }: AwsCommand): string | null {
  return waitedOperation(service, knownText(operands[0] ?? EMPTY) ?? '');
}

function readCalls(asWritten: AwsCommand, place: CommandPlace): readonly Reading[] {
  const { service, operation } = asWritten;
  const own = callsOf(asWritten);
  if (own === null) {
    return [unresolved(`\`aws ${service} ${operation}\` is no action that the catalog lists`)];
  }
  const calls = [...own, ...companionsOf(service, operation)];
  const entry = catalogService(service);
  const { options } = asWritten;
  const tagging = taggingCall({
    prefix: actionPrefix(service),
    operation,
    options,
    calls,
    templates: entry?.resources,
  });
  const all = typeof tagging === 'string' || tagging === null ? calls : [...calls, tagging];
  const read = distinct(all.flatMap((call) => readEach(call, asWritten, place)));
  return [
    ...read,
    ...beyond(asWritten),
    ...(typeof tagging === 'string' ? [mayTagToo(asWritten, tagging)] : []),
  ];
}

/** Many services ask for it, and the reference says of none that it does not. */
const mayTagToo = ({ service, operation }: AwsCommand, action: string): Reading => ({
  kind: 'unresolved',
  why: `\`aws ${service} ${operation}\` gives tags to what it makes, for which it may ask for \`${action}\``,
  mayAskFor: [action],
});

/** A call for each item of the structures that it goes by, and what of them is not read. */
function readEach(call: CatalogCall, command: AwsCommand, place: CommandPlace): readonly Reading[] {
  const inside = call.when === undefined ? namedInside(command.service, command.operation) : [];
  const { commands, unread } = perItem(command, [...membersOf(call), ...inside.map(plainMember)]);
  const made = commands.filter((one) => isMade(call, one)).map((one) => readCall(call, one, place));
  if (unread === null) return made;
  // What it is on without them holds for all of them.
  const isWider = call.when === undefined && inside.length === 0 && call.on.some((one) => !MEMBER.test(one));
  return isWider ? [readCall(call, command, place)] : [...made, notRead(call, command, unread)];
}

function notRead(
  { action, when }: CatalogCall,
  { service, operation }: AwsCommand,
  { option, why }: NonNullable<PerItem['unread']>,
): Reading {
  const what = when === undefined ? `calls \`${action}\` on` : 'asks for';
  return unresolved(
    `\`aws ${service} ${operation}\` ${what} what its \`${option}\` tells, which is not known: ${why}`,
  );
}

const isMade = (
  { when, unless = [] }: Pick<CatalogCall, 'when' | 'unless'>,
  { options }: AwsCommand,
): boolean => (when === undefined || options.has(when)) && !unless.some((option) => options.has(option));

const MEMBER = /--[a-z0-9-]+(?:[.]@?[\w-]+)+/;
const MEMBER_PATHS = new RegExp(MEMBER, 'g');

/** The members of structures that a call goes by: `--code.S3Bucket`. */
function membersOf({ when, unless = [], on, otherwise = {} }: CatalogCall): readonly Member[] {
  const paths = [when ?? '', ...unless, ...on].flatMap((text) => text.match(MEMBER_PATHS) ?? []);
  return [...new Set(paths)].map((path) => ({ ...memberAt(path), otherwise: otherwise[path] }));
}

/** Items of one list may ask for the same. */
function distinct(readings: readonly Reading[]): readonly Reading[] {
  const told = (reading: Reading) => (reading.kind === 'use' ? reading.use : reading);
  return [...new Map(readings.map((reading) => [JSON.stringify(told(reading)), reading])).values()];
}

/** What the tables say, else what the reference says of the action that has the operation's name. */
function callsOf({ service, operation }: AwsCommand): readonly CatalogCall[] | null {
  const entry = catalogService(service);
  const listed = entry?.operations !== undefined && Object.hasOwn(entry.operations, operation);
  if (listed) return entry.operations[operation] ?? [];
  const action = actionOf(actionPrefix(service), operationName(operation));
  if (action === null) return null;
  const isRequired = action.resourceTypes.some((type) => type.required);
  const isEverywhere =
    !isRequired && entry?.everywhere !== undefined && isListed(entry.everywhere, operation);
  return derivedCalls(isEverywhere ? { ...action, resourceTypes: [] } : action, operation, entry?.resources);
}

function readCall(call: CatalogCall, command: AwsCommand, place: CommandPlace): Reading {
  const { service, operation } = command;
  const named = call.on.flatMap((template) => template.match(/--[a-zA-Z0-9.-]+/g) ?? []);
  const filled = resourcesOf(call, withoutStructures(command, named), place);
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
  return { ...used(use, ...filled.from), isOpenToSource: filled.from.some(isOpenToSource) };
}

/** An empty context says nothing. */
function carried(context: RequestContext): { readonly context?: RequestContext } {
  return Object.keys(context).length === 0 ? {} : { context };
}

function beyond(command: AwsCommand): readonly Reading[] {
  const { service, operation } = command;
  const table = catalogService(service)?.beyond ?? {};
  const more = Object.hasOwn(table, operation) ? table[operation] : undefined;
  if (more === undefined || !isMade(more, command)) return [];
  return [unresolved(`\`aws ${service} ${operation}\`: ${more.why}`)];
}
