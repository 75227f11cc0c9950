/** What a text says went wrong, in the order in which it says so. */
import { remember } from '#basics/remember.ts';
import type { Span } from '#basics/text-span.ts';
import type { Denial } from '../evidence.ts';
import type { Symptom } from '../symptoms.ts';
import { type CleanText, cleanText } from './clean-text.ts';
import { CommandLines } from './command-lines.ts';
import { findDenials, type FoundDenial } from './denials.ts';
import { passedTests } from './passed-tests.ts';
import { type PartOfBuild, purposeOf } from './purpose.ts';
import { readersIn } from './readers.ts';
import { isShownCode } from './shown-code.ts';
import type { Follows, FoundSymptom } from './found-symptom.ts';
import { findSymptoms } from './symptoms.ts';
import { wentOn } from './went-on.ts';

/** A denial or a symptom with the text that says it, as printed and untrusted. */
export type Failure =
  | {
      readonly kind: 'denial';
      readonly denial: Denial;
      readonly encodedMessage: string | null;
      /** What the call was for, where CodeBuild says so around it. */
      readonly purpose: PartOfBuild | null;
      readonly wentOn: boolean;
      readonly text: string;
    }
  | {
      readonly kind: 'symptom';
      readonly symptom: Symptom;
      readonly detail: Readonly<Record<string, string>>;
      readonly span: Span;
      readonly line: number;
      readonly follows: Follows;
      /** By its own line, whoever says so went on after it. */
      readonly wentOn: boolean;
      readonly text: string;
    };

/** Where a failure stands in the text. */
export function spanOf(failure: Failure): Span {
  return failure.kind === 'denial' ? failure.denial.span : failure.span;
}

/** Longest excerpt that is kept of a message. */
const EXCERPT = 600;

/** Where a part of a text stands in the whole of it. */
export interface Place {
  /** UTF-16 offset of the part's first character, and its line, counted from 1. */
  readonly offset: number;
  readonly line: number;
  readonly startsLine: boolean;
}

/** Of a text that is the whole. */
export const WHOLE: Place = { offset: 0, line: 1, startsLine: true };

/** Failures of one part of a text, with their places in the whole. */
export function readFailures(raw: string, place: Place = WHOLE): readonly Failure[] {
  const clean = cleanText(raw, place.startsLine);
  const readers = readersIn(clean.text);
  const locate = locator(raw, clean, place);
  const commands = new CommandLines(clean.text);
  const isShown = (start: number): boolean => isShownCode(raw, clean.rawOffset(start));
  const denials = findDenials(clean.text, readers.denials).filter(
    ({ start }) => !commands.isOfWords(start) && !isShown(start),
  );
  // Each is asked about for itself and for every denial near it.
  const isPast = remember(
    ({ start, end }: Range): boolean =>
      wentOn(raw, clean.rawOffset(start), clean.rawOffset(end)) || commands.mayFail(start),
  );
  const found = [
    ...denials.map((denial) => ({
      start: denial.start,
      failure: denialFailure(denial, {
        ...locate(denial),
        wentOn: isPast(denial),
        purpose: purposeOf(clean.text, denial),
      }),
    })),
    ...findSymptoms(clean.text, denials, { readers, commands, isPast, isShown }).map((symptom) => ({
      start: symptom.start,
      failure: symptomFailure(symptom, { ...locate(symptom), wentOn: isPast(symptom) }),
    })),
  ];
  const isPassed = passedTests(clean.text);
  return found
    .filter(({ start }) => !isPassed(start))
    .sort((left, right) => left.start - right.start)
    .map(({ failure }) => failure);
}

interface Located {
  readonly span: Span;
  readonly line: number;
  readonly text: string;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

type Locate = (range: Range) => Located;

/** A place, and whether whoever says so there went on. */
interface Told extends Located {
  readonly wentOn: boolean;
}

/** Ranges come in order of their start for each kind, so lines are counted on from the last one. */
function locator(raw: string, clean: CleanText, place: Place): Locate {
  let counted = { offset: 0, line: place.line };
  return ({ start, end }) => {
    const from = clean.rawOffset(start);
    const to = Math.min(raw.length, Math.max(from, clean.rawOffset(Math.max(start, end - 1)) + 1));
    if (from < counted.offset) counted = { offset: 0, line: place.line };
    counted = { offset: from, line: counted.line + countBreaks(raw, counted.offset, from) };
    return {
      span: { start: place.offset + from, end: place.offset + to },
      line: counted.line,
      text: raw.slice(from, Math.min(to, from + EXCERPT)),
    };
  };
}

function countBreaks(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

interface ToldDenial extends Told {
  readonly purpose: PartOfBuild | null;
}

function denialFailure(found: FoundDenial, { span, line, ...told }: ToldDenial): Failure {
  const { action, resource, principal, operation, layer, explicit, policyArn, authorizationId } = found;
  const { missingAction, truncated, encodedMessage } = found;
  const said = {
    action,
    resource,
    principal,
    operation,
    layer,
    explicit,
    policyArn,
    authorizationId,
    missingAction,
  };
  return { kind: 'denial', denial: { ...said, span, line, truncated }, encodedMessage, ...told };
}

function symptomFailure({ symptom, detail, follows }: FoundSymptom, told: Told): Failure {
  return { kind: 'symptom', symptom, detail, follows, ...told };
}
