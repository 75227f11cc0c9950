/** ARN operators: ArnEquals is ArnLike; each of the six fields is compared by itself. Source: elements_condition_operators. */
import { isArn } from '../arn.ts';
import type { PatternChar } from '../match/resource.ts';
import { plainText } from '../variables.ts';
import { pair, type ValueIndex, type ValueTest } from './operator.ts';
import { like, LITERAL } from './string.ts';

const FIELDS = 6;

/** What is no ARN has to be tested, and matches nothing. */
const INDEX: ValueIndex = {
  ...LITERAL,
  wanted: (chars) => (fields(chars).length === FIELDS ? LITERAL.wanted(chars) : null),
};

/** Of a pattern, which may stand for all the fields it lacks, nothing is said. */
const takes = (value: string): boolean => /[*?]/.test(value) || isArn(value);

export const ARN_OPERATORS = [
  ...pair(['ArnEquals', 'ArnNotEquals'], { compile: arnLike, index: INDEX, takes }, true),
  ...pair(['ArnLike', 'ArnNotLike'], { compile: arnLike, index: INDEX, takes }, true),
];

function arnLike(wanted: readonly PatternChar[]): ValueTest {
  const patterns = fields(wanted);
  if (patterns.length !== FIELDS) return () => false;
  // Most name partition, service, region and account in full: one look tells all of them.
  const wild = patterns.findIndex((field) => field.includes('*') || field.includes('?'));
  const first = wild === -1 ? FIELDS - 1 : wild;
  const beginning = patterns
    .slice(0, first)
    .map((field) => `${plainText(field)}:`)
    .join('');
  const rest = patterns.slice(first).map(like);
  return (requested) => requested.startsWith(beginning) && fieldsMatch(rest, requested, beginning.length);
}

/** The fields of an ARN from `start` on; the last one is all that is left. */
function fieldsMatch(patterns: readonly ValueTest[], arn: string, start: number): boolean {
  let from = start;
  let left = patterns.length;
  for (const matches of patterns) {
    const colon = --left === 0 ? arn.length : arn.indexOf(':', from);
    if (colon === -1 || !matches(arn.slice(from, colon))) return false;
    from = colon + 1;
  }
  return true;
}

/** The six fields; the last one keeps its colons. */
function fields(chars: readonly PatternChar[]): readonly (readonly PatternChar[])[] {
  const found: PatternChar[][] = [[]];
  for (const char of chars) {
    // A colon that a variable brought separates like a written one: what is compared is the ARN it makes.
    if ((typeof char === 'string' ? char : char.literal) === ':' && found.length < FIELDS) found.push([]);
    else found.at(-1)?.push(char);
  }
  return found;
}
