/** Runners of other commands that package managers bring along: `npx cdk`, `poetry run`, `python -m twine`. */
import { EMPTY, knownText, literal, type ShellText } from './text.ts';

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
  ['pytest', 'pytest'],
  ['twine', 'twine'],
  ['samcli', 'sam'],
  ['pipx', 'pipx'],
  ['poetry', 'poetry'],
  ['pipenv', 'pipenv'],
  ['pdm', 'pdm'],
  ['uv', 'uv'],
  ['ansible', 'ansible'],
]);

const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['aws-cdk', 'cdk'],
  ['aws-cli', 'aws'],
  ['dotenv-cli', 'dotenv'],
  ['awscli2', 'aws'],
  ['@aws-amplify/cli', 'amplify'],
  ['@aws-amplify/backend-cli', 'ampx'],
  ['@architect/architect', 'arc'],
  ['@semantic-release/cli', 'semantic-release'],
]);

const INSTALLED =
  /(?:^|\/)(?:node_modules\/(?:[.]bin|(?:@[\w.-]+\/)?[\w.-]+\/bin)|vendor\/bin)\/([\w-]+)(?:[.][cm]?js)?$/;

/** The program of a package that a path names; null: it is none of one. Source: Composer, vendor binaries; npm CLI docs, folders. */
export const installedProgram = (path: string): string | null => INSTALLED.exec(path)?.[1] ?? null;

/** Options of node that take a value of their own. */
const NODE_VALUED = /^(?:-r|--require|--import|--loader|-C|--conditions)$/;

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

/** The command that a runner runs, as its fields; null: it is no runner, or is given nothing to run. */
export function ledTo(name: string, args: readonly ShellText[]): readonly ShellText[] | null {
  const words = args.map((arg) => knownText(arg) ?? '');
  if (/^python[\d.]*$/.test(name) && words[0] === '-m') {
    const command = MODULES.get(words[1] ?? '');
    return command === undefined ? null : [literal(command), ...args.slice(2)];
  }
  // Source: Bun, bun run: a file is run as Node would.
  if (name === 'bun' && /[.][cm]?[jt]sx?$/.test(words[0] ?? '')) return [literal('node'), ...args];
  // Source: npm CLI docs, npm exec.
  const options = name === 'npx' ? 0 : name === 'npm' && /^(?:exec|x)$/.test(words[0] ?? '') ? 1 : null;
  const first = words.findIndex((word, at) => at >= (options ?? 0) && !/^-(?!c$|-call$)/.test(word));
  if (options !== null && words[first]?.startsWith('-') === true)
    return [literal('sh'), literal('-c'), args[first + 1] ?? EMPTY];
  // Source: Nix Reference Manual, nix run: a package is a program of its name.
  const [, nixPackage] =
    name === 'nix' && words[0] === 'run' ? (/^nixpkgs#([\w.-]+)$/.exec(words[1] ?? '') ?? []) : [];
  if (nixPackage !== undefined)
    return [literal(PACKAGES.get(nixPackage) ?? nixPackage), ...args.slice(words[2] === '--' ? 3 : 2)];
  // Source: The Cargo Book, custom subcommands.
  if (name === 'cargo' && words[0] === 'lambda') return [literal('cargo-lambda'), ...args.slice(1)];
  if (name === 'php' || name === 'node') {
    const at = words.findIndex(
      (word, index) => !word.startsWith('-') && !NODE_VALUED.test(words[index - 1] ?? ''),
    );
    const installed = installedProgram(words[at] ?? '');
    return installed === null ? null : [literal(installed), ...args.slice(at + 1)];
  }
  const found = RUNNERS.get(name)?.find((before) => before.every((word, at) => words[at] === word));
  if (found === undefined) return null;
  let at = found.length;
  while (words[at]?.startsWith('-') === true) at += VALUED.includes(words[at] ?? '') ? 2 : 1;
  const word = knownText(args[at] ?? EMPTY) ?? '';
  // A script of the source is run as it is; a package has a scope and a version that the command has not.
  const isPath = /^[.]{0,2}[/]/.test(word) || word.endsWith('.sh');
  const command = isPath ? word : word.replace(/(?<=.)@[^/]*$/, '');
  const named = args[at];
  // What it runs is not known, as where it stood alone.
  if (named !== undefined && knownText(named) === null) return [named, ...args.slice(at + 1)];
  if (command === '') return null;
  const rest = args.slice(at + 1);
  if (command.endsWith('.py') && name === 'uv') return [literal('python'), literal(command), ...rest];
  const inner = isPath ? command : (PACKAGES.get(command) ?? command.split('/').at(-1) ?? command);
  return [literal(inner), ...rest];
}

/** A program of a package that `yarn` and `pnpm` run by its name alone, where no script is called that; null: none that is known. */
export function binaryOf(
  name: string,
  args: readonly ShellText[],
  isTool: (name: string) => boolean,
): readonly ShellText[] | null {
  if (name !== 'yarn' && name !== 'pnpm' && name !== 'bun') return null;
  const at = args.findIndex((arg) => knownText(arg)?.startsWith('-') !== true);
  const word = knownText(args[at] ?? EMPTY) ?? '';
  return isTool(word) && !RUNNERS.has(word) ? args.slice(at) : null;
}
