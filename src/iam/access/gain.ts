/** What is newly allowed of one action on one resource: under which tests, once each statement has said its word. */
import { difference, intersection, simplified, type Cube } from './cubes.ts';
import { isDoubtful, narrowed, type Match } from './match.ts';
import type { Membership } from './partition.ts';
import type { ReadyStatement } from './statements.ts';

export interface Gain {
  readonly cube: Cube;
  /** Why it may be less; null: it is exactly this. */
  readonly atMost: string | null;
}

type Role = 'allowAfter' | 'denyAfter' | 'allowBefore' | 'denyBefore';

const ROLES = {
  after: { allow: 'allowAfter', deny: 'denyAfter' },
  before: { allow: 'allowBefore', deny: 'denyBefore' },
} as const;

interface Acting {
  readonly role: Role;
  readonly index: number;
  readonly statement: ReadyStatement;
  readonly action: Membership;
}

/** For actions of which the statements say `memberships`; null where nothing can be newly allowed of them. */
export function comparison(
  statements: readonly ReadyStatement[],
  memberships: readonly Membership[],
): ((matches: readonly Match[], inhabited: boolean) => readonly Gain[]) | null {
  const acting = statements.flatMap((statement, index): readonly Acting[] => {
    const action = memberships[index] ?? 'no';
    return action === 'no'
      ? []
      : [{ role: ROLES[statement.side][statement.effect], index, statement, action }];
  });
  if (!acting.some(({ role }) => role === 'allowAfter')) return null;
  const moving = acting.filter(({ statement }) => statement.moves);
  if (moving.length === 0) return null;
  const known = new Map<string, readonly Gain[]>();
  return (matches, inhabited) => {
    if (moving.every(({ index }) => matches[index]?.atMost.length === 0)) return [];
    const key = [inhabited, ...acting.map(({ index }) => matches[index]?.key)].join();
    const found = known.get(key) ?? gains(acting, matches, inhabited);
    known.set(key, found);
    return found;
  };
}

/** All four sides are read so that what is doubtful makes the gain greater, never smaller. */
function gains(acting: readonly Acting[], matches: readonly Match[], inhabited: boolean): readonly Gain[] {
  const doubts = new Set<string>(inhabited ? [] : [NOT_DECIDED]);
  const cubes = (role: Role, reading: 'atLeast' | 'atMost'): readonly Cube[] =>
    acting.flatMap((one) => {
      const match = matches[one.index];
      if (one.role !== role || match === undefined) return [];
      const own = narrowed(match, one.statement.tests, one.action);
      if (isDoubtful(own)) doubts.add(NOT_TOLD_APART);
      return own[reading];
    });
  const bounded = (found: readonly Cube[] | null, wider: readonly Cube[]): readonly Cube[] => {
    if (found === null) doubts.add(TOO_MANY_TESTS);
    return found ?? wider;
  };
  const granted = cubes('allowAfter', 'atMost');
  if (granted.length === 0) return [];
  const allowed = bounded(difference(granted, cubes('denyAfter', 'atLeast')), granted);
  if (allowed.length === 0) return [];
  const notGranted = bounded(difference(allowed, cubes('allowBefore', 'atLeast')), allowed);
  const undenied = bounded(intersection(allowed, cubes('denyBefore', 'atMost')), allowed);
  const gained = simplified([...notGranted, ...undenied]);
  const atMost = doubts.size === 0 ? null : [...doubts].sort().join('; ');
  return gained.map((cube) => ({ cube, atMost }));
}

const NOT_DECIDED = 'whether there is any such action and resource was too costly to decide';
const NOT_TOLD_APART = 'there are too many patterns to tell all their overlaps apart';
const TOO_MANY_TESTS = 'too many conditions meet here to be worked out';
