/**
 * New access for people and as JSON. Comes in: entries of access. Goes out: text, an entry in three to five lines;
 * or the document of `rolemend diff --json`. Never: prints text from outside unescaped.
 */
import type { DifferenceDocument } from './documents.ts';
import { unreachable } from '#basics/exhaustive.ts';
import type { Access, AccessCondition, NewAccess } from '#iam/access/access.ts';
import type { PrincipalClause } from '#iam/policy.ts';
import type { Paint } from './paint.ts';
import { safeLine } from './terminal-text.ts';

export interface AccessDifference {
  readonly newlyAllowed: NewAccess;
  readonly takenAway: NewAccess;
}

/** As it is: entries of access are data already. */
export function differenceJson({ newlyAllowed, takenAway }: AccessDifference): DifferenceDocument {
  return { schema: 'rolemend.diff/1', newlyAllowed, takenAway };
}

export function differenceText({ newlyAllowed, takenAway }: AccessDifference, paint: Paint): string {
  if (newlyAllowed.access.length === 0 && takenAway.access.length === 0)
    return 'Both policies allow the same.';
  return [
    ...section(['Newly allowed', 'Nothing is newly allowed.'], newlyAllowed, (text) =>
      paint.bad(`+ ${text}`),
    ),
    ...section(['Taken away', 'Nothing is taken away.'], takenAway, (text) => paint.good(`- ${text}`)),
  ]
    .join('\n')
    .trimEnd();
}

function section(
  [title, nothing]: readonly [string, string],
  { access }: NewAccess,
  mark: (text: string) => string,
): readonly string[] {
  if (access.length === 0) return [nothing, ''];
  return [
    `${title}:`,
    ...access.flatMap((one) =>
      accessLines(one).map((line, index) => (index === 0 ? `  ${mark(line)}` : `    ${line}`)),
    ),
    '',
  ];
}

/** What is done, on what, and when; where it may be less, why. */
export function accessLines(access: Access): readonly string[] {
  return [
    patterns(access.actions, access.exceptActions),
    `on ${patterns(access.resources, access.exceptResources)}`,
    // What has to hold reads better before what must not.
    ...access.conditions.filter(({ holds }) => holds).map(conditionText),
    ...access.conditions.filter(({ holds }) => !holds).map(conditionText),
    ...(access.atMost === null ? [] : [`at most: ${access.atMost}`]),
  ];
}

function patterns(some: readonly string[], except: readonly string[]): string {
  const exceptions = except.length === 0 ? '' : `, except ${listed(except)}`;
  return `${listed(some)}${exceptions}`;
}

const listed = (texts: readonly string[]): string => texts.map((text) => safeLine(text)).join(', ');

function conditionText(condition: AccessCondition): string {
  const { holds } = condition;
  switch (condition.kind) {
    case 'context': {
      const test = `${condition.operator} ${condition.key} ${condition.values.join(', ')}${condition.plain ? ' (variables as plain text)' : ''}`;
      return safeLine(holds ? `if ${test}` : `unless ${test}`);
    }
    case 'resource':
      return safeLine(`${holds ? 'if' : 'unless'} the resource matches ${condition.pattern}`);
    case 'variables':
      return safeLine(`${holds ? 'if' : 'unless'} every variable of ${condition.pattern} has a value`);
    case 'principal':
      return safeLine(`${holds ? 'for' : 'for all but'} ${principalText(condition.clause)}`);
    default:
      return unreachable(condition);
  }
}

function principalText(clause: PrincipalClause): string {
  switch (clause.kind) {
    case 'unnamed':
      return 'whom the policy is attached to';
    case 'principal':
      return entriesText(clause);
    case 'not-principal':
      return `everyone except ${entriesText(clause)}`;
    default:
      return unreachable(clause);
  }
}

function entriesText({ entries }: Exclude<PrincipalClause, { kind: 'unnamed' }>): string {
  return entries.map((entry) => (entry.kind === 'anyone' ? 'everyone' : entry.value)).join(', ');
}
