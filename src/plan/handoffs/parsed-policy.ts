/** A policy's text as JSON, its statements as a list; null where it is no policy. */
export interface ParsedPolicy {
  readonly [member: string]: unknown;
  readonly Statement: readonly Members[];
}

export type Members = Readonly<Record<string, unknown>>;

export function parsedPolicy(text: string): ParsedPolicy | null {
  try {
    const policy: unknown = JSON.parse(text);
    if (typeof policy !== 'object' || policy === null || !('Statement' in policy)) return null;
    const statements = [policy.Statement].flat().filter(isObject);
    return { ...policy, Statement: statements };
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null;

export const membersOf = (value: unknown): Members =>
  isObject(value) && !Array.isArray(value) ? { ...value } : {};

/**
 * The policy with these statements. AWS takes each Sid once: a new statement does without one that another has.
 * Source: IAM User Guide, reference_policies_elements_sid.
 */
export function withStatements(policy: ParsedPolicy, statements: readonly Members[]): ParsedPolicy {
  const present = new Set(policy.Statement);
  const taken = new Set(statements.flatMap((one) => (present.has(one) ? [one['Sid']] : [])));
  const Statement = statements.map((one) => {
    const { Sid, ...members } = one;
    if (present.has(one) || Sid === undefined) return one;
    if (taken.has(Sid)) return members;
    taken.add(Sid);
    return one;
  });
  return { ...policy, Statement };
}
