/**
 * `semantic-release`: the commands that its configuration names for `@semantic-release/exec`, and the plugins that may call AWS. Comes in:
 * the command. Null: it is another tool, or its configuration cannot be read. Source: semantic-release, configuration; the README of
 * @semantic-release/exec: commands are Lodash templates.
 */
import { readYaml, YAML_BOUNDS } from '../yaml-document.ts';
import { fileOf } from './files.ts';
import { parsed } from './json-text.ts';
import { type Called, runText, type Running } from './scripts.ts';
import { NOTHING, type Outcome, type Shell } from './shell.ts';
import { concat, knownText, literal, type ShellText, unknownWord } from './text.ts';
import { recordOf } from './tools/compose.ts';

const AS_DATA = ['.releaserc', '.releaserc.json', '.releaserc.yaml', '.releaserc.yml'];
const AS_PROGRAM = ['.js', '.cjs', '.mjs', '.ts'].flatMap((ending) => [
  `.releaserc${ending}`,
  `release.config${ending}`,
]);

/** In the order of the steps of a release; behind the first four nothing happens in a dry run. */
const STEPS = ['verifyConditions', 'analyzeCommits', 'verifyRelease', 'generateNotes'] as const;
const WET_STEPS = ['prepare', 'addChannel', 'publish', 'success', 'fail'] as const;

const CALLER =
  /@semantic-release\/exec|(?:^|[^a-z])(?:aws|s3|ecr|ecs|lambda|docker|helm|codeartifact|serverless|cdk)(?:[^a-z]|$)/i;

export function runSemanticRelease(shell: Shell, { name, args, running }: Called): Outcome | null {
  const words = args.map(knownText);
  // The tool of the same name for Python has commands.
  if (name !== 'semantic-release' || words.some((word) => word?.startsWith('-') === false)) return null;
  const place = { frame: running.step.frame, listener: shell.listener };
  const read = (path: string): string | null => fileOf(place, literal(path))?.text ?? null;
  const program = firstOf(AS_PROGRAM, read);
  if (program !== null) return CALLER.test(program) ? null : NOTHING;
  const configuration = configurationIn(read);
  if (configuration === null || configuration['extends'] !== undefined) return null;
  for (const plugin of listOf(configuration['plugins'])) {
    const [called, options] = Array.isArray(plugin) ? listOf(plugin) : [plugin];
    if (called === '@semantic-release/exec')
      runSteps(shell, recordOf(options), {
        running,
        isDry: words.includes('--dry-run') || words.includes('-d'),
      });
    else if (typeof called === 'string' && CALLER.test(called)) {
      const why = `what the plugin \`${called}\` of semantic-release calls is not read`;
      shell.listener.unresolved(running.step.unit.place(running.command.pos), running.text, why);
    }
  }
  return NOTHING;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function runSteps(
  shell: Shell,
  options: Readonly<Record<string, unknown>>,
  { running, isDry }: { readonly running: Running; readonly isDry: boolean },
): void {
  for (const step of isDry ? STEPS : [...STEPS, ...WET_STEPS]) {
    const command = options[`${step}Cmd`];
    const { frame } = running.step;
    if (typeof command === 'string')
      shell.nested(running.step, running.text, () =>
        runText(shell, templateOf(command), { running, frame: frame.program() }),
      );
  }
}

/** Each `${…}` and `<%= … %>` is a value of the release. */
function templateOf(command: string): ShellText {
  const value = unknownWord('it is a value of the release');
  return concat(
    command
      .split(/\$\{[^}]*\}|<%=.*?%>/)
      .flatMap((text, at) => (at === 0 ? [literal(text)] : [value, literal(text)])),
  );
}

/** The text of the first that is there. */
function firstOf(paths: readonly string[], read: (path: string) => string | null): string | null {
  for (const path of paths) {
    const text = read(path);
    if (text !== null) return text;
  }
  return null;
}

/** Null: none was found, or it cannot be read. */
function configurationIn(read: (path: string) => string | null): Readonly<Record<string, unknown>> | null {
  const text = firstOf(AS_DATA, read);
  if (text === null) {
    const release = recordOf(parsed(read('package.json') ?? '')?.json ?? null)['release'];
    return release === undefined ? null : recordOf(release);
  }
  const yaml = readYaml(text);
  return yaml.ok && yaml.value.document.errors.length === 0
    ? recordOf(yaml.value.document.toJS({ maxAliasCount: YAML_BOUNDS.aliases }))
    : null;
}
