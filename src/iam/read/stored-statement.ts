/**
 * One statement of a policy that AWS holds, whatever is odd in it. Comes in: its JSON. Goes out: what it surely says
 * (nothing, where an odd part leaves that open), and, of a Deny, what it says besides if AWS takes the odd parts at their
 * widest. An Allow that is in doubt gives nothing; a Deny that is in doubt is never taken for none.
 */
import type { ActionClause, ConditionTest, PolicyKind, PolicyProblem, Statement } from '../policy.ts';
import type { Json } from './json-tree.ts';
import { readPrincipal } from './read-principal.ts';
import {
  ACTION,
  actionOf,
  conditionsOf,
  effectOf,
  ELEMENTS,
  resourceOf,
  sidOf,
  testsOf,
} from './read-statement.ts';
import { Reader } from './reader.ts';
import type { StatementContext } from './statement-context.ts';

export interface StoredStatement {
  readonly sure: Statement;
  /** Only of a Deny; null where nothing is in doubt. */
  readonly widest: Statement | null;
  /** Whether anything that decides is odd. */
  readonly inDoubt: boolean;
  readonly problems: readonly PolicyProblem[];
}

/** An element as it surely is, null for one that may be anything; and at its widest. */
interface Element<Clause> {
  readonly sure: Clause | null;
  readonly widest: Clause;
  readonly problems: readonly PolicyProblem[];
}

const ANY_ACTION: ActionClause = { kind: 'action', patterns: ['*'] };
const ANYONE: Statement['principal'] = { kind: 'unnamed' };
const ANYTHING: Statement['resource'] = { kind: 'unnamed' };

/** Matches nothing; it keeps the others' places. */
const nothing = (effect: Statement['effect'], sid: string | null): Statement => ({
  sid,
  effect,
  principal: ANYONE,
  action: { kind: 'action', patterns: [] },
  resource: ANYTHING,
  conditions: [],
});

export function readStoredStatement(json: Json, kind: PolicyKind): StoredStatement {
  const outer = new Reader();
  const members = outer.object(json, 'a statement', ELEMENTS);
  if (members === null) {
    const widest = { ...nothing('deny', null), action: ANY_ACTION };
    return { sure: nothing('deny', null), widest, inDoubt: true, problems: outer.problems };
  }
  const context = (reader: Reader): StatementContext => ({ members, json, kind, reader });
  // Which of two members counts, or whether a misspelt one does, is AWS's secret.
  const isDoubted = (...names: readonly string[]): boolean =>
    outer.problems.some(({ at }) => names.includes(lastOf(at).toLowerCase()));
  const sidReader = new Reader();
  const sid = sidOf(context(sidReader));
  const effect = effectIn(context);
  const action = widenedIf(isDoubted('action', 'notaction'), actionIn(context), ANY_ACTION);
  const resource = widenedIf(isDoubted('resource', 'notresource'), resourceIn(context), ANYTHING);
  const principal = widenedIf(
    isDoubted('principal', 'notprincipal'),
    principalIn(context, effect.value),
    ANYONE,
  );
  const conditions = widenedIf(isDoubted('condition'), conditionsIn(members.get('Condition')), []);
  const elements = [principal, action, resource, conditions];
  const problems = [outer, sidReader, effect, ...elements].flatMap((part) => part.problems);
  const whole = outer.problems.length === 0 && effect.isSure;
  const sure =
    !whole || !principal.sure || !action.sure || !resource.sure || !conditions.sure
      ? nothing(effect.value, sid)
      : {
          sid,
          effect: effect.value,
          principal: principal.sure,
          action: action.sure,
          resource: resource.sure,
          conditions: conditions.sure,
        };
  const inDoubt = !whole || elements.some((element) => element.sure !== element.widest);
  const widest: Statement = {
    sid,
    effect: 'deny',
    principal: principal.widest,
    action: action.widest,
    resource: resource.widest,
    conditions: conditions.widest,
  };
  return { sure, widest: inDoubt && effect.value === 'deny' ? widest : null, inDoubt, problems };
}

