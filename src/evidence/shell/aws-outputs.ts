/** What the AWS CLI prints where the project itself tells it: its account, its region, the address of a repository. */
import type { Source } from '../evidence.ts';
import { registryHostOf } from '../image-address.ts';
import type { Invocation } from './invocation.ts';
import { concat, EMPTY, knownText, literal, setting, type ShellText } from './text.ts';
import { type AwsCommand, readAwsCommand } from './tools/aws-command.ts';
import type { ProjectPlace } from './tools/reading.ts';

/** Null: it is not known. Output is text, as `--output text` prints it. */
export function knownOutput(invocation: Invocation, place: ProjectPlace): ShellText | null {
  if (invocation.name !== 'aws') return null;
  const command = readAwsCommand(invocation);
  if (command === null) return null;
  const name = `${command.service} ${command.operation}`;
  // What it prints is a `docker login` with the token.
  if (name === 'ecr get-login') return literal('docker login\n');
  if (name === 'configure get') return configured(command, invocation);
  const query = optionOf(command, '--query');
  const isText = optionOf(command, '--output') === 'text' && !command.options.has('--profile');
  if (!isText || invocation.variable('AWS_ACCESS_KEY_ID') !== null) return null;
  if (name === 'sts get-caller-identity' && query === 'Account')
    return concat([setting(place.account, ownAccount(place)), literal('\n')]);
  const asksAddress = /^repositor(y|ies\[(0|\*|)\])\.(\[?repositoryUri\]?)$/.test(query ?? '');
  return asksAddress && /^ecr (describe-repositories|create-repository)$/.test(name)
    ? repositoryAddress(command, invocation, place)
    : null;
}

function ownAccount({ account }: ProjectPlace): Source {
  return { kind: 'project', where: "the project's account", text: account };
}

function optionOf({ options }: AwsCommand, name: string): string | null {
  const value = options.get(name)?.at(-1);
  return value === undefined ? null : knownText(value);
}

function configured({ operands }: AwsCommand, { variable }: Invocation): ShellText | null {
  if (knownText(operands[0] ?? EMPTY) !== 'region') return null;
  const region = variable('AWS_REGION') ?? variable('AWS_DEFAULT_REGION');
  return region === null ? null : concat([region, literal('\n')]);
}

function repositoryAddress(
  { options }: AwsCommand,
  { variable }: Invocation,
  place: ProjectPlace,
): ShellText | null {
  const names = [...(options.get('--repository-names') ?? []), ...(options.get('--repository-name') ?? [])];
  const given = options.get('--region')?.at(-1) ?? variable('AWS_REGION') ?? variable('AWS_DEFAULT_REGION');
  const region = given === null ? null : knownText(given);
  const [name] = names;
  if (name === undefined || names.length !== 1 || region === null || options.has('--registry-id'))
    return null;
  if (given === null) return null;
  const host = registryHostOf(place.account, region);
  const [beforeRegion = '', afterRegion = ''] = host.slice(place.account.length).split(region);
  return concat([
    setting(place.account, ownAccount(place)),
    literal(beforeRegion),
    given,
    literal(`${afterRegion}/`),
    name,
    literal('\n'),
  ]);
}
