/**
 * Configuration files laid under a command line. Comes in: the command about to run. Goes out: its options, and the environment, with
 * what the files say where neither said anything. Order: option, environment, file of the source (which only narrows), the person's file.
 */
import type { Command } from 'commander';
import { ok, type Result } from '#basics/result.ts';
import { safeLine } from '#render/terminal-text.ts';
import { EXIT } from '#render/exit-codes.ts';
import { configFolder } from '../folders.ts';
import type { Problem } from '#render/problem.ts';
import { talkAs } from '../talk.ts';
import type { Terminal } from '../terminal.ts';
import { choose } from './chosen.ts';
import { ownConfigFile, repositoryConfigFile } from './files.ts';
import type { ReadConfig } from './read-config.ts';
import type { Config } from './schema.ts';

/** A setting and who made it. */
interface Made {
  readonly name: keyof Config;
  readonly by: string;
}

/** Null: all was well, or nothing is configured. */
export async function configure(command: Command, terminal: Terminal): Promise<Problem | null> {
  const files = { own: ownConfigFile(configFolder()), repository: repositoryConfigFile(process.cwd()) };
  const read = files.own === null && files.repository === null ? ok(NO_FILE) : await readFiles(files);
  if (!read.ok) return unusable(read.error);
  const { own, repository } = read.value;
  for (const why of repository?.refused ?? [])
    terminal.say(`${terminal.notePaint.warn('warning')} ${safeLine(`${repository?.file}: ${why}`, 400)}`);
  const config = { ...own?.config, ...repository?.config };
  const made = lay(config, command);
  const isMade = (name: keyof Config): boolean => made.some((one) => one.name === name);
  const names = Object.keys(config) as (keyof Config)[];
  choose({ bySource: names.filter((name) => repository?.config[name] !== undefined && !isMade(name)) });
  const tell = (text: string): void => terminal.verbose(terminal.notePaint.dim(safeLine(text, 400)));
  for (const { name, by } of made) tell(`${name}: ${by}`);
  for (const name of names) if (!isMade(name)) tell(`${name}: ${sourceOf(name, own, repository)}`);
  if (config.region === undefined && !isMade('region')) tell('region: what the AWS profile says');
  return null;
}

interface Files<File> {
  readonly own: File | null;
  readonly repository: File | null;
}

const NO_FILE: Files<ReadConfig> = { own: null, repository: null };

async function readFiles({ own, repository }: Files<string>): Promise<Result<Files<ReadConfig>, string>> {
  const { readOwnConfig, readRepositoryConfig } = await import('./read-config.ts');
  const read = readOwnConfig(own);
  return read.ok ? ok({ own: read.value, repository: readRepositoryConfig(repository) }) : read;
}

function unusable(why: string): Problem {
  return {
    message: safeLine(why, 400),
    help: 'mend that file, or move it away; docs/configuration.md says what may stand in it',
    exit: EXIT.invalidInput,
  };
}

function sourceOf(name: keyof Config, own: ReadConfig | null, repository: ReadConfig | null): string {
  const from = repository?.config[name] === undefined ? own : repository;
  return `\`${JSON.stringify(from?.config[name])}\`, by ${from?.file}`;
}

const PROFILES = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'];

/** Lays each under what is set already; gives what an option or the environment says instead, of region and profile in any case. */
function lay(config: Config, command: Command): readonly Made[] {
  const program = command.parent ?? command;
  const made: Made[] = [];
  const isByOption = (name: keyof Config): boolean => {
    const holder = program.getOptionValueSource(name) === undefined ? command : program;
    const isSet = holder.getOptionValueSource(name) === 'cli' && name !== 'confirm';
    if (isSet) made.push({ name, by: 'an option' });
    return isSet;
  };
  const set = (name: keyof Config, value: unknown): void => {
    const isTaken = command.options.some((option) => option.attributeName() === name);
    if (isTaken && !isByOption(name)) command.setOptionValueWithSource(name, value, 'config');
  };
  const underEnvironment = (name: keyof Config, variables: readonly string[], use: () => void): void => {
    const variable = variables.find((one) => process.env[one]);
    if (isByOption(name)) return;
    if (variable === undefined) use();
    else made.push({ name, by: `the environment, ${variable}` });
  };
  const { $schema: _, region, profile, color, quiet, confirm, project, accounts, ...plain } = config;
  underEnvironment('region', ['AWS_REGION', 'AWS_DEFAULT_REGION'], () => {
    if (region !== undefined) process.env['AWS_REGION'] = region;
  });
  if (accounts !== undefined)
    underEnvironment('accounts', ['AWS_ACCESS_KEY_ID', ...PROFILES], () => choose({ accounts }));
  underEnvironment('profile', PROFILES, () => {
    if (profile !== undefined) process.env['AWS_PROFILE'] = profile;
  });
  if (color !== undefined) underEnvironment('color', ['NO_COLOR', 'FORCE_COLOR'], () => talkAs({ color }));
  if (quiet !== undefined && !isByOption('quiet')) talkAs({ quiet });
  for (const [name, value] of Object.entries(plain)) set(name as keyof Config, value);
  if (confirm !== undefined) set('confirm', [...(command.getOptionValue('confirm') ?? []), ...confirm]);
  if (project !== undefined) choose({ project });
  return made;
}
