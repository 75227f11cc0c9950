/** Builders that push by themselves: kaniko, jib, pack, buildctl, ko. Source: each tool's own documentation. */
import type { Invocation } from '../invocation.ts';
import { concat, EMPTY, knownPrefix, knownText, literal, type ShellText, withoutPrefix } from '../text.ts';
import { baseImages, buildArgs, readImageBuild } from './build-files.ts';
import { pullOf, pushOf, registryReference } from './images.ts';
import { isOn, readOptions, splitOption } from './options.ts';
import { type Reading, unresolved } from './reading.ts';

/** Where a path of the program is on the machine; null: nowhere that is known. */
export type OnMachine = (path: ShellText) => ShellText | null;

/** With `--cache` and no `--cache-repo`, the cache is the repository `DESTINATION/cache`. */
export function kaniko(
  { args, file, variable }: Invocation,
  onMachine: OnMachine = (path) => path,
): readonly Reading[] {
  const options = readOptions(args, [
    '--destination',
    '-d',
    '--cache-repo',
    '--context',
    '-c',
    '--dockerfile',
    '-f',
    '--build-arg',
  ]);
  const isPushed = !isOn(options, '--no-push');
  const destinations = options.all('--destination', '-d');
  const cache = isOn(options, '--cache')
    ? (options.last('--cache-repo') ?? inferredCache(destinations[0]))
    : null;
  const pushesCache = cache !== null && !isOn(options, '--no-push-cache');
  return [
    ...(isPushed ? destinations.flatMap((destination) => pushOf(destination)) : []),
    ...(pushesCache ? pushOf(cache, { readsBack: true }) : []),
    ...(cache === null ? [] : pullOf(cache)),
    ...baseImages(
      {
        ...kanikoFiles(options.last('--context', '-c'), options.last('--dockerfile', '-f'), onMachine),
        args: buildArgs(options.all('--build-arg'), variable),
      },
      file,
    ),
  ];
}

/** The context is a folder, `dir://` before it or not, unless it is an archive or a repository. Source: kaniko, README, Build Contexts. */
function kanikoFiles(given: ShellText | null, dockerfile: ShellText | null, onMachine: OnMachine) {
  const named = given ?? literal('/workspace');
  const isFolder = knownPrefix(named).startsWith('dir://');
  const folder = isFolder ? withoutPrefix(named, 'dir://'.length) : named;
  const isArchive = /^\w+:\/\//.test(knownPrefix(folder));
  const isAbsolute = dockerfile !== null && knownPrefix(dockerfile).startsWith('/');
  return {
    context: isArchive ? folder : (onMachine(folder) ?? literal('-')),
    dockerfile: isAbsolute ? (onMachine(dockerfile) ?? dockerfile) : dockerfile,
    isInContext: !isAbsolute,
  };
}

function inferredCache(destination: ShellText | undefined): ShellText | null {
  if (destination === undefined) return null;
  const prefix = knownPrefix(destination);
  const slash = prefix.indexOf('/');
  const colon = slash < 0 ? -1 : prefix.slice(slash).search(/[:@]/);
  if (colon >= 0) return literal(`${prefix.slice(0, slash + colon)}/cache`, destination.origins);
  return concat([destination, literal('/cache')]);
}

/** What options of one of these names are given. */
const given = (args: readonly ShellText[], ...names: readonly string[]): readonly ShellText[] =>
  args.flatMap((arg) => {
    const option = splitOption(arg);
    return names.includes(option?.name ?? '') && option?.value ? [option.value] : [];
  });

/** `mvn spring-boot:build-image`, `gradle bootBuildImage`. Source: Spring Boot's Maven and Gradle plugins, packaging OCI images. */
function springBoot(args: readonly ShellText[]): readonly Reading[] {
  const isAny = (pattern: RegExp) => args.some((arg) => pattern.test(knownText(arg) ?? ''));
  const pushes = isAny(/\b(?:spring-boot:build-image|bootBuildImage)\b/) && isAny(/publish(?:Image|=true)/);
  if (!pushes) return [];
  const named = given(args, '-Dspring-boot.build-image.imageName', '--imageName');
  return named.length > 0
    ? named.flatMap((image) => pushOf(image))
    : [unresolved('the image that Spring Boot pushes is named in the file of the build')];
}

