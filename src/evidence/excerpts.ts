/**
 * The lines around a fact, so that it is seen in its context. Comes in: a snapshot and a piece of evidence. Goes out: a few lines of
 * the log or buildspec it was found in, with their numbers. Never: a line that is not surely the one, or a secret that is known.
 */
import { remember } from '#basics/remember.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { asTheBuildRan } from './as-the-build-ran.ts';
import type { Evidence } from './evidence.ts';
import { maskSecrets, secretValues } from '#account/mask-secrets.ts';

/** Lines in a row; `line` is the number of the one that the fact stands on. */
export interface Excerpt {
  readonly line: number;
  readonly lines: readonly { readonly number: number; readonly text: string }[];
}

const AROUND = 3;
/** A private key is some fifty lines: whether the lines shown are of one is told by those before them. */
const MASKED_BEFORE = 60;
const LONGEST_LINE = 1_000;

/** Null where the place is no line of what the snapshot holds. */
export function excerptOf(snapshot: Snapshot, { source }: Evidence): Excerpt | null {
  const line = Number(/^(?:log|buildspec) line (\d{1,7})$/.exec(source.where)?.[1] ?? 0);
  if (line === 0) return null;
  const [start = ''] = source.text.trim().split('\n', 1);
  // Of a build that was started with a buildspec of its own the same place may be meant in either.
  const text = textsFor(snapshot, source.kind).find((lines) => holds(lines[line - 1], start, snapshot));
  return text === undefined ? null : around(text, line, snapshot);
}

const PREFIX = 40;

function holds(line: string | undefined, start: string, snapshot: Snapshot): boolean {
  return line !== undefined && maskSecrets(line, secretsOf(snapshot)).includes(start.slice(0, PREFIX));
}

function textsFor(snapshot: Snapshot, kind: Evidence['source']['kind']): readonly (readonly string[])[] {
  const { log, build, project } = snapshot;
  if (kind === 'build-log') return log.kind === 'known' ? [log.value.lines] : [];
  if (kind !== 'buildspec') return [];
  const inline = [project.source.buildspec, build.kind === 'known' ? build.value.buildspec : null];
  return inline.flatMap((text) => (text === null ? [] : [text.split('\n')]));
}

/** Values that are known to be secrets of the build that is looked at. */
export const secretsOf: (snapshot: Snapshot) => readonly string[] = remember(
  ({ project, build }: Snapshot): readonly string[] =>
    secretValues([
      ...project.environment.variables,
      ...asTheBuildRan(project, build.kind === 'known' ? build.value : null).environment.variables,
    ]),
);

function around(all: readonly string[], line: number, snapshot: Snapshot): Excerpt | null {
  const [first, last] = [Math.max(0, line - 1 - AROUND), Math.min(all.length, line + AROUND)];
  const begin = Math.max(0, first - MASKED_BEFORE);
  const masked = maskSecrets(all.slice(begin, last).join('\n'), secretsOf(snapshot)).split('\n');
  // A secret of several lines was taken out: which line is which can no longer be told.
  if (masked.length !== last - begin) return null;
  const shown = masked.slice(first - begin);
  // A whole file on one line is no context, and how its parts are quoted hides what masking goes by.
  if (shown.some((text) => text.length > LONGEST_LINE)) return null;
  return {
    line,
    lines: shown.map((text, index) => ({ number: first + index + 1, text })),
  };
}
