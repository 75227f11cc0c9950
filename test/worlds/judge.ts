/** What a change did to the policies, judged from AWS's answers alone; nothing of the product is asked. */
import type { Picture, RolePolicies, Statement } from './picture.ts';
import type { Pair } from './world.ts';

/** Allows that are new and are none of the needs, in words. */
export function grantedBeyond(before: Picture, after: Picture, needs: readonly Pair[]): readonly string[] {
  const had = new Set(before.roles.flatMap(allowsOf).map(textOf));
  const may = new Set(needs.map(({ action, resource }) => `${action.toLowerCase()} ${resource}`));
  return after.roles
    .flatMap(allowsOf)
    .filter((one) => !had.has(textOf(one)) && !may.has(`${one.action.toLowerCase()} ${one.resource}`))
    .map(textOf);
}

/** Denies that are gone, or that the build now runs without. */
export function deniesLost(before: Picture, after: Picture): readonly string[] {
  const present = new Set([...deniesIn(after.managed), ...after.roles.flatMap(deniesOf)]);
  const gone = [...deniesIn(before.managed), ...before.roles.flatMap(deniesOf)].filter(
    (one) => !present.has(one),
  );
  const now = new Set(boundBy(after));
  const escaped = boundBy(before).filter((one) => !now.has(one));
  return [...gone.map((one) => `removed ${one}`), ...escaped.map((one) => `escaped ${one}`)];
}

interface Allow extends Pair {
  readonly role: string;
  readonly condition: string;
}

const textOf = ({ role, action, resource, condition }: Allow): string =>
  `${action} on ${resource} for ${role}${condition === 'null' ? '' : ` where ${condition}`}`;

function allowsOf({ arn, identity }: RolePolicies): readonly Allow[] {
  return Object.values(identity)
    .flat()
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap((statement) =>
      wordsOf(statement, 'Action').flatMap((action) =>
        wordsOf(statement, 'Resource').map((resource) => ({
          role: arn,
          action,
          resource,
          condition: JSON.stringify(statement['Condition'] ?? null),
        })),
      ),
    );
}

/** The negated element counts as one word, which no need is. */
function wordsOf(statement: Statement, element: 'Action' | 'Resource'): readonly string[] {
  const words = statement[element];
  if (words === undefined) return [`all but ${JSON.stringify(statement[`Not${element}`])}`];
  return [words].flat().map(String);
}

const deniesIn = (policies: Readonly<Record<string, readonly Statement[]>>): readonly string[] =>
  Object.entries(policies).flatMap(([place, statements]) =>
    statements
      .filter(({ Effect }) => Effect === 'Deny')
      .map((statement) => `${place}: ${JSON.stringify(statement)}`),
  );

const deniesOf = ({ arn, identity }: RolePolicies): readonly string[] =>
  deniesIn(identity).map((one) => `${arn} ${one}`);

/** The denies and the boundary of the role that builds run under. */
function boundBy({ roles, serviceRole }: Picture): readonly string[] {
  const role = roles.find(({ arn }) => arn === serviceRole);
  if (role === undefined) return [];
  return [...deniesIn(role.identity), ...(role.boundary === null ? [] : [`boundary ${role.boundary}`])];
}
