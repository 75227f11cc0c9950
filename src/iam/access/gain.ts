/** What is newly allowed of one action on one resource: under which tests, once each statement has said its word. */
import { inOrder, literalOf, type Cube } from './cubes.ts';
import { ALWAYS, NEVER, TOO_LARGE, type Diagram, type Diagrams } from './diagrams.ts';
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
    const sides: Record<Role, Diagram> = {
      allowAfter: NEVER,
      denyAfter: NEVER,
      allowBefore: NEVER,
      denyBefore: NEVER,
    };
    let doubtful = false;
    for (const { role, index, action } of acting) {
      const match = matches[index];
      if (match === undefined || match.atMost === NEVER) continue;
      doubtful ||= action === 'maybe' || isDoubtful(match);
      const isNotSure = action === 'maybe' && READINGS[role] === 'atLeast';
      sides[role] = this.#diagrams.or(sides[role], isNotSure ? NEVER : match[READINGS[role]]);
    }
    return { sides, isDoubtful: doubtful };
  }

  #gainsOf({ sides, isDoubtful: doubtful }: Said, inhabited: boolean): readonly Gain[] {
    const { allowAfter, denyAfter, allowBefore, denyBefore } = sides;
    const diagrams = this.#diagrams;
    const allowedBefore = diagrams.minus(allowBefore, denyBefore);
    const gained = diagrams.minus(diagrams.minus(allowAfter, denyAfter), allowedBefore);
    if (gained === NEVER) return [];
    const key = `${gained} ${gained === TOO_LARGE ? allowAfter : ''} ${inhabited} ${doubtful}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const exact = this.#cubes(gained);
    const doubts = [
      ...(inhabited ? [] : [NOT_DECIDED]),
      ...(doubtful ? [NOT_TOLD_APART] : []),
      ...(exact === null ? [TOO_MANY_TESTS] : []),
    ];
    const atMost = doubts.length === 0 ? null : doubts.sort().join('; ');
    const cubes = exact ?? this.#cubes(allowAfter) ?? [[]];
    const found = inOrder(cubes).map((cube) => this.#gain(cube, atMost));
    this.#known.set(key, found);
    return found;
  }

  /** Null where they would be too many. Whether tests hold together that cannot is left open, which makes for fewer. */
  #cubes(diagram: Diagram): readonly Cube[] | null {
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
  readonly isDoubtful: boolean;
}

const NOT_DECIDED = 'whether there is any such action and resource was too costly to decide';
const NOT_TOLD_APART = 'there are too many patterns to tell all their overlaps apart';
const TOO_MANY_TESTS = 'too many conditions meet here to be worked out';
