/** Clients that speak to registries directly: crane, skopeo, oras, helm, the ECR credential helper. Source: each tool's own documentation. */
import type { Invocation } from '../invocation.ts';
import { concat, EMPTY, knownPrefix, knownText, literal, type ShellText } from '../text.ts';
import { pullOf, pushOf } from './images.ts';
import { optionNames, readOptions, type Options } from './options.ts';
import { inCluster } from './clusters.ts';
import type { ToolMemory } from './memory.ts';
import { type ProjectPlace, type Reading, type ToolReader, unresolved, used } from './reading.ts';
import { oneAction } from './registry-actions.ts';
import { placeInS3 } from './unread.ts';

type Verb = (operands: readonly ShellText[], options: Options) => readonly Reading[];
type Verbs = ReadonlyMap<string, Verb>;

const first = (operands: readonly ShellText[]) => operands.slice(0, 1);
const pullFirst: Verb = (operands) => first(operands).flatMap(pullOf);
const pushFirst: Verb = (operands) => first(operands).flatMap((image) => pushOf(image));
const copy: Verb = ([from = EMPTY, to = EMPTY]) => [...pullOf(from), ...pushOf(to, { readsBack: true })];
/** A new tag for what is there: its manifest is read and put again. */
const retag: Verb = (operands) => first(operands).flatMap((image) => pushOf(image, { readsBack: true }));

const CRANE: Verbs = new Map(
  Object.entries<Verb>({
    push: (operands) => operands.slice(1, 2).flatMap((image) => pushOf(image)),
    pull: pullFirst,
    copy,
    cp: copy,
    tag: retag,
    mutate: (operands, options) => [
      ...pullFirst(operands, options),
      ...options.all('-t', '--tag').flatMap((image) => pushOf(image)),
    ],
    flatten: (operands, options) => [
      ...pullFirst(operands, options),
      ...(options.last('-t', '--tag') === null
        ? retag(operands, options)
        : options.all('-t', '--tag').flatMap((image) => pushOf(image))),
    ],
    rebase: retag,
    'index append': (operands, options) => [
      ...pullFirst(operands, options),
      ...options.all('-m', '--manifest').flatMap(pullOf),
      ...options.all('-t', '--tag').flatMap((image) => pushOf(image, { readsBack: true })),
    ],
    append: (_operands, options) => options.all('-t', '--new_tag').flatMap((image) => pushOf(image)),
    manifest: pullFirst,
    digest: pullFirst,
    config: pullFirst,
    export: pullFirst,
    validate: pullFirst,
    ls: oneAction('ecr:ListImages'),
    delete: oneAction('ecr:BatchDeleteImage'),
  }),
);

const remote = (operands: readonly ShellText[]) =>
  operands.filter((image) => knownPrefix(image).startsWith('docker://'));

const SKOPEO: Verbs = new Map(
  Object.entries<Verb>({
    copy: ([from = EMPTY, to = EMPTY]) => [...remote([from]).flatMap(pullOf), ...skopeoTarget(from, to)],
    sync: skopeoSync,
    inspect: (operands) => remote(operands).flatMap(pullOf),
    'list-tags': oneAction('ecr:ListImages'),
    delete: oneAction('ecr:BatchDeleteImage'),
  }),
);

/** A repository with all its tags, or one image, goes into the target under its own last name. */
function skopeoSync([from = EMPTY, to = EMPTY]: readonly ShellText[], options: Options): readonly Reading[] {
  const kindOf = (...names: readonly string[]) => knownText(options.last(...names) ?? EMPTY) ?? '';
  const source = kindOf('--src', '-s');
  if (source === 'yaml') return [unresolved('the images that `skopeo sync` copies are named in its file')];
  const path = knownText(from);
  const name = path?.split('/').at(-1)?.split(/[:@]/)[0];
  const isOne = /:[^/]+$/.test(path ?? '');
  const read =
    source !== 'docker'
      ? []
      : [...(isOne || path === null ? [] : oneAction('ecr:ListImages')([from])), ...pullOf(from)];
  if (kindOf('--dest', '-d') !== 'docker') return read;
  if (name === undefined || source !== 'docker')
    return [
      ...read,
      unresolved('the names of the images that `skopeo sync` copies are not told by its command line'),
    ];
  return [...read, ...pushOf(concat([to, literal(`/${name}`)]), { readsBack: true })];
}

