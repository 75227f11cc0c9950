/** `--cli-input-json` and `--cli-input-yaml`: options of an operation written in a file or in the command. Source: AWS CLI User Guide, cli-usage-skeleton. */
import type { Invocation } from '../invocation.ts';
import { EMPTY, knownPrefix, knownText, literal, type ShellText, withoutPrefix } from '../text.ts';
import type { AwsCommand } from './aws-command.ts';
import { plainYaml, recordOf } from './compose.ts';

const INPUTS = ['--cli-input-json', '--cli-input-yaml'];
const FILE = 'file://';

/** The command with the options that its input holds; what the command line itself gives wins. Null: the input cannot be read. */
export function withInput(command: AwsCommand, invocation: Invocation): AwsCommand | null {
  const input = INPUTS.flatMap((name) => command.options.get(name) ?? []).at(-1);
  // `aws ecs deploy` registers the task definition of a file. Source: AWS CLI reference, ecs deploy.
  const path = isEcsDeploy(command) ? command.options.get('--task-definition')?.at(-1) : undefined;
  if (input === undefined && path === undefined) return command;
  const isFile = input !== undefined && knownPrefix(input).startsWith(FILE);
  const file = isFile ? withoutPrefix(input, FILE.length) : path;
  const text = file === undefined ? plainOf(input ?? EMPTY) : invocation.file(file)?.text;
  if (text === undefined && path !== undefined) return command;
  const members = Object.entries(recordOf(text === undefined ? null : plainYaml(text)));
  if (members.length === 0) return null;
  const options = new Map(members.map(([member, value]) => [optionOf(member), textsOf(value)] as const));
  return { ...command, options: new Map([...options, ...command.options]) };
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
    const [option = '', member = ''] = name.split('.');
    const values = (command.options.get(option) ?? []).flatMap((text) => memberOf(text, member) ?? []);
    if (values.length > 0) options.set(name, values);
  }
  return { ...command, options };
}

/** Null: it has none of that name, as far as it is known. */
function memberOf(text: ShellText, member: string): ShellText | null {
  const known = knownText(text);
  if (known?.startsWith('{') === true) {
    const value = recordOf(plainYaml(known))[member];
    return typeof value === 'string' ? literal(value, text.origins) : null;
  }
  const start = `${member}=`;
  const pairs = known?.split(',').filter((pair) => pair.startsWith(start)) ?? [];
  if (pairs[0] !== undefined) return literal(pairs[0].slice(start.length), text.origins);
  return known === null && knownPrefix(text).startsWith(start) ? withoutPrefix(text, start.length) : null;
}
