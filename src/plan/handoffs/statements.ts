/** Statements as their owners write them: one more in a policy, or a Deny with an exception. */
import { type Members, membersOf, parsedPolicy, withStatements } from './parsed-policy.ts';
import type { Reason } from '#iam/decision.ts';
import { compileAction } from '#iam/match/action.ts';
import { type Asker, askerOf, askersOf } from '#diagnosis/askers.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import { deniesOf, isExplicit, lackingOf } from './deny-of.ts';
import { actionsOf, type HandoffChange, oneOrMany, resourcesOf, type Stop } from './handoff.ts';

/** A policy with a statement more, or several; a new one where there was none. */
export function withStatement(before: string | null, statement: object): HandoffChange {
  const policy = before === null ? { Version: '2012-10-17', Statement: [] } : parsedPolicy(before);
  if (policy === null) return { before, after: null, statement };
  const after = withStatements(policy, [...policy.Statement, ...[statement].flat().map(membersOf)]);
  return { before, after: laidOut(after), statement };
}

/** The statement that denies, for whom it is let off, and for what alone. */
export interface Exemption {
  readonly deny: Pick<Reason, 'statement'>;
  readonly asker: Pick<Asker, 'key' | 'value'>;
  readonly actions: readonly string[];
  /** Null: the policy stands on the resource itself. */
  readonly resources: readonly string[] | null;
  /** Of the actions those that are asked on no resource. */
  readonly onNone?: readonly string[];
}

/** For what each statement that denies would be let off; `onResource`: its policy stands on the resource itself. */
function exemptionsOf(
  { snapshot, needs, layer }: Stop,
  { onResource }: { readonly onResource: boolean },
): readonly Exemption[] {
  return deniesOf(needs, layer).flatMap((deny) => {
    const stopped = needs.filter((need) =>
      deniesOf([need], layer).some(
        ({ policy, statement }) => policy === deny.policy && statement === deny.statement,
      ),
    );
    return askersOf({ snapshot, needs: stopped }).map((asker) => {
      const those = stopped.filter((need) => askerOf(snapshot, need).name === asker.name);
      return {
        deny,
        asker,
        actions: actionsOf(those),
        resources: onResource ? null : resourcesOf(those),
        onNone: actionsOf(those.filter(({ resource }) => resource === '*')),
      };
    });
  });
}

/** The Denies of one policy, let through for each asker and its needs: the narrowest exceptions that a policy can word. */
export function withExceptions(before: string | null, exemptions: readonly Exemption[]): HandoffChange {
  const policy = before === null ? null : parsedPolicy(before);
  if (exemptions.length === 0) return { before, after: null, statement: null };
  if (policy === null || exemptions.some(({ deny }) => policy.Statement[deny.statement] === undefined))
    return exceptionAlone(
      before,
      exemptions.map(({ asker }) => asker),
    );
  const edited = policy.Statement.map((one, at) => {
    const own = exemptions.filter(({ deny }) => deny.statement === at);
    return own.length === 0 ? null : exceptedAll(one, own);
  });
  const after = policy.Statement.flatMap((one, at) => edited[at] ?? [one]);
  return {
    before,
    after: laidOut(withStatements(policy, after)),
    statement: oneOrMany(edited.flatMap((parts) => parts ?? [])),
  };
}

/** The Denies of a policy let the needs off; of one that was not read there is the condition to add. */
function exceptedChange(
  stop: Stop,
  before: string | null,
  where: { readonly onResource: boolean },
): HandoffChange {
  const exemptions = exemptionsOf(stop, where);
  return exemptions.length === 0
    ? exceptionAlone(before, askersOf(stop))
    : withExceptions(before, exemptions);
}

/** How a policy is edited. */
interface Editing {
  /** Its policy stands on the resource itself. */
  readonly onResource: boolean;
  /** The Allow is added that the needs lack. */
  readonly allowing: (before: string | null, lacking: readonly JudgedNeed[]) => HandoffChange;
}

/** The edit of one policy that ends all that it does to needs: its Denies let them off, and the Allow that it lacks is added. */
export function wholeChange(
  stop: Stop,
  before: string | null,
  { onResource, allowing }: Editing,
): HandoffChange {
  const lacking = lackingOf(stop.needs, stop.layer);
  const excepted = isExplicit(stop.needs, stop.layer) ? exceptedChange(stop, before, { onResource }) : null;
  if (lacking.length === 0) return excepted ?? { before, after: null, statement: null };
  if (excepted === null) return allowing(before, lacking);
  const both = allowing(excepted.after ?? before, lacking);
  return {
    before,
    after: excepted.after === null ? null : both.after,
    statement: [excepted.statement ?? [], both.statement ?? []].flat(),
  };
}

/** The smallest quota that counts white space is 5,120 characters. */
const ROOM_FOR_SPACE = 5_000;

/** For people, unless it might then be longer than its service takes. */
function laidOut(policy: object): string {
  const text = JSON.stringify(policy, null, 4);
  return text.length > ROOM_FOR_SPACE ? JSON.stringify(policy) : text;
}

