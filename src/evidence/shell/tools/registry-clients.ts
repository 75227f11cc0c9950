/** Clients that speak to registries directly: crane, skopeo, oras, cosign, helm, the ECR credential helper. */
import type { Invocation } from '../invocation.ts';
import { readImageAddress, repositoryArn } from '../../image-address.ts';
import { concat, EMPTY, knownPrefix, knownText, literal, type ShellText } from '../text.ts';
import { pullOf, pushOf } from './images.ts';
import { optionNames, readOptions, type Options } from './options.ts';
import { type Reading, unresolved, used } from './reading.ts';

type Verb = (operands: readonly ShellText[], options: Options) => readonly Reading[];
type Verbs = ReadonlyMap<string, Verb>;

const first = (operands: readonly ShellText[]) => operands.slice(0, 1);
const pullFirst: Verb = (operands) => first(operands).flatMap(pullOf);
const pushFirst: Verb = (operands) => first(operands).flatMap((image) => pushOf(image));
const copy: Verb = ([from = EMPTY, to = EMPTY]) => [...pullOf(from), ...pushOf(to, { readsBack: true })];
/** A new tag for what is there: its manifest is read and put again. */
const retag: Verb = (operands) => first(operands).flatMap((image) => pushOf(image, { readsBack: true }));
/** A signature or attestation lies beside the image, in its repository. */
const attach: Verb = (operands) => operands.slice(-1).flatMap((image) => pushOf(image, { readsBack: true }));

function oneAction(action: string): Verb {
  return ([image = EMPTY]) => {
    const address = readImageAddress((knownText(image) ?? '').replace(/^docker:\/\//, ''));
    if (address === null) return [unresolved('the address of the repository is not known')];
    if (address.kind !== 'ecr') return [];
    const login = used({ kind: 'registry-login', region: address.repository.region, public: false });
    const operation = action.replace('ecr:', '');
    const resources = [repositoryArn(address.repository)];
    return [login, used({ kind: 'aws-call', service: 'ecr', operation, action, resources }, image)];
  };
}

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
    sync: (_operands, options) => {
      const from = knownText(options.last('--src', '-s') ?? EMPTY) ?? 'a source';
      return [unresolved(`\`skopeo sync\` from ${from} names its images elsewhere`)];
    },
    inspect: (operands) => remote(operands).flatMap(pullOf),
    'list-tags': oneAction('ecr:ListImages'),
    delete: oneAction('ecr:BatchDeleteImage'),
  }),
);

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

const COSIGN: Verbs = new Map(
  Object.entries<Verb>({
    sign: attach,
    attest: attach,
    'attach sbom': attach,
    'attach signature': attach,
    'attach attestation': attach,
    verify: (operands) => operands.slice(-1).flatMap(pullOf),
    'verify-attestation': (operands) => operands.slice(-1).flatMap(pullOf),
    tree: (operands) => operands.slice(-1).flatMap(pullOf),
    copy,
  }),
);

const isOci = (text: ShellText) => knownPrefix(text).startsWith('oci://');

const HELM: Verbs = new Map(
  Object.entries<Verb>({
    push: helmPush,
    pull: (operands) => operands.filter(isOci).flatMap(pullOf),
    install: (operands) => operands.filter(isOci).flatMap(pullOf),
    upgrade: (operands) => operands.filter(isOci).flatMap(pullOf),
    template: (operands) => operands.filter(isOci).flatMap(pullOf),
    'show chart': (operands) => operands.filter(isOci).flatMap(pullOf),
  }),
);

const CHART = /(?:^|\/)([a-z0-9-]+?)-\d+\.\d+\.\d+[\w.+-]*\.tgz$/;

/** A chart `NAME-VERSION.tgz` goes to the repository `PREFIX/NAME`. */
function helmPush([chart = EMPTY, target = EMPTY]: readonly ShellText[]): readonly Reading[] {
  if (!isOci(target)) return [];
  const name = CHART.exec(knownText(chart) ?? '')?.[1];
  if (name === undefined)
    return [unresolved('the name of the chart pushed is not known: expected a file like `NAME-1.2.3.tgz`')];
  const separator = literal(knownText(target)?.endsWith('/') === true ? name : `/${name}`);
  return pushOf(concat([target, separator]));
}

const VALUED = optionNames(`
  --platform -u --username -p --password --dest-creds --src-creds --creds --authfile --format
  --dest-authfile --src-authfile --key --annotation -a --annotations --artifact-type --config -o
  --output --concurrency --predicate --type --version --namespace -n --values -f --set -d
  --destination -t --tag --new_tag -b --base --src -s --dest --certificate-identity --sbom
  --certificate-oidc-issuer --image-parallel-copies --label -l --file --from --to --timeout
`);
const GROUPS = new Set(['manifest', 'blob', 'repo', 'attach', 'show', 'registry', 'auth', 'index']);

function client(verbs: Verbs, grouped: boolean) {
  return ({ args }: Invocation): readonly Reading[] => {
    const options = readOptions(args, VALUED);
    const [verb = '', next = ''] = options.operands.slice(0, 2).map((operand) => knownText(operand) ?? '');
    const isGroup = grouped && GROUPS.has(verb) && verbs.has(`${verb} ${next}`);
    const reader = verbs.get(isGroup ? `${verb} ${next}` : verb);
    return reader?.(options.operands.slice(isGroup ? 2 : 1), options) ?? [];
  };
}

export const crane = client(CRANE, false);
export const skopeo = client(SKOPEO, false);
export const oras = client(ORAS, true);
export const cosign = client(COSIGN, true);
export const helm = client(HELM, true);

/** `docker-credential-ecr-login get` asks for a token, of ECR Public where that is the server it is given. */
export function credentialHelper({ args, stdin }: Invocation): readonly Reading[] {
  if (knownText(args[0] ?? EMPTY) !== 'get') return [];
  const server = stdin === null ? '' : (knownText(stdin) ?? '');
  return [used({ kind: 'registry-login', region: null, public: server.includes('public.ecr.aws') })];
}
