/**
 * Answers of AWS to calls that name or make something. Comes in: a command. Goes out: the members of its answer that its options tell,
 * with what AWS makes up in them; null where the catalog does not have them.
 */
import { ANSWER_TEMPLATES, type AnswerTemplate } from '#catalog/aws-cli/answers.ts';
import { dnsSuffixOf } from '#catalog/partitions.ts';
import {
  type Answer,
  concat,
  EMPTY,
  knownText,
  literal,
  mapKnown,
  mintedFor,
  openPatternOf,
  type ShellText,
  unknown,
} from './text.ts';
import { type AwsCommand, valueOf } from './tools/aws-command.ts';

/** Where the call is made. */
interface CallPlace {
  readonly partition: string;
  readonly account: ShellText;
  readonly region: ShellText | null;
}

export function madeAnswer(command: AwsCommand, place: CallPlace): Answer | null {
  const name = `${command.service} ${command.operation}`;
  const template = Object.hasOwn(ANSWER_TEMPLATES, name) ? ANSWER_TEMPLATES[name] : undefined;
  const answer = template ?? startedWork(command);
  return answer === null ? null : filled(answer, command, place);
}

/** `start-signing-job`, `submit-job`, `start-query-execution`. */
const STARTS =
  /^(?:start|submit|run|begin)-(?:[a-z0-9]+-){0,4}(?:job|run|execution|task|query|command|operation|deployment|build|import|export|update|scan|analysis)$/;

/** What starts a piece of work is answered with the ID or number that AWS makes up for it: `jobId`, `signingJobId`, `DeploymentNumber`. Null: the command starts none, or names it itself. */
function startedWork({ operation, options }: AwsCommand): AnswerTemplate | null {
  if (!STARTS.test(operation)) return null;
  const words = operation.split('-').slice(1);
  const names = [words.slice(-1), words.slice(-2), words].flatMap((some) =>
    ['id', 'number'].map((end) => `${some.join('-')}-${end}`),
  );
  if (names.some((name) => options.has(`--${name}`))) return null;
  const upper = (text: string) =>
    text.replaceAll(/(?:^|-)([a-z0-9])/g, (_all, first: string) => first.toUpperCase());
  const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
  return Object.fromEntries(
    names.flatMap((name) => [upper(name), lower(upper(name))]).map((member) => [member, '{new}']),
  );
}

function filled(template: AnswerTemplate, command: AwsCommand, place: CallPlace): Answer {
  if (typeof template === 'string') {
    return concat(template.split(/(\{[^}]*\})/).map((part) => textOf(part, command, place)));
  }
  if (Array.isArray(template)) return template.map((one: AnswerTemplate) => filled(one, command, place));
  return Object.fromEntries(
    Object.entries(template as Readonly<Record<string, AnswerTemplate>>).map(([member, one]) => [
      member,
      filled(one, command, place),
    ]),
  );
}

function textOf(part: string, command: AwsCommand, place: CallPlace): ShellText {
  if (!part.startsWith('{')) return literal(part);
  const { service, operation, options } = command;
  const made = mintedFor(options, `\`aws ${service} ${operation}\` makes it up`);
  const region = place.region ?? unknown('the region of the call is not known');
  switch (part) {
    case '{partition}':
      return literal(place.partition);
    case '{region}':
      return region;
    case '{suffix}':
      return mapKnown(region, dnsSuffixOf);
    case '{account}':
      return place.account;
    case '{new}':
      return made;
    default:
      return ofOption(part, command, { account: place.account, new: made, root: literal('/') });
  }
}

const OPTION =
  /^\{(?<before>[:/]?)(?<option>--[a-z-]+)(?::(?<form>\w+))?(?:\|(?<other>\w+))?(?<after>\/?)\}$/;

function ofOption(
  part: string,
  command: AwsCommand,
  instead: { readonly account: ShellText; readonly new: ShellText; readonly root: ShellText },
): ShellText {
  const { before = '', option = '', form, other = '', after = '' } = OPTION.exec(part)?.groups ?? {};
  const given = valueOf(option, command);
  if (given === null) {
    if (before !== '' || after !== '') return EMPTY;
    return Object.hasOwn(instead, other)
      ? instead[other as keyof typeof instead]
      : unknown(`\`${option}\` is not given`);
  }
  if ((command.options.get(option) ?? []).length > 1) return unknown(`\`${option}\` names several`);
  const name = form === undefined ? given : inForm(form, given, instead);
  return concat([literal(before), name, literal(after)]);
}

/** What an answer has of a value that may be given in more than one form. A plain name stays as it is, what it holds that is not known with it. */
function inForm(
  form: string,
  given: ShellText,
  { account, new: made }: { readonly account: ShellText; readonly new: ShellText },
): ShellText {
  const known = knownText(given);
  if (form === 'definition') {
    const name = mapKnown(given, (text) => text.replace(/^.*\//s, ''));
    return known === null || /:\d+$/.test(known) ? name : concat([name, literal(':'), made]);
  }
  const isPlain = known === null && openPatternOf(given)?.includes(':') === false;
  if (form === 'function')
    return isPlain ? given : mapKnown(given, (text) => functionOf(text, knownText(account)));
  if (known === null && form !== 'family') return given;
  return mapKnown(given, (text) => PARTS[form]?.exec(text)?.[1] ?? text);
}

/** The name in an ARN: of a queue, a service, a state machine; a definition without its revision; a stack without its ID. */
const PARTS: Readonly<Record<string, RegExp>> = {
  last: /([^:/]*)$/,
  family: /([^/]*?)(?::\d+)?$/,
  stack: /^arn:.*:stack\/([^/]+)\//,
  secret: /^arn:.*:secret:(.+)$/,
};

/** `name`, `123456789012:function:name` or its ARN; null: of another account, or behind the name a version or an alias. */
function functionOf(text: string, account: string | null): string | null {
  const [, owner, name] =
    /^(?:(?:arn:[\w-]+:lambda:[\w-]+:)?(\d{12}):)?(?:function:)?([^:]+)$/.exec(text) ?? [];
  return name === undefined || (owner !== undefined && owner !== account) ? null : name;
}
