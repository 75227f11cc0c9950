/** What is newly allowed of one action on one resource: under which tests, once each statement has said its word. */
import { absorbed, difference, intersection, simplified, type Cube, type Exclusions } from './cubes.ts';
import { isDoubtful, withAction, type Match } from './match.ts';
import type { Membership } from './partition.ts';
import type { ReadyStatement } from './statements.ts';

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
  readonly #exclusions: Exclusions;
  readonly #known = new Map<string, readonly Gain[]>();

  constructor(statements: readonly ReadyStatement[], exclusions: Exclusions) {
    this.#statements = statements;
    this.#exclusions = exclusions;
  }

  /** For actions of which the statements say `memberships`; null where nothing can be newly allowed of them. */
  of(memberships: readonly Membership[]): GainsOn | null {
    const acting = this.#statements.flatMap(({ side, effect, moves }, index): readonly Acting[] => {
      const action = memberships[index] ?? 'no';
      return action === 'no' ? [] : [{ role: ROLES[side][effect], index, moves, action }];
    });
    if (!acting.some(({ role }) => role === 'allowAfter')) return null;
    const moving = acting.filter(({ moves }) => moves);
    if (moving.length === 0) return null;
    return (matches, inhabited) =>
      moving.every(({ index }) => matches[index]?.atMost.length === 0)
        ? []
        : this.#gains(said(acting, matches), inhabited);
  }

  #gains(words: Said, inhabited: boolean): readonly Gain[] {
    if (words.sides.allowAfter.size === 0) return [];
    const sides = Object.values(words.sides).map((side) => [...side.keys()].sort().join(''));
    const key = [inhabited, words.isDoubtful, ...sides].join(';');
    const found = this.#known.get(key) ?? gains(words, inhabited, this.#exclusions);
    this.#known.set(key, found);
    return found;
  }
}

/** By side and spelling, the cubes in which a statement matches. */
interface Said {
  readonly sides: Readonly<Record<Role, ReadonlyMap<string, Cube>>>;
  readonly isDoubtful: boolean;
}

function said(acting: readonly Acting[], matches: readonly Match[]): Said {
  const sides: Record<Role, Map<string, Cube>> = {
    allowAfter: new Map(),
    denyAfter: new Map(),
    allowBefore: new Map(),
    denyBefore: new Map(),
  };
  let doubtful = false;
  for (const { role, index, action } of acting) {
    const match = matches[index];
    if (match === undefined || match.atMost.length === 0) continue;
    const own = withAction(match, action);
    doubtful ||= isDoubtful(own);
    for (const cube of own[READINGS[role]]) sides[role].set(`(${cube.join()})`, cube);
  }
  return { sides, isDoubtful: doubtful };
}

function gains(
  { sides, isDoubtful: doubtful }: Said,
  inhabited: boolean,
  exclusions: Exclusions,
): readonly Gain[] {
  const doubts = new Set<string>();
  if (!inhabited) doubts.add(NOT_DECIDED);
  if (doubtful) doubts.add(NOT_TOLD_APART);
  const of = (role: Role): readonly Cube[] => absorbed([...sides[role].values()]);
  const bounded = (found: readonly Cube[] | null, wider: readonly Cube[]): readonly Cube[] => {
    if (found === null) doubts.add(TOO_MANY_TESTS);
    return found ?? wider;
  };
  const granted = of('allowAfter');
  const notGranted = bounded(difference(granted, of('allowBefore'), exclusions), granted);
  const undenied = bounded(intersection(granted, of('denyBefore'), exclusions), granted);
  const fresh = absorbed([...notGranted, ...undenied]);
  const allowed = bounded(difference(fresh, of('denyAfter'), exclusions), fresh);
  const atMost = doubts.size === 0 ? null : [...doubts].sort().join('; ');
  return simplified(allowed, exclusions).map((cube) => ({ cube, atMost }));
}

const NOT_DECIDED = 'whether there is any such action and resource was too costly to decide';
const NOT_TOLD_APART = 'there are too many patterns to tell all their overlaps apart';
const TOO_MANY_TESTS = 'too many conditions meet here to be worked out';