/** A copy from a registry may mount or read back; one from files only uploads. */
function skopeoTarget(from: ShellText, to: ShellText): readonly Reading[] {
  const more = remote([from]).length > 0 ? ({ readsBack: true } as const) : {};
  return remote([to]).flatMap((image) => pushOf(image, more));
}

const ORAS: Verbs = new Map(
  Object.entries<Verb>({
    push: pushFirst,
    pull: pullFirst,
    attach: (operands) => first(operands).flatMap((image) => pushOf(image, { readsBack: true })),
    copy,
    cp: copy,
    tag: retag,
    discover: pullFirst,
    resolve: pullFirst,
    'manifest fetch': pullFirst,
    'manifest push': pushFirst,
    'blob push': pushFirst,
    'blob fetch': pullFirst,
    'repo tags': oneAction('ecr:ListImages'),
    'manifest delete': oneAction('ecr:BatchDeleteImage'),
  }),
);

const isOci = (text: ShellText) => knownPrefix(text).startsWith('oci://');

const ociPulls: Verb = (operands) => operands.filter(isOci).flatMap(pullOf);

const HELM: Verbs = new Map(
  Object.entries<Verb>({
    pull: ociPulls,
    install: ociPulls,
    upgrade: ociPulls,
    template: ociPulls,
    'show chart': ociPulls,
    'show values': ociPulls,
    'show all': ociPulls,
  }),
);

const CHART = /(?:^|\/)([a-z0-9-]+?)-\d+\.\d+\.\d+[\w.+-]*\.tgz$/;

/** A chart `NAME-VERSION.tgz` goes to the repository `PREFIX/NAME`; where the file is not named whole, the chart packed before tells. */
function helmPush(
  [chart = EMPTY, target = EMPTY]: readonly ShellText[],
  memory: ToolMemory,
): readonly Reading[] {
  if (!isOci(target)) return [];
  const [packed, another] = memory.charts;
  const name = CHART.exec(knownText(chart) ?? '')?.[1] ?? (another === undefined ? packed : undefined);
  if (name === undefined)
    return [unresolved('the name of the chart pushed is not known: expected a file like `NAME-1.2.3.tgz`')];
  const separator = literal(knownText(target)?.endsWith('/') === true ? name : `/${name}`);
  return pushOf(concat([target, separator]));
}

/** Commands of helm that ask the cluster. */
const IN_CLUSTER = new Set([
  'install',
  'upgrade',
  'uninstall',
  'delete',
  'rollback',
  'list',
  'ls',
  'status',
  'get',
  'test',
  'history',
]);

/** Commands of plugins that call AWS. Source: helm-s3; helm-secrets. */
const HELM_PLUGINS: ReadonlyMap<string, string> = new Map([
  ['s3', 'it keeps charts in a bucket'],
  ['secrets', 'the key that it decrypts with is named in its files'],
]);

export const helm: ToolReader = (invocation, place, memory) => {
  const { operands } = readOptions(invocation.args, VALUED);
  const [verb = '', next = ''] = operands.map((operand) => knownText(operand) ?? '');
  if (verb === 'push' || verb === 'chart') return helmPush(operands.slice(1), memory);
  if (verb === 'package') packed(operands.slice(1), invocation, memory);
  if (verb === 'dependency' || verb === 'dep')
    return next === 'list' ? [] : dependencies(operands[2], invocation);
  const why = HELM_PLUGINS.get(verb);
  if (why !== undefined) return [unresolved(`what \`helm ${verb}\` calls is not read: ${why}`)];
  const isAsked =
    IN_CLUSTER.has(verb) &&
    !invocation.args.some((arg) => /^--dry-run(=client)?$/.test(knownText(arg) ?? ''));
  return [
    ...placeInS3(invocation),
    ...helmRegistry(invocation, place, memory),
    ...(isAsked ? inCluster(invocation, { place, memory }) : []),
  ];
};

