/**
 * git over CodeCommit. Comes in: a command of git. Goes out: a pull or push of each repository of CodeCommit that it names, by its
 * address or by a remote. Source: CodeCommit User Guide, setting-up-git-remote-codecommit, regions and auth-and-access-control-permissions-reference.
 */
import { posix } from 'node:path';
import type { ImageRepository } from '../../evidence.ts';
import { type Invocation, regionIn } from '../invocation.ts';
import {
  concat,
  EMPTY,
  knownPrefix,
  knownText,
  literal,
  type ShellText,
  unknown,
  whyUnknown,
} from '../text.ts';
import { partitionOf } from '#catalog/partitions.ts';
import type { ToolMemory } from './memory.ts';
import { optionNames, readOptions } from './options.ts';
import { type ProjectPlace, type Reading, type ToolReader, unresolved, used } from './reading.ts';

const HTTPS =
  /^(?:git\+)?https:\/\/(?:([^/@]*)@)?(?:vpce-[\w-]+\.)?git-codecommit(?:-fips)?\.([a-z0-9-]+)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?\/v1\/repos\/([\w.-]{1,100}?)(?:\.git)?\/?(?:[@#].*)?$/;
const HELPER = /^(?:git\+)?codecommit(?:::([a-z0-9-]+))?:\/\/(?:([^/@]+)@)?([\w.-]{1,100}?)\/?(?:[@#].*)?$/;
const SSH = /^(?:git\+)?ssh:\/\/(?:[^/@]*@)?git-codecommit(?:-fips)?\./;
const COMMIT = /git-codecommit|codecommit:/;
const UNKNOWN_CLONE = unknown('the directory of its clone is not known');

type Direction = 'GitPull' | 'GitPush';

/** What pulling from or pushing to an address asks for: nothing where it is none of CodeCommit. */
export function codeCommitCall(
  address: ShellText,
  direction: Direction,
  { variable, place }: { readonly variable: Invocation['variable']; readonly place: ProjectPlace },
): readonly Reading[] {
  const prefix = knownPrefix(address);
  if (!COMMIT.test(prefix)) return [];
  const text = knownText(address);
  if (text === null)
    return [unresolved(`the repository of CodeCommit is not known: ${whyUnknown(address) ?? ''}`)];
  if (SSH.test(text)) return [unresolved('CodeCommit over SSH goes by the key of a user, not by the role')];
  const [, user, httpsRegion, httpsName] = HTTPS.exec(text) ?? [];
  const [, helperRegion, profile, helperName] = HELPER.exec(text) ?? [];
  if (user !== undefined)
    return [unresolved("the address holds the git credentials of a user, not the role's")];
  const name = httpsName ?? helperName;
  if (name === undefined) return [unresolved(`\`${text}\` is no address of a repository of CodeCommit`)];
  const region = httpsRegion ?? helperRegion ?? knownText(regionIn({ variable }) ?? literal(place.region));
  if (region === null) return [unresolved('the region of the repository of CodeCommit is not known')];
  const use = useOf({ partition: partitionOf(region), region, account: place.account, name }, direction);
  return [{ ...used(use, address), ...(profile === undefined ? {} : { profile: literal(profile) }) }];
}

function useOf({ partition, region, account, name }: ImageRepository, direction: Direction) {
  const repositoryArn = `arn:${partition}:codecommit:${region}:${account}:${name}`;
  if (direction === 'GitPull') return { kind: 'git-pull', repositoryArn } as const;
  const action = `codecommit:${direction}`;
  return {
    kind: 'aws-call',
    service: 'codecommit',
    operation: direction,
    action,
    resources: [repositoryArn],
  } as const;
}

const GLOBAL_VALUED = ['-C', '-c', '--git-dir', '--work-tree', '--namespace', '--exec-path'];
const VALUED = optionNames(`
  -b --branch --depth --reference -o --origin -c --config -j --jobs --shallow-since --shallow-exclude
  --filter --upload-pack -u --separate-git-dir --template --receive-pack --repo --push-option --server-option
  -s --strategy -X --remote --output --format --name
`);

export const git: ToolReader = (invocation, place, memory) => {
  const { args } = invocation;
  let at = 0;
  let folder: ShellText = literal('.');
  while (knownPrefix(args[at] ?? EMPTY).startsWith('-')) {
    const option = knownText(args[at] ?? EMPTY) ?? '';
    if (option === '-C') folder = args[at + 1] ?? folder;
    at += GLOBAL_VALUED.includes(option) ? 2 : 1;
  }
  const verb = knownText(args[at] ?? EMPTY) ?? '';
  const flags = verb === 'push' ? VALUED.filter((name) => name !== '-u') : VALUED;
  const options = readOptions(args.slice(at + 1), flags);
  const { operands } = options;
  const call = (address: ShellText | null, direction: Direction) =>
    address === null
      ? []
      : [
          ...codeCommitCall(address, direction, { variable: invocation.variable, place }),
          ...unknownHost(address, direction),
        ];
  const here = { invocation, folder, memory };
  switch (verb) {
    case 'clone': {
      const [address = EMPTY, into] = operands;
      memory.remotes.set(remoteIn(placeOf(here, into ?? cloneFolder(address)), 'origin'), address);
      return call(address, 'GitPull');
    }
    case 'fetch':
    case 'pull':
    case 'ls-remote':
      return call(addressOf(operands[0], here), 'GitPull');
    case 'push':
      return call(options.last('--repo') ?? addressOf(operands[0], here), 'GitPush');
    case 'archive':
      return call(options.last('--remote'), 'GitPull');
    case 'remote':
      return remote(operands, here);
    case 'submodule':
      return submodules(operands, here).flatMap((found) =>
        typeof found === 'string' ? [unresolved(found)] : call(found, 'GitPull'),
      );
    default:
      return [];
  }
};

/** An address of which the host is not known may be CodeCommit's; a known part of it says more often than not whose it is. */
function unknownHost(address: ShellText, direction: Direction): readonly Reading[] {
  const shown = address.pieces.map((piece) => ('text' in piece ? piece.text : '\0')).join('');
  const isUnknown =
    /^(?:https?:\/\/(?:[^/@]*@)?)?\0/.test(shown) && !/@[\w.-]+[/:]|\w+[.](?:com|org|net|io)\b/.test(shown);
  if (!isUnknown) return [];
  const what = direction === 'GitPull' ? 'fetches from' : 'pushes to';
  const action = `codecommit:${direction}`;
  const why = `where \`git\` ${what} is not known: ${whyUnknown(address) ?? ''}; a repository of CodeCommit asks for \`${action}\``;
  return [{ kind: 'unresolved', why, mayAskFor: [action] }];
}

interface Here {
  readonly invocation: Invocation;
  readonly folder: ShellText;
  readonly memory: ToolMemory;
}

/** The directory in which a command works, or one that it names from there; null: it is not known. */
function placeOf({ invocation, folder }: Here, below: ShellText = literal('.')): string | null {
  const isWhole = /^(?:[/~]|$)/.test(knownPrefix(below));
  return invocation.pathOf(isWhole ? below : concat([folder, literal('/'), below]));
}

const remoteIn = (directory: string | null, name: string): string => `${directory ?? '?'} ${name}`;

/** The folder that a clone makes for itself. */
function cloneFolder(address: ShellText): ShellText {
  const name = knownText(address)?.replace(/\/+$/, '').split(/[/:]/).at(-1);
  return name === undefined ? address : literal(name.replace(/\.git$/, ''));
}

/** The address itself, or that of the remote; null: no remote of the name is told of. */
function addressOf(named: ShellText | undefined, here: Here): ShellText | null {
  if (named !== undefined && (knownText(named) === null || /[/:]/.test(knownPrefix(named)))) return named;
  const name = named === undefined ? 'origin' : (knownText(named) ?? '');
  const { remotes } = here.memory;
  const directory = placeOf(here);
  // A directory below the top of a repository has its remotes.
  for (const at of directory === null ? [] : upwards(directory)) {
    const found = remotes.get(remoteIn(at, name));
    if (found !== undefined) return found;
  }
  const mayBeMeant = [...remotes].some(
    ([key, address]) =>
      key.endsWith(` ${name}`) &&
      (directory === null || key === remoteIn(null, name)) &&
      COMMIT.test(knownPrefix(address)),
  );
  return mayBeMeant ? concat([literal('codecommit://'), UNKNOWN_CLONE]) : null;
}

function* upwards(directory: string): Generator<string> {
  yield directory;
  const above = posix.dirname(directory);
  if (above !== directory) yield* upwards(above);
}

function remote([verb, name, address]: readonly ShellText[], here: Here): readonly Reading[] {
  const isSet = ['add', 'set-url'].includes(knownText(verb ?? EMPTY) ?? '');
  if (isSet && name !== undefined && address !== undefined)
    here.memory.remotes.set(remoteIn(placeOf(here), knownText(name) ?? ''), address);
  return [];
}

/** An address each, or why there is none. */
function submodules([verb, address]: readonly ShellText[], here: Here): readonly (ShellText | string)[] {
  const asked = knownText(verb ?? EMPTY);
  if (asked === 'add') return address === undefined ? [] : [address];
  if (asked !== 'update') return [];
  const file = here.invocation.file(literal('.gitmodules'));
  if (file === null) return ['the submodules are named in `.gitmodules`, which was not read'];
  const origin = knownText(addressOf(undefined, here) ?? EMPTY) ?? '';
  return [...file.text.matchAll(/^\s*url\s*=\s*(\S+)\s*$/gm)].map(([, url = '']) =>
    literal(url.startsWith('../') ? url.replace('..', origin.replace(/\/[^/]*\/?$/, '')) : url),
  );
}
