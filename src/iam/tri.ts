/** Three values: yes, no, and what hangs on something unknown. */
export type Tri = 'yes' | 'no' | 'maybe';

export const both = (left: Tri, right: Tri): Tri =>
  left === 'no' || right === 'no' ? 'no' : left === 'yes' && right === 'yes' ? 'yes' : 'maybe';

export const either = (left: Tri, right: Tri): Tri =>
  left === 'yes' || right === 'yes' ? 'yes' : left === 'no' && right === 'no' ? 'no' : 'maybe';

export function allOf(values: Iterable<Tri>): Tri {
  let answer: Tri = 'yes';
  for (const value of values) {
    if (value === 'no') return 'no';
    if (value === 'maybe') answer = 'maybe';
  }
  return answer;
}

export function anyOf(values: Iterable<Tri>): Tri {
  let answer: Tri = 'no';
  for (const value of values) {
    if (value === 'yes') return 'yes';
    if (value === 'maybe') answer = 'maybe';
  }
  return answer;
}

export const not = (value: Tri): Tri => (value === 'yes' ? 'no' : value === 'no' ? 'yes' : 'maybe');

export const tri = (value: boolean): Tri => (value ? 'yes' : 'no');
