/** Which targets of which projects a call of nx runs, and what it gives them. Source: Nx CLI reference, run, run-many. */
import { knownText, type ShellText } from '../text.ts';

interface Asked {
  readonly tasks: readonly {
    readonly project: string;
    readonly target: string;
    readonly configuration: string | null;
  }[];
  /** For the targets themselves. */
  readonly args: ReadonlyMap<string, string>;
}

const OPTION = /^--?([A-Za-z][\w-]*)(?:=([\s\S]*))?$/;

/** Options of nx itself, by what they choose; of the others those of a target remain. */
const PROJECTS = new Set(['p', 'project', 'projects']);
const TARGETS = new Set(['t', 'target', 'targets']);
const CONFIGURATION = new Set(['c', 'configuration']);
/** Nothing is run: what would be is shown. */
const ONLY_SHOWN = new Set(['graph', 'help', 'h']);
const OF_NX =
  /^(?:verbose|skip-?nx-?cache|skipNxCache|outputStyle|output-style|parallel|maxParallel|nxBail|nx-bail|exclude|all|runner|batch|tui|no-tui|noTui|prod|nxIgnoreCycles|y|yes)$/;

/** Null: it is no nx, or another command of it. */
export function askedOfNx(name: string, args: readonly ShellText[]): Asked | null {
  const known = args.map(knownText);
  const words = known.filter((word) => word !== null);
  if (words.length < known.length) return null;
  const at = words.indexOf('nx');
  const isRunner = /^(?:npx|yarn|pnpm|bunx|npm)$/.test(name);
  if (isRunner && at >= 0 && words.slice(0, at).every((word) => /^(?:exec|dlx|x|-.*)$/.test(word)))
    return callOf(words.slice(at + 1));
  return name === 'nx' ? callOf(words) : null;
}

function callOf(words: readonly string[]): Asked | null {
  const { plain, options } = apart(words);
  const [verb = '', ...rest] = plain;
  const chosen = (names: ReadonlySet<string>) =>
    options.flatMap(({ name, values }) => (names.has(name) ? values : [])).flatMap((one) => one.split(','));
  const own = options.filter(
    ({ name }) => !PROJECTS.has(name) && !TARGETS.has(name) && !CONFIGURATION.has(name) && !OF_NX.test(name),
  );
  const args = new Map(own.map(({ name, values }) => [name, values.join(' ') || 'true'] as const));
  if (options.some(({ name }) => ONLY_SHOWN.has(name))) return null;
  const isProd = options.some(({ name }) => name === 'prod');
  const [configuration = isProd ? 'production' : null] = chosen(CONFIGURATION);
  const [first = '', ...others] = rest;
  const [project = '', target = '', third = configuration] =
    verb === 'run' ? first.split(':') : [first, verb];
  if (verb === 'run-many') {
    const projects = chosen(PROJECTS);
    const tasks = chosen(TARGETS).flatMap((one) =>
      projects.map((each) => ({ project: each, target: one, configuration })),
    );
    return rest.length > 0 || projects.some((one) => /[*!:]/.test(one)) ? null : { tasks, args };
  }
  if (project === '' || target === '' || others.length > 0 || /^(?:affected|exec)$/.test(verb)) return null;
  return { tasks: [{ project, target, configuration: third }], args };
}

interface Option {
  readonly name: string;
  readonly values: readonly string[];
}

/** Lists of projects and targets may be words apart. */
function valuesBehind(name: string, words: readonly string[]): readonly string[] {
  const end = words.findIndex((word) => word.startsWith('-'));
  const values = end < 0 ? words : words.slice(0, end);
  if (PROJECTS.has(name) || TARGETS.has(name)) return values;
  return CONFIGURATION.has(name) || !OF_NX.test(name) ? values.slice(0, 1) : [];
}

function apart(words: readonly string[]) {
  const plain: string[] = [];
  const options: Option[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, name, glued] = OPTION.exec(word) ?? [];
    if (name === undefined) {
      plain.push(word);
      continue;
    }
    const values = glued === undefined ? valuesBehind(name, words.slice(at + 1)) : [glued];
    if (glued === undefined) at += values.length;
    options.push({ name, values });
  }
  return { plain, options };
}
