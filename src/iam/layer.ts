/** What the policies of one layer say of a request, taken alone. */
import type { Layer, LayerVerdict } from './decision.ts';
import type { ReadyRequest } from './context.ts';
import { strongest, type Naming } from './match/principal.ts';
import type { CompiledStatement } from './statement.ts';
import { allOf, type Tri } from './tri.ts';

export interface LayerAnswer {
  readonly layer: Layer;
  readonly deny: Tri;
  readonly allow: Tri;
  /** How the strongest matching Allow names the caller; null where nothing allows. */
  readonly naming: Naming | null;
  /** The statements that matched, or may match. */
  readonly deciding: readonly CompiledStatement[];
  /** All statements that were looked at: where the nearest miss is searched. */
  readonly statements: readonly CompiledStatement[];
  readonly unreadable: boolean;
}

export function askLayer(
  layer: Layer,
  statements: readonly CompiledStatement[] | 'unreadable',
  request: ReadyRequest,
): LayerAnswer {
  if (statements === 'unreadable') {
    return {
      layer,
      deny: 'maybe',
      allow: 'maybe',
      naming: null,
      deciding: [],
      statements: [],
      unreadable: true,
    };
  }
  let [deny, allow]: [Tri, Tri] = ['no', 'no'];
  const namings: Naming[] = [];
  const deciding: CompiledStatement[] = [];
  for (const compiled of statements) {
    const answer = ask(compiled, request);
    if (answer.matched === 'no') continue;
    deciding.push(compiled);
    if (compiled.statement.effect === 'deny') deny = deny === 'yes' ? 'yes' : answer.matched;
    else {
      allow = allow === 'yes' ? 'yes' : answer.matched;
      if (answer.naming !== null) namings.push(answer.naming);
    }
  }
  return { layer, deny, allow, naming: strongest(namings), deciding, statements, unreadable: false };
}

function ask(
  compiled: CompiledStatement,
  request: ReadyRequest,
): { readonly matched: Tri; readonly naming: Naming | null } {
  if (!compiled.action(request)) return { matched: 'no', naming: null };
  const naming = compiled.principal(request);
  if (naming === null) return { matched: 'no', naming };
  const resource = compiled.resource(request);
  if (resource === 'no') return { matched: 'no', naming };
  return { matched: allOf([resource, compiled.condition(request)]), naming: narrowed(compiled, naming) };
}

/** A principal named and narrowed by `aws:PrincipalArn` counts as the role being named. Source: facts 1.3, first row. */
function narrowed({ statement }: CompiledStatement, naming: Naming): Naming {
  if (naming !== 'account') return naming;
  const byArn = statement.conditions.some(
    ({ key, operator }) =>
      key.toLowerCase() === 'aws:principalarn' &&
      /^(?:arnequals|arnlike|stringequals|stringlike)$/i.test(operator),
  );
  return byArn ? 'role' : naming;
}

export function verdictOf({ deny, allow }: Pick<LayerAnswer, 'deny' | 'allow'>): LayerVerdict {
  if (deny === 'yes') return 'explicitlyDenied';
  if (allow === 'no') return 'implicitlyDenied';
  return allow === 'yes' && deny === 'no' ? 'allowed' : 'unknown';
}
