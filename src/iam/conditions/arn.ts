/** ARN operators: ArnEquals is ArnLike; each of the six fields is compared by itself. Source: elements_condition_operators. */
import type { PatternChar } from '../match/resource.ts';
import { pair, type ValueTest } from './operator.ts';
import { like } from './string.ts';

const FIELDS = 6;

export const ARN_OPERATORS = [
  ...pair(['ArnEquals', 'ArnNotEquals'], arnLike, true),
  ...pair(['ArnLike', 'ArnNotLike'], arnLike, true),
];

function arnLike(wanted: readonly PatternChar[]): ValueTest {
  const patterns = fields(wanted).map(like);
  if (patterns.length !== FIELDS) return () => false;
  return (requested) => {
    let from = 0;
    let left = FIELDS;
    for (const matches of patterns) {
      const colon = --left === 0 ? requested.length : requested.indexOf(':', from);
      if (colon === -1 || !matches(requested.slice(from, colon))) return false;
      from = colon + 1;
    }
    return true;
  };
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
