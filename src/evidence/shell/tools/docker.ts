/** docker and the clients that share its commands: podman, nerdctl, finch, buildah. Source: each tool's own command reference. */
import type { Invocation } from '../invocation.ts';
import { EMPTY, knownPrefix, knownText, literal, type ShellText } from '../text.ts';
import { bake } from './bake.ts';
import { buildArgs, readImageBuild } from './build-files.ts';
import { kaniko } from './builders.ts';
import { compose } from './compose.ts';
import { fromWithin, GIVEN_CREDENTIALS } from './containers.ts';
import { pullOf, pushOf, registryReference } from './images.ts';
import { mountedPaths } from './mounts.ts';
import { optionNames, isOn, readOptions, type Options } from './options.ts';
import { rememberLogin } from './login.ts';
import type { ToolMemory } from './memory.ts';
import { type ProjectPlace, type Reading, unresolved } from './reading.ts';

const GLOBAL = [
  '--config',
  '--context',
  '-c',
  '--host',
  '-H',
  '--log-level',
  '-l',
  '--root',
  '--storage-driver',
  '--namespace',
  '-n',
];

export function docker(invocation: Invocation, _place: ProjectPlace, memory: ToolMemory): readonly Reading[] {
  const at = subcommandAt(invocation.args);
  const command = knownText(invocation.args[at] ?? EMPTY) ?? '';
  const rest = invocation.args.slice(at + 1);
  const group = GROUPS.has(command) ? `${command} ${knownText(rest[0] ?? EMPTY) ?? ''}` : command;
  const reader = COMMANDS.get(group);
  return reader === undefined ? [] : reader(GROUPS.has(command) ? rest.slice(1) : rest, invocation, memory);
}

function subcommandAt(args: readonly ShellText[]): number {
  let at = 0;
  while (knownPrefix(args[at] ?? EMPTY).startsWith('-'))
    at += GLOBAL.includes(knownPrefix(args[at] ?? EMPTY)) ? 2 : 1;
  return at;
}

type CommandReader = (
  args: readonly ShellText[],
  invocation: Invocation,
  memory: ToolMemory,
) => readonly Reading[];

const GROUPS = new Set(['image', 'buildx', 'builder', 'manifest', 'container']);

const COMMANDS: ReadonlyMap<string, CommandReader> = new Map(
  Object.entries<CommandReader>({
    push: (args) => push(args),
    'image push': (args) => push(args),
    pull,
    'image pull': pull,
    build,
    'image build': build,
    bud: build,
    'build-using-dockerfile': build,
    tag,
    'image tag': tag,
    commit,
    scout,
    login,
    'builder build': build,
    'buildx build': build,
    'buildx b': build,
    'buildx bake': (args, invocation) => bake({ ...invocation, args }),
    'buildx imagetools': imagetools,
    'manifest create': manifestCreate,
    'manifest push': (args) => push(args, { readsBack: true }),
    'manifest inspect': (args) => readOptions(args, []).operands.slice(0, 1).flatMap(pullOf),
    compose: (args, invocation) => compose({ ...invocation, args }),
    run,
    create: run,
    exec: (args) => fromWithin(EMPTY, args),
    'container exec': (args) => fromWithin(EMPTY, args),
    'container run': run,
    'container create': run,
    from: (args) =>
      readOptions(args, ['--name', '--authfile', '--creds', '--platform']).operands.flatMap(pullOf),
  }),
);

/** podman and buildah may name a destination after the local image. */
function push(args: readonly ShellText[], more: { readonly readsBack?: true } = {}): readonly Reading[] {
  const valued = [
    '--authfile',
    '--creds',
    '--cert-dir',
    '--format',
    '-f',
    '--digestfile',
    '--platform',
    '--sign-by',
    '--tls-verify',
  ];
  const { operands } = readOptions(args, valued);
  const image = operands.at(-1);
  return image === undefined ? [] : pushOf(image, more);
}

function pull(args: readonly ShellText[], _invocation: unknown, memory: ToolMemory): readonly Reading[] {
  const valued = [
    '--platform',
    '--authfile',
    '--creds',
    '--cert-dir',
    '--arch',
    '--os',
    '--variant',
    '--policy',
  ];
  const images = readOptions(args, valued).operands.slice(0, 1);
  for (const image of images) memory.keepImage(image);
  return images.flatMap(pullOf);
}

const BUILD_VALUED = optionNames(`
  -t --tag -f --file --build-arg --cache-from --cache-to --label --platform --target -o --output
  --secret --ssh --network --progress --builder --build-context --iidfile --metadata-file --add-host
  -m --memory --shm-size --ulimit --attest --annotation --allow --provenance --sbom --cpuset-cpus
  --isolation --layers --format --authfile --manifest
`);

/** A build asks for what its Dockerfile takes from a registry, and for its cache and output where those lie in one. */
function build(args: readonly ShellText[], invocation: Invocation, memory: ToolMemory): readonly Reading[] {
  const options = readOptions(args, BUILD_VALUED);
  if (!isOn(options, '--push')) for (const image of options.all('-t', '--tag')) memory.keepImage(image);
  const made = readImageBuild(
    {
      context: options.operands[0] ?? literal('.'),
      dockerfile: options.last('-f', '--file'),
      isInContext: false,
      args: buildArgs(options.all('--build-arg'), invocation.variable),
      cacheFrom: options.all('--cache-from'),
      cacheTo: options.all('--cache-to'),
      pushes: [],
    },
    invocation,
  );
  const isGiven = [...options.all('--build-arg'), ...options.all('--secret')].some((given) =>
    GIVEN_CREDENTIALS.test(knownPrefix(given)),
  );
  const within = isGiven
    ? [unresolved('the commands of its Dockerfile are given credentials, and what they call is not read')]
    : [];
  return [...outputs(options, options.all('-t', '--tag')), ...made, ...within];
}

