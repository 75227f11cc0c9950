/**
 * Package managers, where they read from or publish to CodeArtifact, and what they fetch over git from CodeCommit. A public registry
 * asks for nothing of IAM. Source: CodeArtifact User Guide, the page of each package manager.
 */
import type { Invocation } from '../invocation.ts';
import { PACKAGE_VALUED } from '../package-lifecycle.ts';
import { knownPrefix, knownText, literal, type ShellText } from '../text.ts';
import {
  type FoundRepository,
  type Purpose,
  repositoriesIn,
  repositoriesOfFiles,
  repositoryUses,
  TOKEN_HELPER,
  tokenFor,
} from './codeartifact.ts';
import { codeCommitCall } from './git.ts';
import { unknownDestination } from './jvm-tasks.ts';
import type { ToolMemory } from './memory.ts';
import { optionNames, readOptions } from './options.ts';
import { type Reading, type ToolReader, unresolved } from './reading.ts';

interface PackageManager {
  readonly format: string;
  /** By the operands. Null: it asks no registry. */
  readonly purpose: (words: readonly string[]) => Purpose | null;
  /** Files that may name the registry. */
  readonly files: readonly string[];
  /** Variables that may name it. */
  readonly variables: readonly string[];
  /** Options that name another registry than the one that is set up. */
  readonly elsewhere: readonly string[];
}

const of = (publish: readonly string[], read: readonly string[]) => (words: readonly string[]) => {
  const said = (list: readonly string[]) => list.some((verb) => `${words.join(' ')} `.startsWith(`${verb} `));
  if (said(publish)) return 'publish';
  return said(read) ? 'read' : null;
};

const NPM = {
  format: 'npm',
  files: ['.npmrc', '.yarnrc.yml', '.yarnrc'],
  variables: ['NPM_CONFIG_REGISTRY', 'npm_config_registry', 'YARN_NPM_REGISTRY_SERVER'],
  elsewhere: ['--registry'],
};
const PYTHON = {
  format: 'pypi',
  files: ['pip.conf', 'pyproject.toml', 'Pipfile', 'uv.toml'],
  variables: optionNames(`
    TWINE_REPOSITORY_URL PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_INDEX_URL UV_DEFAULT_INDEX UV_EXTRA_INDEX_URL UV_PUBLISH_URL
  `),
  elsewhere: ['--repository-url', '--index-url', '-i', '--publish-url', '--default-index'],
};
const MAVEN = {
  format: 'maven',
  files: optionNames(`
    pom.xml settings.xml .mvn/settings.xml ci/settings.xml build.gradle build.gradle.kts settings.gradle settings.gradle.kts
  `),
  variables: [],
  elsewhere: [],
};
const NUGET = {
  format: 'nuget',
  files: ['nuget.config', 'NuGet.Config', 'NuGet.config'],
  variables: [],
  elsewhere: ['--source', '-s', '-Source'],
};

const MANAGERS: ReadonlyMap<string, PackageManager> = new Map(
  Object.entries<PackageManager>({
    npm: { ...NPM, purpose: of(['publish'], ['install', 'i', 'ci', 'add', 'update', 'install-ci-test']) },
    pnpm: { ...NPM, purpose: of(['publish'], ['install', 'i', 'add', 'update']) },
    yarn: {
      ...NPM,
      purpose: (words) =>
        words.length === 0
          ? 'read'
          : of(['publish', 'npm publish', 'workspaces foreach npm publish'], ['install', 'add'])(words),
    },
    pip: { ...PYTHON, purpose: of([], ['install', 'download', 'wheel']) },
    pip3: { ...PYTHON, purpose: of([], ['install', 'download', 'wheel']) },
    uv: { ...PYTHON, purpose: of(['publish'], ['pip install', 'sync', 'add', 'lock', 'pip sync']) },
    poetry: { ...PYTHON, purpose: of(['publish'], ['install', 'add', 'update', 'lock']) },
    pipenv: { ...PYTHON, purpose: of([], ['install', 'sync', 'update']) },
    twine: { ...PYTHON, purpose: of(['upload'], []) },
    dotnet: { ...NUGET, purpose: of(['nuget push'], ['restore', 'build', 'publish', 'test', 'pack', 'add']) },
    nuget: { ...NUGET, purpose: of(['push'], ['restore', 'install']) },
    mvn: { ...MAVEN, purpose: mavenPurpose },
    mvnw: { ...MAVEN, purpose: mavenPurpose },
    gradle: { ...MAVEN, purpose: gradlePurpose },
    gradlew: { ...MAVEN, purpose: gradlePurpose },
    cargo: {
      format: 'cargo',
      files: ['.cargo/config.toml', '.cargo/config'],
      variables: [],
      elsewhere: [],
      purpose: of(['publish'], ['build', 'fetch', 'test', 'check', 'install', 'run', 'clippy']),
    },
    swift: {
      format: 'swift',
      files: ['.swiftpm/configuration/registries.json'],
      variables: [],
      elsewhere: [],
      purpose: of(['package-registry publish'], ['build', 'test', 'package resolve']),
    },
    gem: {
      format: 'ruby',
      files: [],
      variables: ['RUBYGEMS_HOST'],
      elsewhere: ['--host'],
      purpose: of(['push'], ['install']),
    },
    bundle: {
      format: 'ruby',
      files: ['Gemfile'],
      variables: [],
      elsewhere: [],
      purpose: of([], ['install', 'update']),
    },
  }),
);

