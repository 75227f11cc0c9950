/** `docker compose`: which images it builds, pushes and pulls is said in its file. Source: Compose specification; docker compose reference. */
import { posix } from 'node:path';
import { isMap, isSeq } from 'yaml';
import { readYaml, YAML_BOUNDS } from '../../yaml-document.ts';
import { rememberTexts } from '#basics/remember.ts';
import { filled } from '../files/dockerfile.ts';
import { dotenvOf } from '../files/dotenv.ts';
import type { Invocation, SourceFile } from '../invocation.ts';
import { concat, EMPTY, knownText, literal, type ShellText, SOURCE_ROOT, unknown } from '../text.ts';
import { readImageBuild } from './build-files.ts';
import { fromWithin } from './containers.ts';
import { pullOf, pushOf } from './images.ts';
import { readOptions } from './options.ts';
import { type Reading, unresolved } from './reading.ts';

const FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const VERBS = ['build', 'push', 'pull', 'up', 'run', 'create'];
const UNREAD = 'the images of `docker compose` are named in its file, which was not read';

export function compose(invocation: Invocation): readonly Reading[] {
  const options = readOptions(invocation.args, [
    '-f',
    '--file',
    '-p',
    '--project-name',
    '--env-file',
    '--profile',
  ]);
  const [first = EMPTY, ...names] = options.operands;
  const verb = knownText(first) ?? '';
  if (!VERBS.includes(verb)) return [];
  const given = options.all('-f', '--file');
  const paths = given.length > 0 ? given : FILES.map((name) => literal(name));
  const files = paths.flatMap((path) => invocation.file(path) ?? []);
  if (files.length === 0 || (given.length > 0 && files.length < given.length)) return [unresolved(UNREAD)];
  const around = {
    values: valuesOf(invocation, options.all('--env-file'), files[0]),
    contents: invocation.contents,
  };
  const services = (given.length > 0 ? files : files.slice(0, 1)).flatMap((file) => servicesOf(file, around));
  if (services.length === 0) return [unresolved(UNREAD)];
  const wanted = names.flatMap((name) => knownText(name) ?? []);
  const isPushed = verb === 'push' || options.has('--push');
  const isStarted = (name: string) =>
    verb === 'run' ? name === wanted[0] : verb === 'up' && (wanted.length === 0 || wanted.includes(name));
  return services
    .filter(({ name }) => verb === 'run' || wanted.length === 0 || wanted.includes(name))
    .flatMap((service) => [
      ...readService(service, { verb, isPushed, invocation }),
      ...(isStarted(service.name)
        ? fromWithin(service.image ?? EMPTY, [...service.given, ...(verb === 'run' ? names : [])])
        : []),
    ]);
}

type Values = (name: string) => ShellText | null;

interface Around {
  readonly values: Values;
  readonly contents: Invocation['contents'];
}

/** What the environment sets goes before files of variables. Source: Docker, environment variables precedence in Compose. */
function valuesOf(
  { variable, contents }: Invocation,
  given: readonly ShellText[],
  file?: SourceFile,
): Values {
  const beside = literal(posix.join('/', posix.dirname(file?.path ?? ''), '.env'));
  const paths = given.length > 0 ? given : [concat([SOURCE_ROOT, beside])];
  const set = new Map(paths.flatMap((path) => dotenvOf(contents(path) ?? EMPTY)));
  return (name) => variable(name) ?? set.get(name) ?? null;
}

interface Service {
  readonly name: string;
  readonly image: ShellText | null;
  readonly build: ServiceBuild | null;
  /** What its container is given that may tell of AWS: variables of the build, mounted files, the command. */
  readonly given: readonly ShellText[];
}

interface ServiceBuild {
  readonly context: ShellText;
  readonly dockerfile: ShellText | null;
  readonly args: ReadonlyMap<string, ShellText>;
  readonly cacheFrom: readonly ShellText[];
  readonly cacheTo: readonly ShellText[];
}

interface Asked {
  readonly verb: string;
  readonly isPushed: boolean;
  readonly invocation: Invocation;
}

/** What has no `build` is pulled and never pushed; what has one is built, and pushed under its `image`. */
function readService({ image, build }: Service, { verb, isPushed, invocation }: Asked): readonly Reading[] {
  const isPulled = verb === 'pull' || (build === null && verb !== 'push' && verb !== 'build');
  if (isPulled) return image === null ? [] : pullOf(image);
  if (build === null) return [];
  const pushes = isPushed && image !== null ? pushOf(image) : [];
  const made = verb === 'push' ? [] : readImageBuild({ ...build, isInContext: true, pushes: [] }, invocation);
  return [...pushes, ...made];
}

