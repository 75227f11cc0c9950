/**
 * Whether a file or folder is there when a command asks. Comes in: the operator of a test, and a path. Goes out: yes or no where the
 * files of the source are at hand and no earlier command can have made the path or taken it away; otherwise null. Source: POSIX, test.
 */
import type { Existence } from './conditions.ts';
import { pathFrom } from './directory.ts';
import { contentsOf } from './files.ts';
import type { Frame } from './frame.ts';
import type { Invocation } from './invocation.ts';
import type { Listener } from './shell.ts';
import { EMPTY, isKnown, knownText, lengthOf, type ShellText } from './text.ts';

interface Place {
  readonly frame: Frame;
  readonly listener: Pick<Listener, 'script' | 'folder' | 'isWholeSource'>;
}

/** No path is like these. They lie with the files, since what a subshell does to files is there for its parent. */
const MAY_BE_MADE = '/\0may be made';
const MAY_BE_GONE = '/\0may be gone';

/** Commands that make no file but what a redirection of theirs does, and those with subcommands that make none. */
const QUIET: ReadonlySet<string> = new Set(
  `echo printf cat grep egrep fgrep rg sed awk gawk cut tr head tail sort uniq wc jq yq date basename dirname readlink realpath ls stat
  file which type command id whoami uname hostname sleep env printenv seq expr chmod chown nproc df du free ps sha256sum md5sum base64
  apt apt-get yum dnf apk find`.split(/\s+/),
);
const QUIET_OF: ReadonlyMap<string, RegExp> = new Map([
  ['aws', /^(?:sts|ecr|ssm|secretsmanager|ecs|cloudfront|sns|sqs|iam|codepipeline|codebuild|)$/],
  ['docker', /^(?:login|logout|tag|push|pull|images|info|version|ps|build|)$/],
  ['git', /^(?:rev-parse|log|describe|status|diff|config|show|branch|tag|)$/],
]);
const REMOVES = /^(?:rm|rmdir|mv|unlink|shred|find|rsync|make)$/;
const GIT_REMOVES = /^(?:clean|checkout|reset|stash|switch|restore|pull|merge|rm|mv)$/;

/** Remembers that a command which was run may have changed what files there are. */
export function noteCommand({ name, args }: Pick<Invocation, 'name' | 'args'>, frame: Frame): void {
  const words = args.map((arg) => knownText(arg) ?? '');
  const verb = words.find((word) => !word.startsWith('-')) ?? '';
  const isQuiet = QUIET.has(name) || QUIET_OF.get(name)?.test(verb) === true;
  if (isQuiet && !words.some((word) => /^-(?:delete|fprint|fls)/.test(word))) return;
  frame.files.set(MAY_BE_MADE, EMPTY);
  if (REMOVES.test(name) || (name === 'git' && GIT_REMOVES.test(verb))) frame.files.set(MAY_BE_GONE, EMPTY);
}

/** Remembers that something ran of which nothing is known. */
export function noteUnknown(frame: Frame): void {
  frame.files.set(MAY_BE_MADE, EMPTY);
  frame.files.set(MAY_BE_GONE, EMPTY);
}

/** Whether there may be files that are not known: those of the source are not at hand, or a command that was run may have made some. */
export const mayHoldMore = ({ frame, listener }: Place): boolean =>
  !listener.isWholeSource || frame.files.get(MAY_BE_MADE) !== undefined;

/** What tests for files come to at a place. */
export const existenceIn =
  (place: Place): Existence =>
  (operator, target) =>
    existence(operator, target, place);

function existence(operator: string, target: ShellText, place: Place): boolean | null {
  const { frame, listener } = place;
  const path = pathFrom(frame, target);
  const isOfSource = path !== null && !/^\/|(?:^|\/)[.]git(?:\/|$)/.test(path);
  if (!isOfSource || !/^-[defrs]$/.test(operator)) return null;
  const isGone = frame.files.get(MAY_BE_GONE) !== undefined;
  const isWritten = frame.files.get(path) !== undefined;
  if (!listener.isWholeSource && !isWritten) return null;
  const text = contentsOf(place, target);
  // What is known of it in part may hang on a condition.
  if (text !== null && !text.pieces.every(isKnown)) return null;
  if (text !== null) return isGone ? null : operator !== '-d' && (operator !== '-s' || lengthOf(text) > 0);
  if (listener.folder(path) !== null) return isGone || operator === '-s' ? null : operator !== '-f';
  const isMade = frame.files.get(MAY_BE_MADE) !== undefined;
  return !isMade && isAbsent(path, listener) ? false : null;
}

/** Whether no folder of the source has it. */
function isAbsent(path: string, listener: Place['listener']): boolean {
  const [, parent = '.', name = ''] = /^(?:(.*)\/)?([^/]+)$/.exec(path) ?? [];
  const names = listener.folder(parent);
  if (names === null) return parent !== '.' && isAbsent(parent, listener);
  return !names.includes(name) && !names.includes(`${name}/`);
}
