/** A command line of the AWS CLI, taken apart. */
import type { Invocation } from '../invocation.ts';
import { type CallOptions, knownText, literal, type ShellText } from '../text.ts';
import { optionNames, splitOption } from './options.ts';

/** Options of `aws` itself that take a value. Source: AWS CLI reference, aws. */
const GLOBAL_VALUED = optionNames(`
  --region --profile --output --query --endpoint --endpoint-url --color --ca-bundle --cli-read-timeout
  --cli-connect-timeout --cli-binary-format
`);
const GLOBAL_FLAGS = [
  '--debug',
  '--no-verify-ssl',
  '--no-paginate',
  '--no-sign-request',
  '--no-cli-pager',
  '--no-cli-auto-prompt',
];

/** Options of `aws s3` without a value; all others take one. Source: AWS CLI reference, s3 cp and s3 sync. */
const S3_FLAGS = optionNames(`
  --recursive --delete --quiet --dryrun --only-show-errors --no-progress --force --size-only
  --exact-timestamps --follow-symlinks --no-follow-symlinks --no-guess-mime-type --human-readable
  --summarize --force-glacier-transfer --ignore-glacier-warnings --no-overwrite
`);

export interface AwsCommand {
  readonly service: string;
  readonly operation: string;
  readonly operands: readonly ShellText[];
  readonly options: CallOptions;
}

/** Operands from the service on, and options. */
export type AwsWords = Pick<AwsCommand, 'operands' | 'options'>;

/** Null: it calls no service (`aws --version`, `aws configure`). */
export function readAwsCommand(invocation: Pick<Invocation, 'args'>): AwsCommand | null {
  const { operands, options } = readAwsWords(invocation);
  const [service, operation, ...rest] = operands;
  if (service === undefined || operation === undefined) return null;
  const words = [knownText(service) ?? '', knownText(operation) ?? ''] as const;
  return { service: words[0], operation: words[1], operands: rest, options };
}

export function readAwsWords({ args }: Pick<Invocation, 'args'>): AwsWords {
  const options = new Map<string, ShellText[]>();
  const operands: ShellText[] = [];
  let open: string | null = null;
  for (const arg of args) {
    const option = splitOption(arg);
    if (option !== null && option.name.startsWith('--')) {
      const values = option.value === null ? [] : [option.value];
      options.set(option.name, [...(options.get(option.name) ?? []), ...values]);
      open = option.value === null && !isFlag(option.name, operands) ? option.name : null;
    } else if (open === null) operands.push(arg);
    else {
      options.get(open)?.push(arg);
      // Lists are the options with a plural name or one that says so, behind service and operation.
      const isList = /[^s]s$|-list$/.test(open) && operands.length >= 2 && !isS3(operands);
      if (!isList || GLOBAL_VALUED.includes(open)) open = null;
    }
  }
  return { operands, options };
}

function isS3([service]: readonly ShellText[]): boolean {
  return service !== undefined && knownText(service) === 's3';
}

/** Before the service only options of `aws` itself take a value. */
function isFlag(name: string, operands: readonly ShellText[]): boolean {
  if (operands.length === 0) return !GLOBAL_VALUED.includes(name);
  return GLOBAL_FLAGS.includes(name) || (isS3(operands) && S3_FLAGS.includes(name));
}

/** ECS takes the cluster `default` where none is named. */
export const DEFAULT_CLUSTER = literal('default');

/** The last value of an option; null: it is not given, or without one. */
export function valueOf(option: string, { service, options }: AwsCommand): ShellText | null {
  const isDefault = service === 'ecs' && option === '--cluster' && !options.has(option);
  return options.get(option)?.at(-1) ?? (isDefault ? DEFAULT_CLUSTER : null);
}