/** Text over 1 MiB or with many aliases is refused by the parser or by us, and read as no services. */
const MOST_SERVICES = 200;

function servicesOf({ text, path }: SourceFile, { values, contents }: Around): readonly Service[] {
  const root = plainYaml(text);
  const services = Object.entries(recordOf(recordOf(root)['services']));
  const value = (name: string): ShellText =>
    values(name) ?? unknown(`\`${name}\` is not set where compose runs`);
  const fill = (part: unknown): ShellText | null => (typeof part === 'string' ? filled(part, value) : null);
  const read = (file: string) =>
    contents(concat([SOURCE_ROOT, literal(posix.join('/', posix.dirname(path), file))]));
  return services.slice(0, MOST_SERVICES).map(([name, service]) => {
    const { image, build } = recordOf(service);
    return {
      name,
      image: fill(image),
      build: buildOf(build, fill, values),
      given: givenTo(recordOf(service), read),
    };
  });
}

/** Credentials that are written out are those of something else, as of a stand-in for AWS. */
function givenTo(
  service: Readonly<Record<string, unknown>>,
  read: (path: string) => ShellText | null,
): readonly ShellText[] {
  const { environment, env_file: files, volumes, command, entrypoint } = service;
  const passed = Array.isArray(environment)
    ? environment.map(scalarText).filter((entry) => !entry.includes('=') || entry.includes('$'))
    : Object.entries(recordOf(environment)).flatMap(([name, value]) =>
        value === null || scalarText(value).includes('$') ? [name] : [],
      );
  const words = [volumes, command, entrypoint].flatMap((part) => (Array.isArray(part) ? part : [part]));
  const fromFiles = [files].flat().flatMap((file) => read(scalarText(recordOf(file)['path'] ?? file)) ?? []);
  return [...[...passed, ...words.map(scalarText)].map((word) => literal(word)), ...fromFiles];
}

type Fill = (part: unknown) => ShellText | null;

function buildOf(build: unknown, fill: Fill, variable: Values): ServiceBuild | null {
  if (build === undefined || build === null) return null;
  const given = typeof build === 'string' ? { context: build } : recordOf(build);
  const list = (part: unknown) => (Array.isArray(part) ? part : []).flatMap((one) => fill(one) ?? []);
  return {
    context: fill(given['context']) ?? literal('.'),
    dockerfile: fill(given['dockerfile']),
    args: argsOf(given['args'], fill, variable),
    cacheFrom: list(given['cache_from']),
    cacheTo: list(given['cache_to']),
  };
}

/** A map, or a list of `NAME=VALUE`; a name alone takes the environment's value. */
function argsOf(args: unknown, fill: Fill, variable: Values): ReadonlyMap<string, ShellText> {
  const pairs = Array.isArray(args)
    ? args.map((arg) => /^(\w+)(?:=([\s\S]*))?$/.exec(scalarText(arg))?.slice(1) ?? [])
    : Object.entries(recordOf(args)).map(([name, value]) => [
        name,
        value === null ? undefined : scalarText(value),
      ]);
  return new Map(
    pairs.flatMap(([name = '', value]) => {
      const text = value === undefined ? variable(name) : fill(value);
      return text === null ? [] : [[name, text] as const];
    }),
  );
}

/** YAML writes numbers and switches without quotes; anything larger is no value of an argument. */
export function scalarText(value: unknown): string {
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isScalar ? `${value}` : '';
}

/** Plain data, or null where the text is no YAML, or one made to be large. A file that many commands read is parsed once. */
export function plainYaml(text: string): unknown {
  return text.length > YAML_BOUNDS.characters ? null : ofYaml(text, () => parsed(text));
}

const ofYaml = rememberTexts<unknown>(YAML_BOUNDS.characters);

function parsed(text: string): unknown {
  const read = readYaml(text);
  if (!read.ok) return null;
  const { document } = read.value;
  const isReadable = document.errors.length === 0 && (isMap(document.contents) || isSeq(document.contents));
  try {
    return isReadable ? (document.toJS({ maxAliasCount: YAML_BOUNDS.aliases }) as unknown) : null;
  } catch {
    // Too many aliases.
    return null;
  }
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? (value as Readonly<Record<string, unknown>>) : {};
}
