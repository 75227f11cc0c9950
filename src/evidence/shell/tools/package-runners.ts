/** Runners of other commands that package managers bring along: `npx cdk`, `poetry run`, `python -m twine`. */
import type { Invocation } from '../invocation.ts';
import { EMPTY, knownText, literal } from '../text.ts';

/** Words before the command; an empty list: the command is the first operand. */
const RUNNERS: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ['npx', [[]]],
  ['bunx', [[]]],
  ['uvx', [[]]],
  ['yarn', [['dlx'], ['exec']]],
  ['pnpm', [['dlx'], ['exec']]],
  ['npm', [['exec'], ['x']]],
  ['poetry', [['run']]],
  ['pipenv', [['run']]],
  ['pdm', [['run']]],
  ['uv', [['run'], ['tool', 'run']]],
  ['pipx', [['run']]],
  ['bundle', [['exec']]],
]);

/** Modules of Python that are commands of another name. */
const MODULES: ReadonlyMap<string, string> = new Map([
  ['awscli', 'aws'],
  ['pip', 'pip'],
  ['twine', 'twine'],
  ['samcli', 'sam'],
]);

const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['aws-cdk', 'cdk'],
  ['aws-cli', 'aws'],
]);

const VALUED = [
  '-p',
  '--package',
  '--directory',
  '--project',
  '--python',
  '--with',
  '--from',
  '--env-file',
  '--extra',
  '--group',
  '-C',
  '-w',
];

/** The command that is run by the runner; null: it is none, or is given nothing to run. */
export function packageRunner(invocation: Invocation): Invocation | null {
  const { name, args } = invocation;
  const words = args.map((arg) => knownText(arg) ?? '');
  if (/^python[\d.]*$/.test(name) && words[0] === '-m') return moduleCommand(invocation, words[1] ?? '');
  const found = RUNNERS.get(name)?.find((before) => before.every((word, at) => words[at] === word));
  if (found === undefined) return null;
  let at = found.length;
  while (words[at]?.startsWith('-') === true) at += VALUED.includes(words[at] ?? '') ? 2 : 1;
  const command = knownText(args[at] ?? EMPTY)?.replace(/(?<=.)@[^/]*$/, '') ?? '';
  if (command === '') return null;
  const isFile = command.endsWith('.py') && name === 'uv';
  const inner = isFile ? 'python' : (PACKAGES.get(command) ?? command.split('/').at(-1) ?? command);
  return {
    ...invocation,
    name: inner,
    args: isFile ? [literal(command), ...args.slice(at + 1)] : args.slice(at + 1),
  };
}

function moduleCommand(invocation: Invocation, module: string): Invocation | null {
  const name = MODULES.get(module);
  return name === undefined ? null : { ...invocation, name, args: invocation.args.slice(2) };
}
