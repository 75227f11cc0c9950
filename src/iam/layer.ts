/** What the policies of one layer say of a request, taken alone. */
import type { LayerVerdict } from './decision.ts';
import type { ReadyRequest } from './context.ts';
import type { Naming, Place } from './match/principal.ts';
import type { CompiledStatement } from './statement.ts';
import type { Candidate, StatementList } from './statement-list.ts';
import { both, either, type Tri } from './tri.ts';

export interface LayerAnswer extends Place {
  readonly deny: Tri;
  readonly allow: Tri;
  /** The Allows, by how they name the caller; what names nobody (identity policies) counts as `itself`. */
  readonly ways: Ways;
  /** The statements that matched, or may match. */
  readonly deciding: readonly DecidingStatement[];
  /** Where the nearest miss is searched; null for what is unreadable. */
  readonly list: StatementList | null;
  readonly unreadable: boolean;
}

export type Ways = Readonly<Record<Naming, Tri>>;

export interface DecidingStatement {
  readonly compiled: CompiledStatement;
  readonly matched: 'yes' | 'maybe';
  readonly naming: Naming;
  /** NotPrincipal, of a caller whose boundary could not be read. */
  readonly hangsOnBoundary: boolean;
}

export const NO_WAY: Ways = { itself: 'no', role: 'no', account: 'no' };
const ANY_WAY: Ways = { itself: 'maybe', role: 'maybe', account: 'maybe' };

const NONE: readonly DecidingStatement[] = [];

export function askLayer(
  place: Place,
  statements: StatementList | 'unreadable',
  request: ReadyRequest,
): LayerAnswer {
  const { layer, boundary } = place;
  if (statements === 'unreadable') {
    const open = { deny: 'maybe', allow: 'maybe', ways: ANY_WAY } as const;
    return { layer, boundary, ...open, deciding: [], list: null, unreadable: true };
  }
  let deny: Tri = 'no';
  let ways: { itself: Tri; role: Tri; account: Tri } | null = null;
  let deciding: DecidingStatement[] | null = null;
  for (const candidate of statements.about(request)) {
    const found = ask(candidate, request, place);
    if (found === null) continue;
    if (deciding === null) deciding = [found];
    else deciding.push(found);
    const { matched, naming } = found;
    if (candidate.effect === 'deny') deny = either(deny, matched);
    else {
      ways ??= { itself: 'no', role: 'no', account: 'no' };
      ways[naming] = either(ways[naming], matched);
    }
  }
  const allow = ways === null ? 'no' : either(either(ways.itself, ways.role), ways.account);
  return {
    layer,
    boundary,
    deny,
    allow,
    ways: ways ?? NO_WAY,
    deciding: deciding ?? NONE,
    list: statements,
    unreadable: false,
  };
}

/** Null when the statement does not match. */
function ask(candidate: Candidate, request: ReadyRequest, place: Place): DecidingStatement | null {
  const { compiled, principal, resource, condition } = candidate;
  const naming = principal === null ? 'itself' : principal(request, place);
  if (naming === null) return null;
  const hangsOnBoundary = naming === 'maybe';
  let matched = resource === null ? 'yes' : resource(request);
  if (matched === 'no') return null;
  if (hangsOnBoundary) matched = 'maybe';
  if (condition !== null) matched = both(matched, condition(request));
  if (matched === 'no') return null;
  return {
    compiled,
    matched,
    naming: naming === 'account' ? narrowed(compiled, request) : hangsOnBoundary ? 'itself' : naming,
    hangsOnBoundary,
  };
}

/** The operators that hold only where the key is there and has the value. */
const POSITIVE = new Set(['arnequals', 'arnlike', 'stringequals', 'stringlike']);

/** The account narrowed to one role by `aws:PrincipalArn` counts as the role being named. Source: facts 1.3, first row. */
function narrowed({ statement }: CompiledStatement, request: ReadyRequest): Naming {
  const { principalKind, principalArn } = request;
  if (principalKind !== 'role' && principalKind !== 'assumed-role') return 'account';
  const byArn = statement.conditions.some(
    ({ key, operator, values }) =>
      key.toLowerCase() === 'aws:principalarn' &&
      POSITIVE.has(operator.toLowerCase()) &&
      values.includes(principalArn),
  );
  return byArn ? 'role' : 'account';
}

export function verdictOf({ deny, allow }: Pick<LayerAnswer, 'deny' | 'allow'>): LayerVerdict {
  if (deny === 'yes') return 'explicitlyDenied';
  if (allow === 'no') return 'implicitlyDenied';
  return allow === 'yes' && deny === 'no' ? 'allowed' : 'unknown';
}
