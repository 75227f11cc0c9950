/** What the AWS CLI prints of an answer: `--query`, then JSON or text. */
import { search } from '@aws-lambda-powertools/jmespath';

/** Null: the query cannot be read. */
export function queried(output: unknown, query: string | null): { readonly value: unknown } | null {
  if (query === null) return { value: output };
  try {
    return { value: search(query, output as Parameters<typeof search>[1]) };
  } catch {
    return null;
  }
}

export function printed(value: unknown, format: string): string {
  if (format === 'text') return `${asText(value)}\n`;
  if (value === undefined) return 'null\n';
  return `${JSON.stringify(value, null, 4)}\n`;
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) {
    const flat = value.every((item) => typeof item !== 'object' || item === null);
    return value.map(asText).join(flat ? '\t' : '\n');
  }
  if (typeof value === 'object') return Object.values(value).map(asText).join('\t');
  return `${value as string | number}`;
}