function chartFile(folder: ShellText | undefined, { file }: Invocation): string {
  return file(concat([folder ?? literal('.'), literal('/Chart.yaml')]))?.text ?? '';
}

function packed(folders: readonly ShellText[], invocation: Invocation, memory: ToolMemory): void {
  for (const folder of folders) {
    const name = /^name:\s*["']?([a-z0-9-]+)["']?\s*$/m.exec(chartFile(folder, invocation))?.[1];
    if (name !== undefined) memory.charts.add(name);
  }
}

/** Charts that a chart is made of, where they lie in a registry. */
function dependencies(folder: ShellText | undefined, invocation: Invocation): readonly Reading[] {
  const text = chartFile(folder, invocation);
  const found = text.split(/^\s*-\s+/m).flatMap((entry) => {
    const name = /\bname:\s*["']?([\w-]+)/.exec(entry)?.[1];
    const repository = /\brepository:\s*["']?(oci:\/\/[^\s"']+)/.exec(entry)?.[1];
    return name === undefined || repository === undefined
      ? []
      : [literal(`${repository.replace(/\/+$/, '')}/${name}`)];
  });
  return found.flatMap(pullOf);
}

const VALUED = optionNames(`
  --platform -u --username -p --password --dest-creds --src-creds --creds --authfile --format
  --dest-authfile --src-authfile --key --annotation -a --annotations --artifact-type --config -o
  --output --concurrency --predicate --type --version --namespace -n --values -f --set -d
  --destination -t --tag --new_tag -b --base --src -s --dest --certificate-identity --sbom
  --certificate-oidc-issuer --image-parallel-copies --label -l --file --from --to --timeout
  --retry-times --retry-delay --digestfile --additional-tag --multi-arch --sign-by --sign-passphrase-file
  --sign-by-sigstore --sign-by-sigstore-private-key --encryption-key --decryption-key --encrypt-layer
  --cert-dir --src-cert-dir --dest-cert-dir --src-username --src-password --dest-username --dest-password
  --src-shared-blob-dir --dest-shared-blob-dir --dest-compress-format --dest-compress-level --policy
  --override-arch --override-os --override-variant --registries.d --tmpdir --command-timeout
`);
const GROUPS = new Set(['index', 'manifest', 'blob', 'repo', 'attach', 'show', 'registry', 'auth']);

function client(verbs: Verbs, grouped: boolean) {
  return ({ args }: Invocation, _place: ProjectPlace, _memory: ToolMemory): readonly Reading[] => {
    const options = readOptions(args, VALUED);
    const [verb = '', next = ''] = options.operands.slice(0, 2).map((operand) => knownText(operand) ?? '');
    const isGroup = grouped && GROUPS.has(verb) && verbs.has(`${verb} ${next}`);
    const reader = verbs.get(isGroup ? `${verb} ${next}` : verb);
    return reader?.(options.operands.slice(isGroup ? 2 : 1), options) ?? [];
  };
}

export const crane = client(CRANE, true);
export const skopeo = client(SKOPEO, false);
export const oras = client(ORAS, true);
const helmRegistry = client(HELM, true);

/** `docker-credential-ecr-login get` asks for a token, of ECR Public where that is the server it is given. */
export function credentialHelper({ args, stdin }: Invocation): readonly Reading[] {
  if (knownText(args[0] ?? EMPTY) !== 'get') return [];
  const server = stdin === null ? '' : (knownText(stdin) ?? '');
  return [used({ kind: 'registry-login', region: null, public: server.includes('public.ecr.aws') })];
}
