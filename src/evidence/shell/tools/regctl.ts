/** regctl, imgpkg and the scanners of images: clients of any registry. Source: each tool's own documentation. */
import { EMPTY, knownPrefix, knownText, type ShellText } from '../text.ts';
import { pullOf, pushOf } from './images.ts';
import type { ToolMemory } from './memory.ts';
import { isOn, optionNames, readOptions, type Options } from './options.ts';
import { type Reading, type ToolReader, unresolved } from './reading.ts';
import { oneAction } from './registry-actions.ts';

type Verb = (operands: readonly ShellText[], options: Options) => readonly Reading[];

const pull: Verb = (operands) => operands.slice(0, 1).flatMap(pullOf);
const push: Verb = (operands) => operands.slice(0, 1).flatMap((image) => pushOf(image));
const copy: Verb = ([from = EMPTY, to = EMPTY]) => [...pullOf(from), ...pushOf(to, { readsBack: true })];
const changed: Verb = (operands, options) => {
  const made = options.last('--create');
  const isReplaced = isOn(options, '--replace');
  const target = made !== null && /[/:]/.test(knownPrefix(made)) ? made : operands[0];
  const isWritten = (made !== null || isReplaced) && target !== undefined;
  return [...pull(operands, options), ...(isWritten ? pushOf(target, { readsBack: true }) : [])];
};

const REGCTL: ReadonlyMap<string, Verb> = new Map(
  Object.entries<Verb>({
    'image copy': copy,
    'image cp': copy,
    'image import': push,
    'image export': pull,
    'image inspect': pull,
    'image config': pull,
    'image digest': pull,
    'image manifest': pull,
    'image get-file': pull,
    'image check-base': pull,
    'image mod': changed,
    'index create': (operands, options) => [
      ...push(operands, options),
      ...options.all('--ref').flatMap(pullOf),
    ],
    'index add': (operands) => operands.slice(0, 1).flatMap((image) => pushOf(image, { readsBack: true })),
    'manifest get': pull,
    'manifest head': pull,
    'manifest diff': (operands) => operands.slice(0, 2).flatMap(pullOf),
    'manifest put': push,
    'manifest delete': oneAction('ecr:BatchDeleteImage'),
    'artifact put': push,
    'artifact get': pull,
    'artifact list': pull,
    'artifact tree': pull,
    'blob put': push,
    'blob get': pull,
    'blob head': pull,
    'blob copy': copy,
    'tag ls': oneAction('ecr:ListImages'),
    'tag delete': oneAction('ecr:BatchDeleteImage'),
    'tag rm': oneAction('ecr:BatchDeleteImage'),
  }),
);

const REGCTL_VALUED = optionNames(`
  --platform -p --format --create --ref --media-type --artifact-type --annotation --file -f --config-file --subject --filter-annotation
  --filter-artifact-type --label --label-to-annotation --verbosity -v --host --user-agent --digest --desc-platform --include --exclude
`);

export const regctl: ToolReader = ({ args }) => {
  const options = readOptions(args, REGCTL_VALUED);
  const [group = '', verb = ''] = options.operands.map((word) => knownText(word) ?? '');
  return REGCTL.get(`${group} ${verb}`)?.(options.operands.slice(2), options) ?? [];
};

/** `imgpkg push -b|-i TARGET`, `pull -b|-i SOURCE`, `copy … --to-repo TARGET`. */
export const imgpkg: ToolReader = ({ args }) => {
  const options = readOptions(
    args,
    optionNames('-b --bundle -i --image -f --file -o --output --to-repo --to-tar --tar --lock --lock-output'),
  );
  const named = options.all('-b', '--bundle', '-i', '--image');
  switch (knownText(options.operands[0] ?? EMPTY) ?? '') {
    case 'push':
      return named.flatMap((image) => pushOf(image));
    case 'pull':
      return named.flatMap(pullOf);
    case 'copy':
      return [
        ...named.flatMap(pullOf),
        ...options.all('--to-repo').flatMap((image) => pushOf(image, { readsBack: true })),
      ];
    default:
      return [];
  }
};

interface Scanner {
  /** Commands that take an image; null: it takes one by itself. */
  readonly verbs: readonly string[] | null;
  readonly valued: readonly string[];
}

const SCANNERS: ReadonlyMap<string, Scanner> = new Map(
  Object.entries<Scanner>({
    trivy: {
      verbs: ['image', 'i'],
      valued: optionNames(`
        --severity -s --format -f --output -o --exit-code --vuln-type --pkg-types --scanners --security-checks --cache-dir --timeout
        --ignorefile --template -t --platform --input --db-repository --java-db-repository --config -c --server --username --password
        --ignore-policy --skip-dirs --skip-files --image-src --token --compliance --cache-backend --image-config-scanners
      `),
    },
    grype: {
      verbs: null,
      valued: optionNames(
        '-o --output --fail-on -f --scope -s --platform --file -c --config -t --template --exclude --name',
      ),
    },
    syft: {
      verbs: null,
      valued: optionNames(
        '-o --output --scope -s --platform --file -c --config -t --template --exclude --name --source-name --from --select-catalogers',
      ),
    },
    dive: {
      verbs: null,
      valued: optionNames('--source --ci-config -j --json --lowestEfficiency --highestWastedBytes'),
    },
  }),
);

/** A scanner looks on the machine first and fetches what is not there. */
export const scanner: ToolReader = ({ name, args }, _place, memory) => {
  const found = SCANNERS.get(name);
  if (found === undefined) return [];
  const options = readOptions(args, found.valued);
  if (options.has('--input')) return [];
  const words = options.operands;
  const [verb = ''] = words.map((word) => knownText(word) ?? '');
  const images =
    found.verbs === null
      ? words.slice(['scan', 'packages', 'attest'].includes(verb) ? 1 : 0)
      : words.slice(1);
  if (found.verbs !== null && !found.verbs.includes(verb)) {
    return ['k8s', 'kubernetes', 'aws', 'vm'].includes(verb)
      ? [unresolved(`what \`${name} ${verb}\` reads of AWS is not told by its command line`)]
      : [];
  }
  return images.slice(0, 1).flatMap((image) => scanned(image, memory));
};

/** `dir:.`, `docker:IMAGE`, `registry:IMAGE` and their kin tell where to look. */
function scanned(image: ShellText, memory: ToolMemory): readonly Reading[] {
  const scheme = /^(dir|file|sbom|docker-archive|oci-archive|oci-dir|docker|podman|registry|purl|cpe):/.exec(
    knownPrefix(image),
  )?.[1];
  if (scheme !== undefined && scheme !== 'registry') return [];
  if (
    scheme === undefined &&
    (memory.hasImage(image) || !/[./:]/.test(knownPrefix(image)) || /^[./]/.test(knownPrefix(image)))
  )
    return [];
  const text = knownText(image);
  return pullOf(
    scheme === undefined || text === null
      ? image
      : { ...image, pieces: [{ text: text.slice(scheme.length + 1) }] },
  );
}
