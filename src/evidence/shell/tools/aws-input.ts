/** `--cli-input-json` and `--cli-input-yaml`: options of an operation written in a file or in the command. Source: AWS CLI User Guide, cli-usage-skeleton. */
import { answerIn, isText } from '../aws-answer.ts';
import type { Invocation } from '../invocation.ts';
import { marked } from '../marked.ts';
import {
  type Answer,
  EMPTY,
  knownPrefix,
  literal,
  type ShellText,
  whyUnknown,
  withoutPrefix,
} from '../text.ts';
import type { AwsCommand } from './aws-command.ts';
import { type Item, itemsIn } from './aws-structure.ts';
import { plainYaml, recordOf } from './compose.ts';

const INPUTS = ['--cli-input-json', '--cli-input-yaml'];
export const FILE = 'file://';

/** The command with the options that its input holds; what the command line itself gives wins. Null: the input cannot be read. */
export function withInput(command: AwsCommand, invocation: Invocation): AwsCommand | null {
  const input = INPUTS.flatMap((name) => command.options.get(name) ?? []).at(-1);
  // `aws ecs deploy` registers the task definition of a file. Source: AWS CLI reference, ecs deploy.
  const path = isEcsDeploy(command) ? command.options.get('--task-definition')?.at(-1) : undefined;
  if (input === undefined && path === undefined) return withFiles(command, invocation);
  const text = input === undefined ? invocation.contents(path ?? EMPTY) : ofFile(input, invocation);
  const answer = text === null ? null : answerIn(text);
  if (answer !== null) return withAnswer(command, answer);
  const read = text === null ? null : marked(text);
  const members = Object.entries(recordOf(read === null ? null : plainYaml(read.text)));
  if (read === null || members.length === 0) return input === undefined ? command : null;
  const options = members.map(([member, value]) => {
    const texts = textsOf(value).map((one) => ({ ...read.textOf(one), origins: NO_ORIGINS }));
    return [optionOf(member), texts] as const;
  });
  return { ...command, options: new Map([...options, ...command.options]) };
}

/** What is known of an input that was made of an answer of AWS. Null: nothing. */
function withAnswer(command: AwsCommand, answer: Answer): AwsCommand | null {
  const known = Object.entries(answer).flatMap(([member, value]) =>
    isText(value) ? [[optionOf(member), [value]] as const] : [],
  );
  return known.length === 0 ? null : { ...command, options: new Map([...known, ...command.options]) };
}

const NO_ORIGINS: ShellText['origins'] = [];

/** Options whose value is a text file of the source, with its text. Source: AWS CLI User Guide, cli-usage-parameters-file. */
function withFiles(command: AwsCommand, invocation: Invocation): AwsCommand {
  const options = [...command.options].map(
    ([name, values]) => [name, values.map((value) => ofFile(value, invocation) ?? value)] as const,
  );
  return { ...command, options: new Map(options) };
}

/** The text itself, or that of the file it names; null: the file cannot be read. */
function ofFile(value: ShellText, { contents }: Invocation): ShellText | null {
  if (!knownPrefix(value).startsWith(FILE)) return value;
  const text = contents(withoutPrefix(value, FILE.length));
  return text === null ? null : { ...text, origins: value.origins };
}

const isEcsDeploy = ({ service, operation }: AwsCommand) => service === 'ecs' && operation === 'deploy';

/** `executionRoleArn` → `--execution-role-arn`. */
function optionOf(member: string): string {
  return `--${member
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()}`;
}

/** Structures stand for themselves as text. */
function textsOf(value: unknown): readonly string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one)));
}

const SHORTHAND = /^[A-Za-z]\w*=[^=]/;

/** The command without the structures in shorthand, which are no names; those of the options in `named` are read in other ways. */
export function withoutStructures(command: AwsCommand, named: readonly string[]): AwsCommand {
  const options = [...command.options].filter(
    ([name, texts]) => named.includes(name) || !texts.some((text) => SHORTHAND.test(knownPrefix(text))),
  );
  return { ...command, options: new Map(options) };
}

/** A member of a structured option, `--targets.RoleArn`, and the option that it is taken for. */
export interface Member {
  readonly path: string;
  readonly as: string;
  /** What it is where an item leaves it out. */
  readonly otherwise?: string | undefined;
}

/** A member of that path, by itself or as the option of its own name: `--targets.repositoryName` as `--repository-name`. */
export const memberAt = (path: string): Member => ({ path, as: path });
export const plainMember = (path: string): Member => ({ path, as: optionOf(path.split('.').at(-1) ?? '') });

/** Far more than a command of a build has; what several options hold multiplies. */
const MOST_ITEMS = 500;

export interface PerItem {
  readonly commands: readonly AwsCommand[];
  /** An option with words that are not read as structures, and why. */
  readonly unread: { readonly option: string; readonly why: string } | null;
}

/**
 * The command once for each item of the structured options that these are members of, with the item's members as options:
 * `--code S3Bucket=b,S3Key=k`, or the same as JSON, gives `--code.S3Bucket`.
 */
export function perItem(command: AwsCommand, members: readonly Member[]): PerItem {
  let made: PerItem = { commands: [command], unread: null };
  for (const option of new Set(members.map(({ path }) => path.split('.')[0] ?? ''))) {
    const texts = command.options.get(option);
    if (texts === undefined) continue;
    const read = texts.map((text) => ({ text, items: itemsIn(text) }));
    const items = read.flatMap((one) => one.items ?? []);
    if (made.commands.length * items.length > MOST_ITEMS)
      return { commands: [], unread: { option, why: 'it holds more items than are followed' } };
    const bad = read.find((one) => one.items === null);
    const own = members.filter(({ path }) => path.startsWith(`${option}.`));
    made = {
      commands: made.commands.flatMap((one) => items.map((item) => withMembers(one, item, own))),
      unread: bad === undefined ? made.unread : { option, why: whyUnread(bad.text) },
    };
  }
  return made;
}

function whyUnread(text: ShellText): string {
  if (knownPrefix(text).startsWith(FILE)) return 'its file is not read';
  return whyUnknown(text) ?? 'it is in a form that is not followed';
}

function withMembers(command: AwsCommand, item: Item, members: readonly Member[]): AwsCommand {
  const options = new Map(command.options);
  for (const { path, as, otherwise } of members) {
    const given = item.at(path.split('.').slice(1));
    const values = given.length > 0 || otherwise === undefined ? given : [literal(otherwise)];
    if (values.length > 0) options.set(as, values);
  }
  return { ...command, options };
}
