/** Files that commands fetch from elsewhere: what is in them is not known, but where it comes from is. Source: curl(1), wget(1), unzip(1). */
import type { Invocation } from './invocation.ts';
import { concat, EMPTY, fetched, isKnown, knownPrefix, knownText, literal, type ShellText } from './text.ts';
import { optionNames, readOptions } from './tools/options.ts';

const CURL = optionNames(
  '-o --output -H --header -u --user -X --request -d --data --data-binary -A --user-agent -m --max-time --retry --retry-delay --connect-timeout -e -x --proxy -b -c -w --write-out -F --form --cacert --url -T --upload-file',
);
const WGET = optionNames(
  '-O --output-document -P --directory-prefix --header --tries -t --timeout -T -o -U --user --password',
);

/** Of a path. */
const MOST_SHOWN = 60;

/** What is printed of it; null: the command fetches nothing, or keeps it in a file. */
export function download(invocation: Invocation): ShellText | null {
  const { name, args } = invocation;
  if (name === 'unzip' || name === 'tar' || name === 'bsdtar') unpack(invocation);
  if (name !== 'curl' && name !== 'wget') return null;
  const printed = name === 'curl' ? curl(invocation) : wget(invocation);
  // What is fetched with a word of AWS's may be an answer to it.
  return args.some(({ pieces }) => pieces.some((piece) => !isKnown(piece) && piece.isWord === true))
    ? null
    : printed;
}

function curl({ args, write }: Invocation): ShellText | null {
  const { operands, last, has } = readOptions(args, CURL);
  const url = last('--url') ?? operands[0];
  const place = placeOf(url);
  if (url === undefined || place === null) return null;
  const keepsName = has('--remote-name') || args.some((arg) => /^-[a-zA-Z]*O/.test(knownPrefix(arg)));
  const target = last('-o', '--output') ?? gluedTarget(args) ?? (keepsName ? nameIn(url) : null);
  if (target === null || knownText(target) === '-') return fetched(place);
  write(target, fetched(place));
  return EMPTY;
}

/** `-fsSLo FILE`: the last of some letters takes the next word. */
function gluedTarget(args: readonly ShellText[]): ShellText | null {
  const at = args.findIndex((arg) => /^-[a-zA-Z]+o$/.test(knownText(arg) ?? ''));
  return at < 0 ? null : (args[at + 1] ?? null);
}

function wget({ args, write }: Invocation): ShellText | null {
  const { operands, last } = readOptions(args, WGET);
  const url = operands[0];
  const place = placeOf(url);
  if (url === undefined || place === null) return null;
  const at = args.findIndex((arg) => /^-[a-zA-Z]+O-?$/.test(knownText(arg) ?? ''));
  const glued =
    at < 0 ? undefined : knownText(args[at] ?? EMPTY)?.endsWith('-') ? literal('-') : args[at + 1];
  const target = last('-O', '--output-document') ?? glued ?? nameIn(url);
  if (target === null || knownText(target) === '-') return fetched(place);
  const folder = last('-P', '--directory-prefix');
  write(folder === null ? target : concat([folder, literal('/'), target]), fetched(place));
  return EMPTY;
}

/** `get.example.com/install.sh`, without what may be a secret in it: a user, a query. */
function placeOf(url: ShellText | undefined): string | null {
  const found = /^(?:https?:[/][/])?([a-z0-9-]+(?:[.][a-z0-9-]+)+)(?::\d+)?([/][\w./-]*)/i.exec(
    knownPrefix(url ?? EMPTY),
  );
  if (found === null) return null;
  const [, host = '', path = ''] = found;
  return path.length > MOST_SHOWN ? `${host}${path.slice(0, MOST_SHOWN)}…` : `${host}${path}`;
}

function nameIn(url: ShellText): ShellText | null {
  const name = /[/]([^/?#]+)$/.exec(knownText(url) ?? '')?.[1];
  return name === undefined ? null : literal(name);
}

/** What is known of an archive is where its installer lies: AWS's own in `aws`, any other's in the folder that is named for it. */
function unpack({ name, args, contents, write }: Invocation): void {
  const isZip = name === 'unzip';
  const { operands, last } = readOptions(args, isZip ? ['-d', '-x'] : ['-C', '--directory', '-f', '--file']);
  const archive = isZip ? operands[0] : (last('-f', '--file') ?? operands[0]);
  const text = archive === undefined ? null : contents(archive);
  const from = text?.pieces.find((piece) => !isKnown(piece) && piece.fetchedFrom !== undefined);
  if (archive === undefined || text === null || from === undefined) return;
  const folder = isZip ? last('-d') : last('-C', '--directory');
  const isAwsCli = /awscli/.test(knownText(archive) ?? '');
  if (isAwsCli)
    write(concat([...(folder === null ? [] : [folder, literal('/')]), literal('aws/install')]), text);
  else if (folder !== null) write(concat([folder, literal('/install')]), text);
}
