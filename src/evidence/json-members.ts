/**
 * Members of JSON that nobody vouches for. What is missing, or of another type than asked for, is null. Two readers of a
 * few fields each, which every diagnosis uses: a schema library takes longer to load than all they read.
 */
export type JsonObject = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

export function objectAt(from: JsonObject | null, name: string): JsonObject | null {
  return objectOf(valueAt(from, name));
}

export function textAt(from: JsonObject | null, name: string): string | null {
  const value = valueAt(from, name);
  return typeof value === 'string' ? value : null;
}

export function flagAt(from: JsonObject | null, name: string): boolean | null {
  const value = valueAt(from, name);
  return typeof value === 'boolean' ? value : null;
}

export function itemsAt(from: JsonObject | null, name: string): readonly unknown[] {
  const value = valueAt(from, name);
  return Array.isArray(value) ? value : [];
}

function valueAt(from: JsonObject | null, name: string): unknown {
  return from !== null && Object.hasOwn(from, name) ? from[name] : null;
}