const lastOf = (at: string): string => at.slice(at.lastIndexOf('.') + 1);

type Context = (reader: Reader) => StatementContext;

const widenedIf = <Clause>(doubted: boolean, element: Element<Clause>, widest: Clause): Element<Clause> =>
  doubted ? { sure: null, widest, problems: element.problems } : element;

/** Whatever is not plainly an Allow may be a Deny; an Allow where none can be (a resource control policy) gives nothing. */
function effectIn(context: Context): {
  readonly value: Statement['effect'];
  readonly isSure: boolean;
  readonly problems: readonly PolicyProblem[];
} {
  const reader = new Reader();
  const asked = context(reader);
  const value = effectOf(asked);
  const effect = asked.members.get('Effect');
  const spelt = effect?.kind === 'string' ? effect.text.toLowerCase() : '';
  return {
    value: spelt === 'allow' ? 'allow' : value,
    isSure: reader.problems.length === 0 || (effect?.kind === 'string' && effect.text === 'Allow'),
    problems: reader.problems,
  };
}

/** An action that is none (`ecr:PutImage, ecr:GetItem`) is compared as it stands, and so matches nothing; what it may have meant is open. */
function actionIn(context: Context): Element<ActionClause> {
  const reader = new Reader();
  const clause = actionOf(context(reader));
  const { problems } = reader;
  if (problems.some(({ code }) => code !== 'action')) return { sure: null, widest: ANY_ACTION, problems };
  const good = clause.patterns.filter((pattern) => ACTION.test(pattern));
  if (good.length === clause.patterns.length) return { sure: clause, widest: clause, problems };
  const meant = clause.patterns.filter((pattern) => !ACTION.test(pattern)).flatMap(partsOf);
  const [few, many] = [good, [...good, ...meant]].map((patterns) => ({ kind: clause.kind, patterns }));
  const [sure = ANY_ACTION, widest = ANY_ACTION] = clause.kind === 'action' ? [few, many] : [many, few];
  return { sure, widest, problems };
}

/** What may have been meant: the actions between commas and white space; anything, where a part is no action either. */
function partsOf(pattern: string): readonly string[] {
  const parts = pattern.split(/[\s,;]+/).filter((part) => part !== '');
  return parts.length > 0 && parts.every((part) => ACTION.test(part)) ? parts : ['*'];
}

function resourceIn(context: Context): Element<Statement['resource']> {
  const reader = new Reader();
  const clause = resourceOf(context(reader));
  const { problems } = reader;
  return problems.length === 0
    ? { sure: clause, widest: clause, problems }
    : { sure: null, widest: ANYTHING, problems };
}

/** An entry that is no principal names nobody; whom it may have meant is open. */
function principalIn(context: Context, effect: Statement['effect']): Element<Statement['principal']> {
  const reader = new Reader();
  const clause = readPrincipal(context(reader), effect);
  const { problems } = reader;
  if (problems.length === 0) return { sure: clause, widest: clause, problems };
  const ofEntries = problems.every(({ code }) => ['principal', 'type', 'unknown-element'].includes(code));
  if (!ofEntries) return { sure: null, widest: ANYONE, problems };
  return clause.kind === 'principal'
    ? { sure: clause, widest: ANYONE, problems }
    : { sure: null, widest: ANYONE, problems };
}

/** At its widest, the tests that can be read alone must hold. */
function conditionsIn(json: Json | undefined): Element<readonly ConditionTest[]> {
  const reader = new Reader();
  const all = conditionsOf(json, reader);
  const { problems } = reader;
  if (problems.length === 0) return { sure: all, widest: all, problems };
  const twice = new Reader();
  const operators = json === undefined ? null : twice.object(json, '`Condition`', null);
  const widest = (operators?.each ?? []).flatMap(({ key: operator, value: tests }) => {
    const alone = new Reader();
    const read = testsOf(operator, tests, alone);
    return alone.problems.length === 0 && twice.problems.length === 0 ? read : [];
  });
  return { sure: null, widest, problems };
}
