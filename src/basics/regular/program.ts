/**
 * Patterns as programs that are run over a text in one pass: every way to go on is followed at once, so no pattern
 * takes longer than its length times the text's. Comes in: a pattern as a tree. Goes out: where it matches, the
 * first and there the longest, as POSIX has it. Never: goes back over the text.
 * Source: R. Cox, Regular Expression Matching: the Virtual Machine Approach.
 */
export type Pattern =
  /** One character. */
  | { readonly kind: 'one'; readonly has: (code: number) => boolean }
  /** A place between two characters; `looks`: by what they are, and not by where the text ends. */
  | {
      readonly kind: 'place';
      readonly holds: (text: string, at: number) => boolean;
      readonly looks?: true;
    }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'either'; readonly parts: readonly Pattern[] }
  /** `most` null: without end. */
  | { readonly kind: 'repeat'; readonly of: Pattern; readonly least: number; readonly most: number | null }
  | { readonly kind: 'group'; readonly index: number; readonly of: Pattern };

type Instruction =
  | Extract<Pattern, { readonly kind: 'one' | 'place' }>
  | { readonly kind: 'fork'; readonly to: readonly number[] }
  | { readonly kind: 'mark'; readonly slot: number }
  | { readonly kind: 'end' };

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly groups: number;
}

/** Instructions of a pattern whose repetitions are written out; a buildspec's has some dozens. */
const SIZE_BOUND = 2_000;

/** Null for a pattern that would be too large. */
export function compile(pattern: Pattern, groups: number): Program | null {
  if (sizeOf(pattern) > SIZE_BOUND) return null;
  const instructions: Instruction[] = [];
  emit(instructions, { kind: 'group', index: 0, of: pattern });
  instructions.push({ kind: 'end' });
  return { instructions, groups };
}

function sizeOf(pattern: Pattern): number {
  switch (pattern.kind) {
    case 'one':
    case 'place':
      return 1;
    case 'group':
      return 2 + sizeOf(pattern.of);
    case 'sequence':
    case 'either':
      return pattern.parts.reduce((sum, part) => sum + 1 + sizeOf(part), 1);
    case 'repeat':
      return (1 + sizeOf(pattern.of)) * Math.max(1, pattern.least, pattern.most ?? pattern.least + 1);
    default:
      return pattern satisfies never;
  }
}

function emit(into: Instruction[], pattern: Pattern): void {
  switch (pattern.kind) {
    case 'one':
    case 'place':
      into.push(pattern);
      return;
    case 'group':
      into.push({ kind: 'mark', slot: 2 * pattern.index });
      emit(into, pattern.of);
      into.push({ kind: 'mark', slot: 2 * pattern.index + 1 });
      return;
    case 'sequence':
      for (const part of pattern.parts) emit(into, part);
      return;
    case 'either':
      emitEither(into, pattern.parts);
      return;
    case 'repeat':
      emitRepeat(into, pattern);
      return;
    default:
      pattern satisfies never;
  }
}

function emitEither(into: Instruction[], parts: readonly Pattern[]): void {
  const starts: number[] = [];
  into.push({ kind: 'fork', to: starts });
  const after: number[] = [];
  for (const part of parts) {
    starts.push(into.length);
    emit(into, part);
    into.push({ kind: 'fork', to: after });
  }
  after.push(into.length);
}

function emitRepeat(
  into: Instruction[],
  { of, least, most }: Extract<Pattern, { readonly kind: 'repeat' }>,
): void {
  for (let count = 0; count < least; count += 1) emit(into, of);
  // Ways out, whose end is only known when all is emitted.
  const out: number[][] = [];
  const optional = (): void => {
    const to = [into.length + 1];
    out.push(to);
    into.push({ kind: 'fork', to });
    emit(into, of);
  };
  if (most === null) {
    const again = into.length;
    optional();
    into.push({ kind: 'fork', to: [again] });
  } else for (let count = least; count < most; count += 1) optional();
  for (const to of out) to.push(into.length);
}
