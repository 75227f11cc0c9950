/**
 * What a build's log says went wrong. Comes in: log text, whole or as a stream of bytes. Goes out: denials as AWS
 * worded them and symptoms that name no permission, each with its place.
 * Never: fills in a field that is not in the text, trusts a line (all is graded `claimed`), throws on any text,
 * holds more than a bounded part of a stream.
 */
import type { BuildLog } from '#account/snapshot.ts';
import type { Denial, Evidence, Source } from './evidence.ts';
import type { FailureEntry } from './log/distinct-failures.ts';
import type { Failure } from './log/failures.ts';
import { LogScanner } from './log/log-scanner.ts';

/** Every denial the text words, each once. */
export function readDenials(text: string): readonly Denial[] {
  return readMessages(text).flatMap(({ failure }) => (failure.kind === 'denial' ? [failure.denial] : []));
}

/** Every failure the text speaks of, each once, in order. */
export function readMessages(text: string): readonly FailureEntry[] {
  const scanner = new LogScanner();
  scanner.push(Buffer.from(text));
  return scanner.finish().entries;
}

/** Evidence of a build's log. `followsFrom` counts from the first item of this very list. */
export function readBuildLog(log: BuildLog): readonly Evidence[] {
  return evidenceOf(readMessages(log.lines.join('\n')), 'claimed', (failure) => ({
    kind: 'build-log',
    where: `log line ${lineOf(failure)}`,
    text: failure.text,
  }));
}

/** Failures as evidence of one grade. */
export function evidenceOf(
  entries: readonly FailureEntry[],
  grade: Evidence['grade'],
  sourceOf: (failure: Failure) => Source,
): readonly Evidence[] {
  return entries.map(({ failure, followsFrom }) => {
    const source = sourceOf(failure);
    const told = { grade, source, ...(failure.wentOn ? ({ wentOn: true } as const) : {}) };
    if (failure.kind === 'denial') return { kind: 'denial', ...told, denial: failure.denial };
    return { kind: 'symptom', ...told, symptom: failure.symptom, detail: failure.detail, followsFrom };
  });
}

function lineOf(failure: Failure): number {
  return failure.kind === 'denial' ? failure.denial.line : failure.line;
}
