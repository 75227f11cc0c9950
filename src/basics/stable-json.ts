/** JSON with the keys of every object sorted, so that equal values give equal text. */
export function stableJson(value: unknown, indent?: number): string {
  return JSON.stringify(sorted(value), null, indent);
}

/** The same value; members are sorted beforehand, as JSON is written several times quicker where nothing is called for each of them. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || 'toJSON' in value) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted((value as Readonly<Record<string, unknown>>)[key])]),
  );
}
