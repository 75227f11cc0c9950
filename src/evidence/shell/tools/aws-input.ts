/** `--cli-input-json` and `--cli-input-yaml`: options of an operation written in a file or in the command. Source: AWS CLI User Guide, cli-usage-skeleton. */
import type { Invocation } from '../invocation.ts';
import { knownPrefix, literal, type ShellText, withoutPrefix } from '../text.ts';
import type { AwsCommand } from './aws-command.ts';
import { plainYaml, recordOf } from './compose.ts';

const INPUTS = ['--cli-input-json', '--cli-input-yaml'];
const FILE = 'file://';

/** The command with the options that its input holds; what the command line itself gives wins. Null: the input cannot be read. */
export function withInput(command: AwsCommand, invocation: Invocation): AwsCommand | null {
  const input = INPUTS.flatMap((name) => command.options.get(name) ?? []).at(-1);
  if (input === undefined) return command;
  const isFile = knownPrefix(input).startsWith(FILE);
  const text = isFile ? invocation.file(withoutPrefix(input, FILE.length))?.text : plainOf(input);
  const members = Object.entries(recordOf(text === undefined ? null : plainYaml(text)));
  if (members.length === 0) return null;
  const options = new Map(members.map(([member, value]) => [optionOf(member), textsOf(value)] as const));
  return { ...command, options: new Map([...options, ...command.options]) };
}

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
