import { describe, expect, it } from 'vitest';
import { holdsIn, literalOf, testOf, type Cube } from '#iam/access/cubes.ts';
import { ALWAYS, Diagrams, NEVER, TOO_LARGE, type Diagram } from '#iam/access/diagrams.ts';
import { randomFrom, type Random } from '../../oracle/random.ts';

const TESTS = 5;
/** Which tests hold, as bits. */
const WORLDS = Array.from({ length: 2 ** TESTS }, (_, world) => world);

const liesIn = (world: number, cubes: readonly Cube[]): boolean =>
  cubes.some((cube) =>
    cube.every((literal) => (((world >> testOf(literal)) & 1) === 1) === holdsIn(literal)),
  );

const randomCubes = (random: Random): readonly Cube[] =>
  Array.from({ length: random.below(6) }, () =>
    Array.from({ length: TESTS }, (_, test) => test).flatMap((test) =>
      random.chance(0.4) ? [literalOf(test, random.chance(0.5))] : [],
    ),
  );

const unionOf = (diagrams: Diagrams, cubes: readonly Cube[]): Diagram =>
  cubes.reduce<Diagram>((all, cube) => diagrams.or(all, diagrams.ofCube(cube)), NEVER);

describe('decision diagrams', () => {
  it('hold of the worlds that both, either or only the first of two functions hold of', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = randomFrom(seed);
      const [one, other] = [randomCubes(random), randomCubes(random)];
      const diagrams = new Diagrams();
      const [left, right] = [unionOf(diagrams, one), unionOf(diagrams, other)];
      const worldsOf = (diagram: Diagram): readonly number[] =>
        WORLDS.filter((world) => liesIn(world, diagrams.cubes(diagram, diagram) ?? []));
      const where = (holds: (first: boolean, second: boolean) => boolean): readonly number[] =>
        WORLDS.filter((world) => holds(liesIn(world, one), liesIn(world, other)));
      expect(worldsOf(diagrams.and(left, right))).toEqual(where((first, second) => first && second));
      expect(worldsOf(diagrams.or(left, right))).toEqual(where((first, second) => first || second));
      expect(worldsOf(diagrams.minus(left, right))).toEqual(where((first, second) => first && !second));
    }
  });

  it('are the same for the same function, however it is put together', () => {
    const diagrams = new Diagrams();
    const [a, b] = [diagrams.ofCube([literalOf(0, true)]), diagrams.ofCube([literalOf(1, true)])];
    expect(diagrams.or(diagrams.and(a, b), diagrams.minus(a, b))).toBe(a);
    expect(diagrams.or(a, diagrams.minus(ALWAYS, a))).toBe(ALWAYS);
  });

  it('are written in cubes of which none can be spared, between the least and the most that is asked for', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = randomFrom(seed);
      const diagrams = new Diagrams();
      const least = unionOf(diagrams, randomCubes(random));
      const most = diagrams.or(least, unionOf(diagrams, randomCubes(random)));
      const cubes = diagrams.cubes(least, most) ?? [];
      const union = unionOf(diagrams, cubes);
      expect([diagrams.minus(least, union), diagrams.minus(union, most)]).toEqual([NEVER, NEVER]);
      for (const cube of cubes) {
        const others = unionOf(
          diagrams,
          cubes.filter((other) => other !== cube),
        );
        expect(diagrams.minus(least, others)).not.toBe(NEVER);
      }
    }
  });

  it('are given up where they would take too long, never made smaller', () => {
    const diagrams = new Diagrams();
    // Half of the tests before the other half: the diagram of these pairs doubles with each (Bryant 1986).
    const pairs = Array.from(
      { length: 20 },
      (_, test): Cube => [literalOf(test, true), literalOf(test + 20, true)],
    );
    const union = unionOf(diagrams, pairs);
    expect(union).toBe(TOO_LARGE);
    expect(diagrams.cubes(union, union)).toBeNull();
    expect(diagrams.or(union, ALWAYS)).toBe(ALWAYS);
    expect(diagrams.minus(union, ALWAYS)).toBe(NEVER);
    expect(diagrams.minus(union, union)).toBe(TOO_LARGE);
  });
});
