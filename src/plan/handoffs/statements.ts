/** Statements as their owners write them: one more in a policy, or a Deny with an exception. */
import { parsedPolicy } from './parsed-policy.ts';
import type { Reason } from '#iam/decision.ts';
import type { HandoffChange } from './handoff.ts';

/** A policy with one statement more; a new one where there was none. */
export function withStatement(before: string | null, statement: object): HandoffChange {
  const policy = before === null ? { Version: '2012-10-17', Statement: [] } : parsedPolicy(before);
  if (policy === null) return { before, after: null, statement };
  const after = { ...policy, Statement: [...policy.Statement, statement] };
  return { before, after: JSON.stringify(after, null, 4), statement };
}

/** The Deny that a reason names, let through for one role: the narrowest exception that a policy can word. */
export function withException(before: string | null, reason: Reason, roleArn: string): HandoffChange {
  const policy = before === null ? null : parsedPolicy(before);
  const denying = policy?.Statement[reason.statement];
  if (policy === null || denying === undefined) return exceptionAlone(before, roleArn);
  const statement = excepting(denying, roleArn);
  const Statement = policy.Statement.map((one) => (one === denying ? statement : one));
  return { before, after: JSON.stringify({ ...policy, Statement }, null, 4), statement };
}

/** For a Deny that cannot be read from here: the condition to add to it. */
export function exceptionAlone(before: string | null, roleArn: string): HandoffChange {
  return { before, after: null, statement: { Condition: { [UNLESS]: { [PRINCIPAL]: roleArn } } } };
}

const UNLESS = 'ArnNotEquals';
const PRINCIPAL = 'aws:PrincipalArn';

type Members = Readonly<Record<string, unknown>>;

/** A list of excepted principals that is there already is added to. */
function excepting(statement: Members, roleArn: string): Members {
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

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