function outputs(options: Options, tags: readonly ShellText[]): readonly Reading[] {
  const values = options.all('-o', '--output');
  const pushed = values.filter((value) => /(^|,)(type=registry|push=true)(,|$)/.test(knownPrefix(value)));
  const names = pushed.flatMap((value) =>
    knownPrefix(value).includes('name=') ? [registryReference(value, 'name')] : [],
  );
  const isPushed = isOn(options, '--push') || pushed.length > 0;
  if (!isPushed) return [];
  const images = [...tags, ...names.filter((name) => name !== null)];
  if (images.length === 0) return [unresolved('an image is pushed whose address the command does not name')];
  return images.flatMap((image) => pushOf(image, { readsBack: true }));
}

/** `imagetools create -t TARGET SOURCE…` copies what it assembles; `inspect` only reads. */
function imagetools([verb = EMPTY, ...args]: readonly ShellText[]): readonly Reading[] {
  const options = readOptions(args, [
    '-t',
    '--tag',
    '-f',
    '--file',
    '--builder',
    '--annotation',
    '--format',
    '--progress',
  ]);
  const read = options.operands.flatMap(pullOf);
  if (knownText(verb) !== 'create') return read;
  return [...options.all('-t', '--tag').flatMap((tag) => pushOf(tag, { readsBack: true })), ...read];
}

/** The first operand is the list to be made; the others are looked up where they lie. */
function manifestCreate(args: readonly ShellText[]): readonly Reading[] {
  return readOptions(args, []).operands.slice(1).flatMap(pullOf);
}

const RUN_VALUED = optionNames(`
  -e --env --env-file -v --volume --mount --name -w --workdir -u --user -p --publish --network --net
  --platform --entrypoint --memory -m --cpus -l --label --add-host --link -h --hostname --restart
  --tmpfs --ulimit --volumes-from --cap-add --device --gpus --pull --shm-size --security-opt
  --log-driver --log-opt --ipc --pid --dns --expose --cidfile
`);

function run(args: readonly ShellText[], invocation: Invocation, memory: ToolMemory): readonly Reading[] {
  const at = imageAt(args);
  const image = args[at];
  if (image === undefined) return [];
  const isKaniko = /kaniko[-/\w.]*\/executor\b/.test(knownPrefix(image));
  const isThere =
    memory.hasImage(image) && !args.slice(0, at).some((arg) => knownPrefix(arg).startsWith('--pull'));
  memory.keepImage(image);
  return [
    ...(isThere ? [] : pullOf(image)),
    ...fromWithin(image, args),
    ...(isKaniko
      ? kaniko(
          { ...invocation, args: args.slice(at + 1) },
          mountedPaths(readOptions(args.slice(0, at), RUN_VALUED).all('-v', '--volume')),
        )
      : []),
  ];
}

/** Options end at the image: what follows belongs to the container. */
function imageAt(args: readonly ShellText[]): number {
  let at = 0;
  while (at < args.length && knownPrefix(args[at] ?? EMPTY).startsWith('-')) {
    at += RUN_VALUED.includes(knownText(args[at] ?? EMPTY) ?? '') ? 2 : 1;
  }
  return at;
}

/** What is tagged lies on the machine. */
function tag(args: readonly ShellText[], _invocation: unknown, memory: ToolMemory): readonly Reading[] {
  const target = readOptions(args, []).operands[1];
  if (target !== undefined) memory.keepImage(target);
  return [];
}

/** buildah commits to an address as well as to a name; docker only to a name. */
function commit(args: readonly ShellText[], { name }: Invocation, memory: ToolMemory): readonly Reading[] {
  const target = readOptions(args, ['--format', '-f', '--authfile', '--creds', '-m', '-a', '-c']).operands[1];
  if (target === undefined) return [];
  if (name === 'buildah' && knownPrefix(target).startsWith('docker://')) return pushOf(target);
  memory.keepImage(target);
  return [];
}

/** `docker scout` looks on the machine first and fetches what is not there. */
function scout(args: readonly ShellText[], _invocation: unknown, memory: ToolMemory): readonly Reading[] {
  const { operands } = readOptions(
    args,
    optionNames('--format --output -o --platform --only-severity --to --org --exit-code --ref'),
  );
  const takesImage = ['cves', 'quickview', 'qv', 'recommendations', 'sbom', 'compare', 'attestation'];
  const [verb = EMPTY, image] = operands;
  if (image === undefined || !takesImage.includes(knownText(verb) ?? '')) return [];
  const text = knownPrefix(image);
  return memory.hasImage(image) || /^(local|fs|archive|oci-dir|sbom):/.test(text) ? [] : pullOf(image);
}

function login(args: readonly ShellText[], invocation: Invocation, memory: ToolMemory): readonly Reading[] {
  const { operands } = readOptions(args, optionNames('-u --username -p --password --authfile'));
  rememberLogin(operands, invocation, memory);
  return [];
}