/** A statement that denies, with an exception for each asker: what is left denied for one alone is of no other. */
function exceptedAll(denying: Members, exemptions: readonly Exemption[]): readonly Members[] {
  const others: Members[] = [];
  let parts: readonly Members[] = [denying];
  for (const exempted of exemptions) {
    const edited = parts.map((part) =>
      isHit(part, exempted.actions) ? excepted(part, exempted) : { for: [part], elsewhere: [] },
    );
    parts = edited.flatMap((one) => one.for);
    others.push(...edited.flatMap((one) => one.elsewhere));
  }
  return [...parts, ...others];
}

/** Whether a part of a Deny can take hold of any of the actions. */
function isHit({ Action, NotAction }: Members, actions: readonly string[]): boolean {
  const matches = (patterns: unknown, action: string): boolean =>
    [patterns ?? []]
      .flat()
      .some((one) => typeof one === 'string' && compileAction(one).matches(action.toLowerCase()));
  return actions.some((action) =>
    NotAction === undefined ? matches(Action, action) : !matches(NotAction, action),
  );
}

/** What is not needed stays denied: other actions of the statement, and its actions on everything else. */
function excepted(
  denying: Members,
  exempted: Exemption,
): { readonly for: readonly Members[]; readonly elsewhere: readonly Members[] } {
  const { rest, narrowed } =
    denying['NotAction'] === undefined
      ? byAction(denying, exempted.actions)
      : byNotAction(denying, exempted.actions);
  const excepting = named(withoutAsker(narrowed, exempted.asker), rest.length === 0 ? '' : 'Excepted');
  return { for: [...rest, excepting], elsewhere: elsewhere(narrowed, exempted) };
}

/** A Deny in two: on what nobody is let off for, and on the needed actions. */
interface Parts {
  readonly rest: readonly Members[];
  readonly narrowed: Members;
}

/** All actions but some: the needed ones are named with those, and denied by a statement of their own. */
function byNotAction(denying: Members, actions: Exemption['actions']): Parts {
  const { NotAction, ...members } = denying;
  return {
    rest: [{ ...denying, NotAction: [...new Set([NotAction, actions].flat())] }],
    narrowed: { ...members, Action: oneOrMany(actions) },
  };
}

function byAction(denying: Members, actions: Exemption['actions']): Parts {
  const listed = [denying['Action'] ?? []].flat().map(String);
  const isNeeded = (pattern: string): boolean => {
    const glob = compileAction(pattern);
    return actions.some((action) => glob.matches(action.toLowerCase()));
  };
  const others = listed.filter((pattern) => !isNeeded(pattern));
  const hit = listed.filter(isNeeded);
  const narrowed = others.length === 0 || hit.length === 0 ? denying : { ...denying, Action: oneOrMany(hit) };
  return { rest: narrowed === denying ? [] : [{ ...denying, Action: oneOrMany(others) }], narrowed };
}

/** The asker stays denied on all that it does not need, where the statement stands on everything, or on everything but some. */
function elsewhere(
  { Resource, NotResource, Condition, ...members }: Members,
  { asker, actions, resources, onNone = [] }: Exemption,
): readonly Members[] {
  const isOnAll = NotResource !== undefined || [Resource].flat().includes('*');
  const those = (resources ?? []).filter((resource) => resource !== '*');
  if (!isOnAll || those.length === 0) return [];
  // What is asked on no resource is on none of the named ones: it is left out by its name.
  const Action =
    onNone.length === 0 ? members['Action'] : oneOrMany(actions.filter((action) => !onNone.includes(action)));
  const condition = membersOf(Condition);
  const tests = { ...membersOf(condition['ArnEquals']), [asker.key]: asker.value };
  const statement = {
    ...members,
    Action,
    NotResource: oneOrMany([...new Set([NotResource ?? [], those].flat().map(String))]),
    Condition: { ...condition, ArnEquals: tests },
  };
  return [named(statement, 'Elsewhere')];
}

function named(statement: Members, suffix: string): Members {
  const { Sid } = statement;
  return typeof Sid === 'string' && suffix !== '' ? { ...statement, Sid: `${Sid}${suffix}` } : statement;
}

/** For a Deny that cannot be read from here: the condition to add to it. */
export function exceptionAlone(before: string | null, askers: readonly Exemption['asker'][]): HandoffChange {
  const tests = [...new Set(askers.map(({ key }) => key))].map((key) => {
    const values = askers.flatMap((one) => (one.key === key ? [one.value] : []));
    return [key, oneOrMany(values)] as const;
  });
  return { before, after: null, statement: { Condition: { [UNLESS]: Object.fromEntries(tests) } } };
}

const UNLESS = 'ArnNotEquals';

/** A list of excepted askers that is there already is added to. */
function withoutAsker(statement: Members, { key, value }: Exemption['asker']): Members {
  const condition = membersOf(statement['Condition']);
  const operator = Object.keys(condition).find(
    (name) => /^(Arn|String)Not(Equals|Like)$/i.test(name) && written(condition[name], key) !== null,
  );
  const tests = membersOf(condition[operator ?? UNLESS]);
  const name = written(tests, key) ?? key;
  const values = tests[name] === undefined ? value : [...new Set([tests[name], value].flat())];
  return { ...statement, Condition: { ...condition, [operator ?? UNLESS]: { ...tests, [name]: values } } };
}

/** The key as the tests write it; null: none is of it. */
function written(tests: unknown, key: string): string | null {
  return Object.keys(membersOf(tests)).find((one) => one.toLowerCase() === key.toLowerCase()) ?? null;
}
