/**
 * The scripts of `package.json` that a command of a package manager runs beside its own work. Comes in: the command. Goes out: the scripts
 * before and behind what it does itself, and whose they are; null: it has none. Source: npm CLI docs, scripts; Yarn docs, lifecycle
 * scripts; yarn 1, publish and install; pnpm, publish and install; Bun docs, publish.
 */
import { knownText, literal, perBuild, type ShellText } from './text.ts';
import { optionNames, type Options, readOptions } from './tools/options.ts';

/** Since its second version Yarn knows fewer. */
export type Manager = 'npm' | 'pnpm' | 'yarn' | 'berry' | 'bun';

export interface Lifecycle {
  /** What the command is told to do. */
  readonly verb: string;
  readonly installs: boolean;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The folders whose package it is about, from where it runs. */
  readonly folders: readonly ShellText[];
  /** The version that the scripts behind it see; null: that of the package. */
  readonly version: ShellText | null;
}

interface Beside {
  readonly before: string;
  readonly after: string;
}

const PACK: Beside = { before: 'prepack prepare', after: 'postpack' };
const VERSION: Beside = { before: 'preversion', after: 'version postversion' };
const PUBLISH: Beside = {
  before: `prepublishOnly prepack prepare postpack`,
  after: 'publish postpublish',
};
const OWN_PACK: Beside = { before: 'prepack', after: 'postpack' };
const INSTALL: Beside = {
  before: 'preinstall',
  after: 'install postinstall prepublish preprepare prepare postprepare',
};
const INSTALL_AND_TEST: Beside = { ...INSTALL, after: `${INSTALL.after} pretest test posttest` };

const BESIDE: Readonly<Record<Manager, Readonly<Record<string, Beside>>>> = {
  npm: {
    publish: PUBLISH,
    pack: PACK,
    version: VERSION,
    install: INSTALL,
    i: INSTALL,
    ci: INSTALL,
    'clean-install': INSTALL,
    ...alike(['rebuild', 'rb'], { before: 'preinstall', after: 'install postinstall' }),
    'install-test': INSTALL_AND_TEST,
    it: INSTALL_AND_TEST,
    'install-ci-test': INSTALL_AND_TEST,
    cit: INSTALL_AND_TEST,
  },
  pnpm: {
    publish: { ...PUBLISH, before: 'prepublishOnly prepublish prepack prepare postpack' },
    pack: PACK,
    version: VERSION,
    ...alike(['install', 'i', 'ci'], {
      before: 'pnpm:devPreinstall preinstall',
      after: 'install postinstall preprepare prepare postprepare',
    }),
  },
  yarn: {
    publish: { ...PUBLISH, before: 'prepublish prepare prepublishOnly prepack postpack' },
    pack: OWN_PACK,
    version: VERSION,
    install: { before: 'preinstall', after: 'install postinstall prepublish prepare' },
  },
  berry: {
    'npm publish': { before: 'prepublish prepack postpack', after: '' },
    pack: OWN_PACK,
    version: { before: '', after: '' },
    install: { before: 'preinstall', after: 'install postinstall' },
  },
  bun: {
    publish: PUBLISH,
    'pm pack': PACK,
    'pm version': VERSION,
    ...alike(['install', 'i', 'ci'], INSTALL),
  },
};

function alike(verbs: readonly string[], beside: Beside): Readonly<Record<string, Beside>> {
  return Object.fromEntries(verbs.map((verb) => [verb, beside]));
}

const INSTALLS = /^(?:i|ci|it|cit|rb|rebuild|install.*|clean-install)$/;
const NEW_VERSION = optionNames(
  '--new-version --patch --minor --major --prepatch --preminor --premajor --prerelease',
);

/** Options of the managers that take the next argument. */
export const PACKAGE_VALUED = optionNames(`
  --prefix --cwd --dir -C --tag --access --otp --registry --loglevel --userconfig --cache --omit --include --only --before
  --pack-destination --message -m --preid --tag-version-prefix --filename --out -o --new-version --publish-branch --provenance-file
  --auth-type --scope --install-strategy --network-timeout --cache-folder --modules-folder --mutex --mode --store-dir --reporter
  --destination --gzip-level -w --workspace --filter -F
`);

export function lifecycleOf(manager: Manager, args: readonly ShellText[]): Lifecycle | null {
  const options = readOptions(args, PACKAGE_VALUED);
  if (options.has('--version', '-v', '--help', '-h')) return null;
  const words = options.operands.map(knownText);
  const isYarn = manager === 'yarn' || manager === 'berry';
  const first = words.length === 0 && isYarn ? 'install' : (words[0] ?? '');
  const verb = [words.slice(0, 2).join(' '), first].find((one) => Object.hasOwn(BESIDE[manager], one));
  const beside = verb === undefined ? undefined : BESIDE[manager][verb];
  if (verb === undefined || beside === undefined) return null;
  const operands = options.operands.slice(verb.split(' ').length);
  const isVersion = beside === VERSION;
  const isNew = manager === 'yarn' ? options.has(...NEW_VERSION) : operands.length > 0;
  const installs = INSTALLS.test(verb);
  // What is installed by its name is another package, and a version that is not given is only shown.
  const isNone =
    (installs && (operands.length > 0 || options.has('-g', '--global') || skipsBuilds(options))) ||
    (isVersion && !isNew);
  const isBumped = manager === 'yarn' && verb === 'publish' && isNew;
  const given = manager === 'yarn' ? options.last('--new-version') : (operands[0] ?? null);
  return {
    verb,
    installs,
    before: isNone ? [] : named(`${isBumped ? BUMP : ''}${beside.before}`),
    after: isNone ? [] : named(beside.after),
    folders: isVersion || installs || operands.length === 0 ? [literal('.')] : operands.filter(isFolder),
    version: isVersion ? versionOf(given) : null,
  };
}

const BUMP = `${VERSION.before} ${VERSION.after} `;

const named = (names: string): readonly string[] => names.split(' ').filter((name) => name !== '');

const skipsBuilds = (options: Options): boolean =>
  options.all('--mode').some((mode) => knownText(mode) === 'skip-build');

/** An archive is packed already. */
const isFolder = (operand: ShellText): boolean => !/[.]t(?:ar[.])?gz$/.test(knownText(operand) ?? '');

function versionOf(given: ShellText | null): ShellText {
  const [, exact] = /^v?(\d+[.]\d+[.]\d+\S*)$/.exec((given === null ? null : knownText(given)) ?? '') ?? [];
  return exact === undefined ? perBuild('it is the version that is made', /[\w.+-]/) : literal(exact);
}