/** `mvn jib:build -Dimage=…`, `gradle jib --image=…`; without either the build's own file names the image. */
export function jib({ args, file }: Invocation): readonly Reading[] {
  const spring = springBoot(args);
  if (spring.length > 0) return spring;
  const pushes = args.some((arg) =>
    /^(:?[\w:-]*:)?jib(:build)?$|jib-maven-plugin:([\d.]+:)?build$/.test(knownText(arg) ?? ''),
  );
  if (!pushes) return [];
  const named = given(args, '-Dimage', '-Djib.to.image', '--image');
  if (named.length > 0) return named.flatMap((image) => pushOf(image));
  const text = ['pom.xml', 'build.gradle', 'build.gradle.kts']
    .map((name) => file(literal(name))?.text ?? '')
    .join('\n');
  const written = /<to>\s*<image>\s*([^<\s]+)\s*<\/image>|\bto\s*\{\s*image\s*=\s*["']([^"']+)["']/.exec(
    text,
  );
  const image = written?.[1] ?? written?.[2] ?? '$';
  return image.includes('$')
    ? [
        unresolved(
          'the image that jib pushes is named in the file of the build, by a value that is not followed',
        ),
      ]
    : pushOf(literal(image));
}

/** `buildctl build --output type=image,name=…,push=true`, with caches as buildx has them. */
export function buildctl(invocation: Invocation): readonly Reading[] {
  const valued = [
    '--frontend',
    '--local',
    '--opt',
    '--output',
    '-o',
    '--export-cache',
    '--import-cache',
    '--secret',
    '--ssh',
    '--progress',
    '--addr',
    '--metadata-file',
    '--tlscacert',
    '--tlscert',
    '--tlskey',
    '--trace',
  ];
  const options = readOptions(invocation.args, valued);
  if (!['build', 'b'].includes(knownText(options.operands[0] ?? EMPTY) ?? '')) return [];
  const outputs = options
    .all('--output', '-o')
    .filter((value) => /(^|,)(push=true|type=registry)(,|$)/.test(textOf(value)));
  const build = {
    context: settingOf(options.all('--local'), 'context=') ?? literal('.'),
    dockerfile: settingOf(options.all('--opt'), 'filename='),
    isInContext: true,
    args: new Map<string, ShellText>(),
    cacheFrom: options.all('--import-cache'),
    cacheTo: options.all('--export-cache'),
    pushes: outputs.flatMap(namesOf),
  };
  return readImageBuild(build, invocation);
}

function settingOf(values: readonly ShellText[], prefix: string): ShellText | null {
  const found = values.find((value) => knownPrefix(value).startsWith(prefix));
  return found === undefined ? null : withoutPrefix(found, prefix.length);
}

/** Several names stand between quotes: `"name=a,b"`. */
function namesOf(output: ShellText): readonly ShellText[] {
  const known = knownText(output);
  const quoted = known === null ? null : /"name=([^"]+)"/.exec(known);
  if (quoted !== null) return (quoted[1] ?? '').split(',').map((name) => literal(name, output.origins));
  const one = registryReference(output, 'name');
  return one === null ? [] : [one];
}

function textOf(text: ShellText): string {
  return text.pieces.map((piece) => ('text' in piece ? piece.text : '')).join('');
}

/** ko names an image after its program: under the repository of `KO_DOCKER_REPO`, or that itself with `--bare`. */
export function ko({ args, variable }: Invocation): readonly Reading[] {
  const options = readOptions(args, [
    '-t',
    '--tags',
    '--platform',
    '-f',
    '--filename',
    '--image-label',
    '--sbom',
    '-j',
    '--jobs',
    '--tag',
  ]);
  const [verb = EMPTY, ...programs] = options.operands;
  if (!['build', 'publish', 'apply', 'create', 'resolve', 'run'].includes(knownText(verb) ?? '')) return [];
  if (options.has('--local', '-L') || isOn(options, '--push') !== options.has('--push')) return [];
  const repository = variable('KO_DOCKER_REPO');
  if (repository === null)
    return [unresolved('ko pushes to the repository that `KO_DOCKER_REPO` names, which is not set here')];
  if (/^(ko|kind)\.local/.test(knownPrefix(repository))) return [];
  const isBuild = ['build', 'publish'].includes(knownText(verb) ?? '');
  if (options.has('--bare')) return pushOf(repository, { readsBack: true });
  if (!isBuild || !options.has('--base-import-paths', '-B'))
    return [
      unresolved(
        'ko names its images after the import paths of their programs, with a checksum: only `--bare` and `--base-import-paths` tell the repository',
      ),
    ];
  return (programs.length === 0 ? [literal('.')] : programs).flatMap((program) => {
    const name = knownText(program)?.replace(/\/+$/, '').split('/').at(-1) ?? '';
    return /^[a-z0-9][\w.-]*$/.test(name)
      ? pushOf(concat([repository, literal(`/${name.toLowerCase()}`)]), { readsBack: true })
      : [unresolved('ko names the image after the import path of its program, which stands in `go.mod`')];
  });
}

export function pack({ args }: Invocation): readonly Reading[] {
  const options = readOptions(args, [
    '--builder',
    '-B',
    '--path',
    '-p',
    '--env',
    '-e',
    '--tag',
    '-t',
    '--buildpack',
    '-b',
    '--cache-image',
    '--run-image',
    '--lifecycle-image',
    '--platform',
    '--network',
    '--descriptor',
  ]);
  if (knownText(options.operands[0] ?? EMPTY) !== 'build' || !isOn(options, '--publish')) return [];
  const images = [
    ...options.operands.slice(1, 2),
    ...options.all('--tag', '-t'),
    ...options.all('--cache-image'),
  ];
  const bases = options.all('--builder', '-B', '--run-image', '--lifecycle-image');
  return [
    ...images.flatMap((image) => pushOf(image, { readsBack: true })),
    ...bases.filter((image) => knownText(image) !== null).flatMap(pullOf),
  ];
}
