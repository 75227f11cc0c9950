/** What is newly allowed of one action on one resource: under which tests, once each statement has said its word. */
import { inOrder, literalOf, type Cube } from './cubes.ts';
import { ALWAYS, CUBE_BOUND, NEVER, TOO_LARGE, type Diagram, type Diagrams } from './diagrams.ts';
import { isDoubtful, type Match } from './match.ts';
import type { Membership } from './partition.ts';
import type { Exclusions, ReadyStatement } from './statements.ts';

/** Equal ones are the same object. */
export interface Gain {
  readonly cube: Cube;
  /** Why it may be less; null: it is exactly this. */
  readonly atMost: string | null;
}

const ROLES = {
  after: { allow: 'allowAfter', deny: 'denyAfter' },
  before: { allow: 'allowBefore', deny: 'denyBefore' },
} as const;

type Role = 'allowAfter' | 'denyAfter' | 'allowBefore' | 'denyBefore';

/** All four sides are read so that what is doubtful makes the gain greater, never smaller. */
const READINGS = {
  allowAfter: 'atMost',
  denyBefore: 'atMost',
  denyAfter: 'atLeast',
  allowBefore: 'atLeast',
} as const satisfies Record<Role, 'atLeast' | 'atMost'>;

interface Acting {
  readonly role: Role;
  readonly index: number;
  readonly moves: boolean;
  readonly action: Membership;
}

/** What the statements say of one group of resources, each under its own tests. */
export type GainsOn = (matches: readonly Match[], inhabited: boolean) => readonly Gain[];

/** Compares what statements say, once for all that they say alike. */
export class Comparison {
  readonly #statements: readonly ReadyStatement[];
  readonly #diagrams: Diagrams;
  readonly #exclusions: Exclusions;
  readonly #possible = new Map<string, Diagram>();
  readonly #known = new Map<string, readonly Gain[]>();
  readonly #gains = new Map<string, Gain>();

  constructor(statements: readonly ReadyStatement[], diagrams: Diagrams, exclusions: Exclusions) {
    this.#statements = statements;
    this.#diagrams = diagrams;
    this.#exclusions = exclusions;
  }

