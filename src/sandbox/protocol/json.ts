/** awsJson: JSON in and out, times as numbers of seconds. Source: facts 8.3 [BOTO, JS, OBS]. */
import { AwsError } from '../operation.ts';

export function decodeJson(body: string): Readonly<Record<string, unknown>> {
  if (body.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && !isDeeperThan(value, DEEPEST))
      return value as Record<string, unknown>;
  } catch {
    // Falls through to the one answer for everything that is no JSON object.
  }
  throw new AwsError('SerializationException', 'the request body is not a JSON object');
}

/** No operation that is served nests its input further; what does would overflow whoever reads it. */
const DEEPEST = 100;

function isDeeperThan(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((item): unknown[] =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
  }
  return false;
}

export function encodeJson(output: unknown): string {
  return JSON.stringify(output === undefined ? {} : toJson(output));
}

export function encodeJsonError(error: AwsError): string {
  // Denials come with a capital M from several services; both are understood by every SDK.
  const key = error.code === 'AccessDeniedException' ? 'Message' : 'message';
  return JSON.stringify({ __type: error.code, [key]: error.message });
}

function toJson(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, toJson(item)]));
}
