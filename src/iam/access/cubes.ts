/**
 * Tests that may hold or not, together: a cube is the tests that must hold and those that must not. A set of cubes
 * stands for the requests that lie in one of them.
 */

/** Twice the number of the test; one more where the test must not hold. */
export type Literal = number;
/** Ascending, no test twice. The empty cube is every request. */
export type Cube = readonly Literal[];

export const testOf = (literal: Literal): number => literal >> 1;
export const holdsIn = (literal: Literal): boolean => (literal & 1) === 0;
export const literalOf = (test: number, holds: boolean): Literal => test * 2 + (holds ? 0 : 1);

/** The literals are not of one test that holds and does not. */
export const cubeOf = (literals: readonly Literal[]): Cube =>
  [...new Set(literals)].sort((left, right) => left - right);

/** The shortest first; in an order that hangs on the cubes alone. */
export function inOrder(cubes: readonly Cube[]): readonly Cube[] {
  return cubes.toSorted((one, other) => one.length - other.length || compared(one, other));
}

function compared(one: Cube, other: Cube): number {
  const at = one.findIndex((literal, index) => literal !== other[index]);
  return (one[at] ?? 0) - (other[at] ?? 0);
}