function mavenPurpose(words: readonly string[]): Purpose | null {
  if (words.some((word) => /^deploy(:|$)|maven-deploy-plugin.*:deploy|^release:perform/.test(word)))
    return 'publish';
  return words.length > 0 ? 'read' : null;
}

function gradlePurpose(words: readonly string[]): Purpose | null {
  const publishes = words.some((word) => /^[\w:-]*\bpublish(?!ToMavenLocal)\w*$/.test(word));
  if (publishes) return 'publish';
  return words.length > 0 ? 'read' : null;
}

export function isPackageManager(name: string): boolean {
  return MANAGERS.has(name);
}

const VALUED = optionNames(`
  --repository -r --repository-url --registry --index-url -i --extra-index-url --source -s -Source --api-key -k --settings -f --file
  --requirement -u --username -p --password --config-file --tag --access --prefix --configuration -c --output -o --framework
  --publish-url --default-index --index --host --skip-existing-url --workspace -w --manifest-path
`);
const JVM_VALUED = ['-s', '--settings', '-f', '--file', '-P', '-pl', '-p', '-b', '--build-file'];
/** What \`-r\` names for pip is a file of requirements, for twine and poetry a repository. */
const REPOSITORY_NAMES = new Set(['codeartifact']);

export const packageManager: ToolReader = (invocation, place, memory) => {
  const manager = MANAGERS.get(invocation.name);
  if (manager === undefined) return [];
  const isOfJvm = /^(mvnw?|gradlew?)$/.test(invocation.name);
  const valued = isOfJvm ? JVM_VALUED : manager.format === 'npm' ? PACKAGE_VALUED : VALUED;
  const options = readOptions(invocation.args, valued);
  const words = options.operands.map((word) => knownText(word) ?? '');
  remember(invocation, memory);
  const purpose = manager.purpose(words);
  if (purpose === null) return [];
  const given = invocation.args.map(textOf).join(' ');
  const settings = [options.last('-s', '--settings'), options.last('-f', '--file')];
  const requirements = /^(pip3?|uv)$/.test(invocation.name) ? options.all('-r', '--requirement') : [];
  const commit = [...invocation.args, ...addressesIn(requirements, invocation)].flatMap((address) =>
    codeCommitCall(address, 'GitPull', { variable: invocation.variable, place }),
  );
  const isNamed = options.has(...manager.elsewhere) && repositoriesIn(given).length === 0;
  const isOther = isNamed && !isSetUp(options.last(...manager.elsewhere), manager, memory);
  const named = /^(twine|poetry)$/.test(invocation.name)
    ? knownText(options.last('-r', '--repository') ?? literal('codeartifact'))
    : 'codeartifact';
  if (isOther || (named !== null && !REPOSITORY_NAMES.has(named))) return commit;
  const search = {
    manager,
    purpose,
    given,
    files: [...requirements, ...settings].filter((file) => file !== null),
  };
  const reads =
    purpose === 'publish' && RESOLVES.has(manager.format) ? whatItResolves(search, invocation, memory) : [];
  const token = memory.takesPackageToken ? repositoriesOf(search, invocation, memory) : [];
  return [
    ...commit,
    ...token.flatMap((one) => tokenFor(one, invocation, place)),
    ...registryReadings(search, invocation, memory),
    ...reads,
  ];
};

