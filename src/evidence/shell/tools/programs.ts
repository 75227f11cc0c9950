/** Programs of the source and of interpreters: what they call is in their own text, which is not read; said of those that may call AWS. */
import type { Invocation } from '../invocation.ts';
import { EMPTY, isKnown, knownText, type ShellText } from '../text.ts';
import { type Reading, unresolved } from './reading.ts';

interface Interpreter {
  /** Options that take a value and lead to no program. */
  readonly valued: readonly string[];
  /** Options whose value is the program's text. */
  readonly code: readonly string[];
  /** Programs that call no service. */
  readonly harmless: RegExp;
}

const AWS_IN_CODE = /\baws|boto|subprocess|child_process|os\.system|\bsystem\(|exec\(|spawn/i;

const PYTHON: Interpreter = {
  valued: ['-W', '-X', '-Q'],
  code: ['-c'],
  harmless: /(^|\/)(setup|get-pip|get-poetry|install-poetry|conftest)\.py$/,
};
const NODE: Interpreter = {
  valued: ['-r', '--require', '--import', '--loader', '--max-old-space-size', '-P', '--project'],
  code: ['-e', '-p', '--eval', '--print', '-pe'],
  harmless: /(^|\/)node_modules\//,
};
const SHORT: Interpreter = {
  valued: ['-I', '-r', '-d'],
  code: ['-e', '-r', '-n', '-ne', '-pe', '-pi', '-i', '-lne'],
  harmless: /(^|\/)(vendor\/bin|bin\/console$)|\.phar$/,
};

const INTERPRETERS: ReadonlyMap<string, Interpreter> = new Map(
  Object.entries<Interpreter>({
    python: PYTHON,
    python2: PYTHON,
    python3: PYTHON,
    pypy3: PYTHON,
    node: NODE,
    nodejs: NODE,
    'ts-node': NODE,
    tsx: NODE,
    ruby: SHORT,
    php: SHORT,
    perl: SHORT,
    Rscript: SHORT,
    groovy: SHORT,
    ...Object.fromEntries(
      `elixir escript julia lua tclsh ipython zx esno jiti babel-node coffee mono jbang scala amm kotlin nim`
        .split(' ')
        .map((name) => [name, SHORT]),
    ),
    pwsh: { valued: ['-ExecutionPolicy'], code: ['-Command', '-c'], harmless: /^$/ },
    powershell: { valued: ['-ExecutionPolicy'], code: ['-Command', '-c'], harmless: /^$/ },
  }),
);

/** Tools that Python runs as modules and that call no service. */
const HARMLESS_MODULES = new Set(
  `pip venv virtualenv ensurepip pytest unittest doctest compileall py_compile http.server json.tool build wheel flake8 mypy black ruff
  coverage pylint isort zipfile tarfile site sphinx pre_commit bandit tox nox pipenv poetry pip_audit safety cfn_lint yamllint
  setuptools_scm mkdocs timeit platform base64 uuid calendar this sysconfig trace cProfile`.split(/\s+/),
);

/** Whether commands of that name run programs of a source. */
export function isProgram(name: string): boolean {
  return name === 'java' || RUN.has(name) || interpreterOf(name) !== undefined;
}

const interpreterOf = (name: string) => INTERPRETERS.get(name.replace(/^(python\d)\.\d+$/, '$1'));

/** Null: the command runs no program of a source. */
export function programOf(invocation: Invocation): readonly Reading[] | null {
  const { name, args } = invocation;
  const interpreter = interpreterOf(name);
  if (interpreter !== undefined) return interpreted(invocation, interpreter);
  const words = args.map((arg) => knownText(arg) ?? '');
  if (name === 'java') return javaProgram(words);
  const run = RUN.get(name);
  return run === undefined ? null : run(words);
}

function interpreted(
  { name, args, stdin }: Invocation,
  { valued, code, harmless }: Interpreter,
): readonly Reading[] {
  for (let at = 0; at < args.length; at++) {
    const word = knownText(args[at] ?? { pieces: [], origins: [] });
    const next = args[at + 1];
    if (word === null) {
      const program = shown(args[at] ?? EMPTY);
      return harmless.test(program) ? [] : said(name, program);
    }
    if (
      /^--?(v|V|version|test|check|l|lint|help|h|m$)/.test(word) &&
      !(word === '-m' && /^python|^pypy/.test(name))
    )
      return [];
    if (word === '-m') return moduleOf(next === undefined ? '' : (knownText(next) ?? ''));
    if (word === '-') return stdin === null ? said(name, '-') : inlineCode(name, stdin);
    if (code.includes(word)) return next === undefined ? [] : inlineCode(name, next);
    if (valued.includes(word)) at++;
    else if (!word.startsWith('-'))
      return harmless.test(word) || isHarmlessTask(word, args, at) ? [] : said(name, word);
  }
  return stdin === null ? [] : inlineCode(name, stdin);
}

/** Frameworks' own runners, with what they do on the machine alone. */
function isHarmlessTask(program: string, args: readonly ShellText[], at: number): boolean {
  const task = knownText(args[at + 1] ?? { pieces: [], origins: [] }) ?? '';
  if (/(^|\/)manage\.py$/.test(program))
    return /^(test|check|makemigrations|compilemessages|makemessages)$/.test(task);
  if (program === 'artisan')
    return /^(test|key:generate|(config|route|view|cache|event|optimize):?\w*|package:discover)$/.test(task);
  return false;
}

/** A path of which a part is not known. */
const shown = ({ pieces }: ShellText) => pieces.map((piece) => (isKnown(piece) ? piece.text : '…')).join('');

function moduleOf(module: string): readonly Reading[] {
  return HARMLESS_MODULES.has(module) ? [] : said('python -m', module);
}

/** One line of code calls no service unless it names one, or another program. */
function inlineCode(name: string, code: ShellText): readonly Reading[] {
  const text = code.pieces.map((piece) => ('text' in piece ? piece.text : '')).join('');
  return AWS_IN_CODE.test(text) ? said(name, 'the program it is given') : [];
}

function said(name: string, program: string): readonly Reading[] {
  return [
    unresolved(`what \`${program}\` calls is in its own text, which \`${name}\` runs and which is not read`),
  ];
}

function javaProgram(words: readonly string[]): readonly Reading[] {
  if (words.some((word) => /^--?version$/.test(word))) return [];
  const jar = words.indexOf('-jar');
  if (jar >= 0) return said('java', words[jar + 1] ?? '');
  const main = words.find(
    (word, at) =>
      !word.startsWith('-') && !['-cp', '-classpath', '--class-path'].includes(words[at - 1] ?? ''),
  );
  return main === undefined ? [] : said('java', main);
}

const verb =
  (...verbs: readonly string[]) =>
  (name: string) =>
  (words: readonly string[]): readonly Reading[] => {
    const found = words.find((word) => !word.startsWith('-'));
    return found !== undefined && verbs.includes(found) ? said(name, `${name} ${found}`) : [];
  };

/** Null: its other tasks are no programs of the source, and are looked at as any command is. */
type RunReader = (words: readonly string[]) => readonly Reading[] | null;

/** Tasks that run programs of the source. */
const tasks =
  (name: string, programs: RegExp): RunReader =>
  (words) => {
    const task = words.find((word) => programs.test(word));
    return task === undefined ? null : said(name, `${name} ${task}`);
  };

const RUN: ReadonlyMap<string, RunReader> = new Map<string, RunReader>([
  ['go', verb('run')('go')],
  ['cargo', verb('run', 'xtask', 'make')('cargo')],
  ['swift', verb('run')('swift')],
  ['deno', verb('run', 'task')('deno')],
  ['dotnet', dotnetProgram],
  ['sbt', tasks('sbt', /^(?:[\w-]+\/)?run(?:Main)?(?: |$)/)],
  ['lein', tasks('lein', /^(?:run|trampoline)$/)],
  ['clojure', tasks('clojure', /^-[MTX]:/)],
  ['clj', tasks('clj', /^-[MTX]:/)],
  ['mix', tasks('mix', /^(?:run|eval)$/)],
  ['spark-submit', tasks('spark-submit', /[.](?:py|jar)$/)],
  ['papermill', tasks('papermill', /[.]ipynb$/)],
  ['jupyter', tasks('jupyter', /^--execute$/)],
  ['rails', tasks('rails', /^(?:runner|r|(?!db:(?:schema|test)|test|assets:clean)[\w-]+:[\w:-]+)$/)],
  ['mage', taskOf('mage', /^(test|lint|build)|^$/)],
  ['doit', taskOf('doit', /^(test|lint|build)|^$/)],
  ['poe', taskOf('poe', /^(test|lint|build|format|check)|^$/)],
  ['rake', taskOf('rake', /^(test|spec|lint|rubocop)/)],
  ['invoke', taskOf('invoke', /^(test|lint|build)/)],
  ['inv', taskOf('inv', /^(test|lint|build)/)],
  ['fab', taskOf('fab', /^(test|lint|build)/)],
]);

function dotnetProgram(words: readonly string[]): readonly Reading[] {
  const [first = ''] = words;
  if (first.endsWith('.dll') || ['run', 'script', 'fsi', 'exec'].includes(first))
    return said('dotnet', words[0] ?? '');
  if (
    /^(?:cake|nuke|fake)$/.test(first) &&
    !words.some((word) => /^(?:test|build|compile|clean)$/i.test(word))
  )
    return said('dotnet', `dotnet ${words.slice(0, 2).join(' ')}`);
  // Source: AWS Lambda .NET Core Global Tool: it packs on the machine, unless it is for a stack, whose code it uploads.
  if (first === 'lambda' && ['package', 'help', undefined].includes(words[1])) return [];
  return ['lambda', 'ecs', 'eb', 'beanstalk', 'aws'].includes(first)
    ? [
        unresolved(
          `the calls of \`dotnet ${first}\` cannot be read from its command line: what it deploys is in its own files`,
        ),
      ]
    : [];
}

function taskOf(name: string, harmless: RegExp): (words: readonly string[]) => readonly Reading[] {
  return (words) => {
    const task = words.find((word) => !word.startsWith('-')) ?? '';
    return harmless.test(task) || words.some((word) => /^--(version|list|tasks)$|^-[TlV]$/.test(word))
      ? []
      : said(name, `${name} ${task}`.trim());
  };
}
