/** ARN operators: ArnEquals is ArnLike; each of the six fields is compared by itself. Source: elements_condition_operators. */
import type { PatternChar } from '../match/resource.ts';
import { pair } from './operator.ts';
import { like } from './string.ts';

const FIELDS = 6;

export const ARN_OPERATORS = [
  ...pair(['ArnEquals', 'ArnNotEquals'], arnLike, true),
  ...pair(['ArnLike', 'ArnNotLike'], arnLike, true),
];

function arnLike(requested: string, wanted: readonly PatternChar[]): boolean {
  const patterns = fields(wanted);
  const values = fields([...requested]).map((chars) => chars.join(''));
  if (patterns.length !== FIELDS || values.length !== FIELDS) return false;
  return patterns.every((pattern, index) => like(pattern, values[index] ?? ''));
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