/** Formats whose publishing is the last step of a build, which fetches what it depends on. */
const RESOLVES: ReadonlySet<string> = new Set(['maven']);

function whatItResolves(search: Search, invocation: Invocation, memory: ToolMemory): readonly Reading[] {
  const found = repositoriesOf({ ...search, purpose: 'read' }, invocation, memory);
  return found.flatMap((one) => repositoryUses(one, 'read'));
}

/** A source that \`dotnet nuget push --source\` takes by its name. */
function isSetUp(value: ShellText | null, { format }: PackageManager, memory: ToolMemory): boolean {
  const name = value === null ? null : knownText(value);
  if (name === null) return true;
  const known = memory.packages.get(format);
  return known !== undefined && !/^https?:/.test(name);
}

interface Search {
  readonly manager: PackageManager;
  readonly purpose: Purpose;
  readonly given: string;
  readonly files: readonly ShellText[];
}

function registryReadings(search: Search, invocation: Invocation, memory: ToolMemory): readonly Reading[] {
  const { manager, purpose } = search;
  const found = repositoriesOf(search, invocation, memory);
  if (purpose === 'publish' && found.length > 1)
    return [unresolved(`\`${invocation.name}\` publishes to one of several repositories of CodeArtifact`)];
  if (found.length > 0) return found.flatMap((one) => repositoryUses(one, purpose));
  const isOther = ['maven', 'cargo', 'ruby'].includes(manager.format) || purpose === 'publish';
  if (!memory.hasPackageToken && manager.format === 'maven' && purpose === 'publish')
    return unknownDestination(
      invocation,
      search.files.map((path) => knownText(path) ?? ''),
    );
  if (!memory.hasPackageToken || !isOther) return [];
  return [
    unresolved(
      `\`${invocation.name}\` ${purpose === 'read' ? 'reads from' : 'publishes to'} a repository of CodeArtifact that files outside of the source's text name`,
    ),
  ];
}

function repositoriesOf(
  { manager, purpose, given, files }: Search,
  invocation: Invocation,
  memory: ToolMemory,
): readonly FoundRepository[] {
  const { format } = manager;
  const isOfFormat = (one: FoundRepository) => one.format === format;
  const onCommandLine = repositoriesIn(given).filter(isOfFormat);
  if (onCommandLine.length > 0) return onCommandLine;
  const variables = manager.variables
    .map((name) => textOf(invocation.variable(name) ?? literal('')))
    .join(' ');
  const inVariables = repositoriesIn(variables).filter(isOfFormat);
  if (inVariables.length > 0) return inVariables;
  const known = memory.packages.get(format);
  if (known !== undefined) return [{ ...known, format }];
  const read = [...files, ...manager.files.map((name) => literal(name))].map((path) => invocation.file(path));
  return repositoriesOfFiles(read, { format, purpose });
}

/** Lines of files of requirements that are addresses. */
function addressesIn(files: readonly ShellText[], { file }: Invocation): readonly ShellText[] {
  return files
    .flatMap((path) => file(path)?.text.split('\n') ?? [])
    .flatMap((line) => /(?:^|\s|@\s*)(git\+\S+)/.exec(line.replace(/(^|\s)#.*$/, ''))?.[1] ?? [])
    .map((address) => literal(address));
}

/** `npm config set registry URL` and its kin: what a later command goes by. */
function remember({ name, args }: Invocation, memory: ToolMemory): void {
  const text = args.map(textOf).join(' ');
  if (TOKEN_HELPER.test(text)) memory.takesPackageToken = true;
  if (!/\b(config|source)\b/.test(text)) return;
  for (const { format, ...repository } of repositoriesIn(text)) memory.packages.set(format, repository);
  const isPublic = /https?:\/\/(registry\.npmjs\.org|pypi\.org|api\.nuget\.org)/.test(text);
  const format = MANAGERS.get(name)?.format;
  if (isPublic && format !== undefined) memory.packages.delete(format);
}

/** A text with what is not known of it left out. */
function textOf(text: ShellText): string {
  return text.pieces.map((piece) => ('text' in piece ? piece.text : '\0')).join('') || knownPrefix(text);
}