  /** For actions of which the statements say `memberships`; null where nothing can be newly allowed of them. */
  of(memberships: readonly Membership[]): GainsOn | null {
    const acting = this.#statements.flatMap(({ side, effect, moves }, index): readonly Acting[] => {
      const action = memberships[index] ?? 'no';
      return action === 'no' ? [] : [{ role: ROLES[side][effect], index, moves, action }];
    });
    const allowing = acting.filter(({ role }) => role === 'allowAfter');
    const moving = acting.filter(({ moves }) => moves);
    if (allowing.length === 0 || moving.length === 0) return null;
    return (matches, inhabited) => {
      const speaks = ({ index }: Acting): boolean => matches[index]?.atMost !== NEVER;
      return moving.some(speaks) && allowing.some(speaks)
        ? this.#gainsOf(this.#said(acting, matches), inhabited)
        : [];
    };
  }

  #said(acting: readonly Acting[], matches: readonly Match[]): Said {
    const sides = { allowAfter: NEVER, denyAfter: NEVER, allowBefore: NEVER, denyBefore: NEVER };
    const moved = { ...sides };
    const allows: { readonly moves: boolean; readonly read: Diagram }[] = [];
    let doubtful = false;
    this.#diagrams.ask();
    for (const { role, index, moves, action } of acting) {
      const match = matches[index];
      if (match === undefined || match.atMost === NEVER) continue;
      doubtful ||= action === 'maybe' || isDoubtful(match);
      const isNotSure = action === 'maybe' && READINGS[role] === 'atLeast';
      const read = isNotSure ? NEVER : match[READINGS[role]];
      sides[role] = this.#diagrams.or(sides[role], read);
      if (moves) moved[role] = this.#diagrams.or(moved[role], read);
      if (role === 'allowAfter') allows.push({ moves, read });
    }
    const touching = allows.filter(({ moves }) => moves || moved.denyBefore !== NEVER);
    return { sides, moved, touching: touching.map(({ read }) => read), isDoubtful: doubtful };
  }

  #gainsOf({ sides, moved, touching, isDoubtful: doubtful }: Said, inhabited: boolean): readonly Gain[] {
    const readings = this.#readings(sides, moved);
    const [gained] = readings;
    if (gained === NEVER) return [];
    const apart = gained === TOO_LARGE ? touching.join() : '';
    const key = `${readings.join()} ${apart} ${inhabited} ${doubtful}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const exact = this.#cubes(readings[0] ?? TOO_LARGE);
    const doubts = [
      ...(inhabited ? [] : [NOT_DECIDED]),
      ...(doubtful ? [NOT_TOLD_APART] : []),
      ...(exact === null ? [TOO_MANY_TESTS] : []),
    ];
    const atMost = doubts.length === 0 ? null : doubts.sort().join('; ');
    const cubes = exact ?? this.#narrowest(readings.slice(1)) ?? this.#oneByOne(touching) ?? [[]];
    const found = inOrder(cubes).map((cube) => this.#gain(cube, atMost));
    this.#known.set(key, found);
    return found;
  }

  /**
   * What is gained, and then what is no less than that and may take fewer cubes to say. Nothing is gained but by an
   * Allow that moved, or where a Deny that moved held it back.
   */
  #readings(
    { allowAfter, denyAfter, allowBefore, denyBefore }: Said['sides'],
    moved: Said['moved'],
  ): readonly Diagram[] {
    const diagrams = this.#diagrams;
    const touched = diagrams.or(moved.allowAfter, diagrams.and(allowAfter, moved.denyBefore));
    const allowedBefore = diagrams.minus(allowBefore, denyBefore);
    const undenied = diagrams.minus(touched, denyAfter);
    return [
      diagrams.minus(undenied, allowedBefore),
      undenied,
      diagrams.minus(touched, allowedBefore),
      touched,
    ];
  }

  #narrowest(readings: readonly Diagram[]): readonly Cube[] | null {
    for (const reading of readings) {
      const cubes = this.#cubes(reading);
      if (cubes !== null) return cubes;
    }
    return null;
  }

  /** What several statements ask for, where it is too costly to put together. */
  #oneByOne(statements: readonly Diagram[]): readonly Cube[] | null {
    const found = [...new Set(statements)].map((one) => this.#cubes(one));
    const cubes = found.flatMap((one) => one ?? []);
    return found.includes(null) || cubes.length > CUBE_BOUND ? null : cubes;
  }

  /** Null where they would be too many. Whether tests hold together that cannot is left open, which makes for fewer. */
  #cubes(diagram: Diagram): readonly Cube[] | null {
    this.#diagrams.ask();
    const possible = this.#possibleFor(diagram);
    if (possible === TOO_LARGE) return this.#diagrams.cubes(diagram, diagram);
    const most = this.#diagrams.or(diagram, this.#diagrams.minus(ALWAYS, possible));
    return this.#diagrams.cubes(this.#diagrams.and(diagram, possible), most);
  }

  /** Where no two tests hold that cannot hold together, of those that the function hangs on. */
  #possibleFor(diagram: Diagram): Diagram {
    const diagrams = this.#diagrams;
    const tests = diagrams.testsOf(diagram);
    const pairs = tests.flatMap((test) => {
      const excluded = this.#exclusions(test);
      return tests
        .filter((other) => other > test && excluded.has(other))
        .map((other) => [test, other] as const);
    });
    const key = pairs.join();
    const known = this.#possible.get(key);
    if (known !== undefined) return known;
    const possible = pairs.reduceRight<Diagram>(
      (all, pair) => diagrams.minus(all, diagrams.ofCube(pair.map((test) => literalOf(test, true)))),
      ALWAYS,
    );
    this.#possible.set(key, possible);
    return possible;
  }

  #gain(cube: Cube, atMost: string | null): Gain {
    const key = `${cube.join()} ${atMost}`;
    const gain = this.#gains.get(key) ?? { cube, atMost };
    this.#gains.set(key, gain);
    return gain;
  }
}

interface Said {
  readonly sides: Readonly<Record<Role, Diagram>>;
  /** Of the statements that moved alone. */
  readonly moved: Readonly<Record<Role, Diagram>>;
  /** Of each Allow of `after` in which something can be gained. */
  readonly touching: readonly Diagram[];
  readonly isDoubtful: boolean;
}

const NOT_DECIDED = 'whether there is any such action and resource was too costly to decide';
const NOT_TOLD_APART = 'there are too many patterns to tell all their overlaps apart';
const TOO_MANY_TESTS = 'too many conditions meet here to be worked out';
