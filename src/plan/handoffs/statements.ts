/** Statements as their owners write them: one more in a policy, or a Deny with an exception. */
import { type Members, membersOf, parsedPolicy, withStatements } from './parsed-policy.ts';
import type { Reason } from '#iam/decision.ts';
import { compileAction } from '#iam/match/action.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import { deniesOf, isExplicit, lackingOf } from './deny-of.ts';
import { actionsOf, type HandoffChange, oneOrMany, resourcesOf, roleArnOf, type Stop } from './handoff.ts';

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
  readonly roleArn: string;
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
  return deniesOf(needs, layer).map((deny) => {
    const those = needs.filter((need) =>
      deniesOf([need], layer).some(
        ({ policy, statement }) => policy === deny.policy && statement === deny.statement,
      ),
    );
    return {
      deny,
      roleArn: roleArnOf(snapshot),
      actions: actionsOf(those),
      resources: onResource ? null : resourcesOf(those),
      onNone: actionsOf(those.filter(({ resource }) => resource === '*')),
    };
  });
}

/** The Denies of one policy, let through for one role and its needs: the narrowest exceptions that a policy can word. */
export function withExceptions(before: string | null, exemptions: readonly Exemption[]): HandoffChange {
  const policy = before === null ? null : parsedPolicy(before);
  const [first] = exemptions;
  if (first === undefined) return { before, after: null, statement: null };
  if (policy === null || exemptions.some(({ deny }) => policy.Statement[deny.statement] === undefined))
    return exceptionAlone(before, first.roleArn);
  const edited = policy.Statement.map((one, at) => {
    const exempted = exemptions.find(({ deny }) => deny.statement === at);
    return exempted === undefined ? null : excepted(one, exempted);
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
    ? exceptionAlone(before, roleArnOf(stop.snapshot))
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

/** What is not needed stays denied: other actions of the statement, and its actions on everything else. */
function excepted(denying: Members, exempted: Exemption): readonly Members[] {
  const { rest, narrowed } =
    denying['NotAction'] === undefined
      ? byAction(denying, exempted.actions)
      : byNotAction(denying, exempted.actions);
  const excepting = named(withoutRole(narrowed, exempted.roleArn), rest.length === 0 ? '' : 'Excepted');
  return [...rest, excepting, ...elsewhere(narrowed, exempted)];
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

/** The role stays denied on all that it does not need, where the statement stands on everything, or on everything but some. */
function elsewhere(
  { Resource, NotResource, Condition, ...members }: Members,
  { roleArn, actions, resources, onNone = [] }: Exemption,
): readonly Members[] {
  const isOnAll = NotResource !== undefined || [Resource].flat().includes('*');
  const those = (resources ?? []).filter((resource) => resource !== '*');
  if (!isOnAll || those.length === 0) return [];
  // What is asked on no resource is on none of the named ones: it is left out by its name.
  const Action =
    onNone.length === 0 ? members['Action'] : oneOrMany(actions.filter((action) => !onNone.includes(action)));
  const condition = membersOf(Condition);
  const tests = { ...membersOf(condition['ArnEquals']), [PRINCIPAL]: roleArn };
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
export function exceptionAlone(before: string | null, roleArn: string): HandoffChange {
  return { before, after: null, statement: { Condition: { [UNLESS]: { [PRINCIPAL]: roleArn } } } };
}

const UNLESS = 'ArnNotEquals';
const PRINCIPAL = 'aws:PrincipalArn';

/** A list of excepted principals that is there already is added to. */
function withoutRole(statement: Members, roleArn: string): Members {
  const condition = membersOf(statement['Condition']);
  const operator = Object.keys(condition).find(
    (name) => /^(Arn|String)Not(Equals|Like)$/i.test(name) && keyIn(condition[name]) !== null,
  );
  const tests = membersOf(condition[operator ?? UNLESS]);
  const key = keyIn(tests) ?? PRINCIPAL;
  const values = tests[key] === undefined ? roleArn : [tests[key], roleArn].flat();
  return { ...statement, Condition: { ...condition, [operator ?? UNLESS]: { ...tests, [key]: values } } };
}

function keyIn(tests: unknown): string | null {
  return Object.keys(membersOf(tests)).find((key) => key.toLowerCase() === PRINCIPAL.toLowerCase()) ?? null;
}
