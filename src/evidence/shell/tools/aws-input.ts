/** `--cli-input-json` and `--cli-input-yaml`: options of an operation written in a file or in the command. Source: AWS CLI User Guide, cli-usage-skeleton. */
import type { Invocation } from '../invocation.ts';
import {
  concat,
  EMPTY,
  isKnown,
  knownPrefix,
  knownText,
  literal,
  type ShellText,
  withoutPrefix,
} from '../text.ts';
import type { AwsCommand } from './aws-command.ts';
import { plainYaml, recordOf } from './compose.ts';

const INPUTS = ['--cli-input-json', '--cli-input-yaml'];
export const FILE = 'file://';

/** The command with the options that its input holds; what the command line itself gives wins. Null: the input cannot be read. */
export function withInput(command: AwsCommand, invocation: Invocation): AwsCommand | null {
  const input = INPUTS.flatMap((name) => command.options.get(name) ?? []).at(-1);
  // `aws ecs deploy` registers the task definition of a file. Source: AWS CLI reference, ecs deploy.
  const path = isEcsDeploy(command) ? command.options.get('--task-definition')?.at(-1) : undefined;
  if (input === undefined && path === undefined) return withFiles(command, invocation);
  const isFile = input !== undefined && knownPrefix(input).startsWith(FILE);
  const file = isFile ? withoutPrefix(input, FILE.length) : path;
  const text = file === undefined ? plainOf(input ?? EMPTY) : invocation.file(file)?.text;
  if (text === undefined && path !== undefined) return command;
  const members = Object.entries(recordOf(text === undefined ? null : plainYaml(text)));
  if (members.length === 0) return null;
  const options = new Map(members.map(([member, value]) => [optionOf(member), textsOf(value)] as const));
  return { ...command, options: new Map([...options, ...command.options]) };
}

/** Options whose value is a text file of the source, with its text. Source: AWS CLI User Guide, cli-usage-parameters-file. */
function withFiles(command: AwsCommand, { file }: Invocation): AwsCommand {
  const options = [...command.options].map(([name, values]) => {
    const read = values.map((value) => {
      if (!knownPrefix(value).startsWith(FILE)) return value;
      const text = file(withoutPrefix(value, FILE.length))?.text;
      return text === undefined ? value : literal(text, value.origins);
    });
    return [name, read] as const;
  });
  return { ...command, options: new Map(options) };
}

const isEcsDeploy = ({ service, operation }: AwsCommand) => service === 'ecs' && operation === 'deploy';

function plainOf({ pieces }: ShellText): string | undefined {
  const texts = pieces.map((piece) => ('text' in piece ? piece.text : null));
  return texts.includes(null) ? undefined : texts.join('');
}

/** `executionRoleArn` → `--execution-role-arn`. */
function optionOf(member: string): string {
  return `--${member
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()}`;
}

/** Structures stand for themselves as text, which no template takes. */
function textsOf(value: unknown): readonly ShellText[] {
  const values = Array.isArray(value) ? value : [value];
  return values.map((one) => literal(typeof one === 'object' ? JSON.stringify(one) : String(one)));
}

/**
 * The command with members of structures as options: `--code S3Bucket=b,S3Key=k` or the same as JSON gives `--code.S3Bucket`. `wanted`:
 * the names that are asked for, in that form.
 */
export function withMembers(command: AwsCommand, wanted: readonly string[]): AwsCommand {
  const options = new Map(command.options);
  for (const name of wanted) {
    const [option = '', ...path] = name.split('.');
    const values = (command.options.get(option) ?? []).flatMap((text) => memberOf(text, path) ?? []);
    if (values.length > 0) options.set(name, values);
  }
  return { ...command, options };
}

/** Null: it has none of that name, as far as it is known. */
function memberOf(text: ShellText, path: readonly string[]): ShellText | null {
  const known = knownText(text);
  if (known !== null && /^\s*[[{]/.test(known)) {
    const [root] = [plainYaml(known)].flat();
    const value = path.reduce<unknown>((outer, name) => recordOf(outer)[name], root);
    return typeof value === 'string' ? literal(value, text.origins) : null;
  }
  const start = `${path.join('.')}=`;
  const pair = commaFields(text).find((field) => knownPrefix(field).startsWith(start));
  return pair === undefined ? null : withoutPrefix(pair, start.length);
}

/** Apart at the commas that are known. */
function commaFields({ pieces, origins }: ShellText): readonly ShellText[] {
  const fields: ShellText[] = [EMPTY];
  for (const piece of pieces) {
    const parts =
      isKnown(piece) && piece.text.includes(',')
        ? piece.text.split(',').map((part) => ({ text: part }))
        : [piece];
    for (const [index, part] of parts.entries()) {
      const before = index === 0 ? (fields.pop() ?? EMPTY) : EMPTY;
      fields.push(concat([before, { pieces: [part], origins }]));
    }
  }
  return fields;
}
