/** A command line of the AWS CLI, taken apart. */
import type { Invocation } from '../invocation.ts';
import { knownText, type ShellText } from '../text.ts';
import { splitOption } from './options.ts';

/** Options of `aws` itself that take a value. Source: AWS CLI reference, aws. */
const GLOBAL_VALUED = [
  ...['--region', '--profile', '--output', '--query', '--endpoint-url', '--color', '--ca-bundle'],
  ...['--cli-read-timeout', '--cli-connect-timeout', '--cli-binary-format'],
];
const GLOBAL_FLAGS = [
  '--debug',
  '--no-verify-ssl',
  '--no-paginate',
  '--no-sign-request',
  '--no-cli-pager',
  '--no-cli-auto-prompt',
];

export interface AwsCommand {
  readonly service: string;
  readonly operation: string;
  readonly operands: readonly ShellText[];
  /** Values by option; an option given without a value has none. */
  readonly options: ReadonlyMap<string, readonly ShellText[]>;
}

/** Null: it calls no service (`aws --version`, `aws configure`). */
export function readAwsCommand({ args }: Pick<Invocation, 'args'>): AwsCommand | null {
  const options = new Map<string, ShellText[]>();
  const operands: ShellText[] = [];
  let open: string | null = null;
  for (const arg of args) {
    const option = splitOption(arg);
    if (option !== null && option.name.startsWith('--')) {
      const values = option.value === null ? [] : [option.value];
      options.set(option.name, [...(options.get(option.name) ?? []), ...values]);
      open = option.value === null && !GLOBAL_FLAGS.includes(option.name) ? option.name : null;
    } else if (open === null) operands.push(arg);
    else {
      options.get(open)?.push(arg);
      // Until service and operation are read, an option takes one value.
      if (GLOBAL_VALUED.includes(open) || operands.length < 2) open = null;
    }
  }
  const [service, operation, ...rest] = operands;
  if (service === undefined || operation === undefined) return null;
  const words = [knownText(service) ?? '', knownText(operation) ?? ''] as const;
  return { service: words[0], operation: words[1], operands: rest, options };
}
