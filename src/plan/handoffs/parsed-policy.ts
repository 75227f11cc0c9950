/** A policy's text as JSON, its statements as a list; null where it is no policy. */
export interface ParsedPolicy {
  readonly [member: string]: unknown;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

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

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
