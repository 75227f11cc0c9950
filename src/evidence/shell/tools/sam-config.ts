/**
 * The configuration file of SAM. Comes in: a command with its options. Goes out: its options with those of the file, where the line gives
 * none. Never: a value of the file over one of the line. Source: AWS SAM Developer Guide, serverless-sam-cli-config (tables, formats,
 * precedence); aws-sam-cli, cli_config_file.py: the file lies beside the template, and a name that is given is looked for from there.
 */
import { plainToml } from '../../toml-document.ts';
import { fileSource } from '../files.ts';
import type { Invocation, SourceFile } from '../invocation.ts';
import { knownText, literal, type ShellText } from '../text.ts';
import { plainYaml, recordOf, scalarText } from './compose.ts';
import type { Options } from './options.ts';

const FILES = ['samconfig.toml', 'samconfig.yaml', 'samconfig.yml'];
const TEMPLATE = ['--template-file', '--template', '-t'];

export function withConfiguration(options: Options, verb: string, { file }: Invocation): Options {
  const environment = knownText(options.last('--config-env') ?? literal('default'));
  const found = configurationOf(options, file);
  if (environment === null || found === null) return options;
  const given = parametersIn(found, environment, verb);
  const ofFile = (names: readonly string[]) => names.find((name) => !options.has(name) && given.has(name));
  const all = (...names: readonly string[]): readonly ShellText[] => {
    if (options.has(...names)) return options.all(...names);
    return given.get(ofFile(names) ?? '') ?? [];
  };
  return {
    all,
    last: (...names) => all(...names).at(-1) ?? null,
    has: (...names) => options.has(...names) || ofFile(names) !== undefined,
    operands: options.operands,
  };
}

/** Null: there is none, or where it lies is not known. */
function configurationOf(options: Options, file: Invocation['file']): SourceFile | null {
  const template = knownText(options.last(...TEMPLATE) ?? literal(''));
  const named = options.last('--config-file');
  const names = named === null ? FILES : [knownText(named)];
  if (template === null) return null;
  const folder = template.slice(0, template.lastIndexOf('/') + 1);
  for (const name of names) {
    if (name === null) return null;
    const found = file(literal(name.startsWith('/') ? name : `${folder}${name}`));
    if (found !== null) return found;
  }
  return null;
}

/** The values of each option by its name; those of the command stand over those of all commands. */
function parametersIn(
  { path, text }: SourceFile,
  environment: string,
  verb: string,
): ReadonlyMap<string, readonly ShellText[]> {
  const tables = memberOf(/[.]ya?ml$/.test(path) ? plainYaml(text) : plainToml(text), environment);
  const ofAll = ['global', verb].flatMap((name) =>
    Object.entries(recordOf(memberOf(memberOf(tables, name), 'parameters'))),
  );
  const from = [fileSource(path)];
  return new Map(
    ofAll
      // A switch that is off is none.
      .filter(([, value]) => value !== false)
      .map(([key, value]) => [
        `--${key.replaceAll('_', '-')}`,
        valuesOf(value).map((one) => literal(one, from)),
      ]),
  );
}

/** Nothing of a switch. */
function valuesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(scalarText).filter((one) => one !== '');
  return value === true ? [] : [scalarText(value)];
}

/** Of data that others wrote: no member that every object has. */
function memberOf(value: unknown, name: string): unknown {
  const record = recordOf(value);
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
