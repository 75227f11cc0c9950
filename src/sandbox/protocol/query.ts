/** awsQuery: a form in, XML out. Source: facts 8.2 [BOTO, JS]. */
import { XMLBuilder } from 'fast-xml-parser';
import type { AwsError } from '../operation.ts';

/** `Tags.member.1.Key=a` becomes `{Tags: [{Key: 'a'}]}`; every value stays text. */
export function decodeForm(body: string): {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
} {
  const input: Tree = new Map();
  let action = '';
  for (const [name, value] of new URLSearchParams(body)) {
    if (name === 'Action') action = value;
    else if (name !== 'Version') plant(input, name.split('.'), value);
  }
  return { action, input: asObject(input) };
}

type Tree = Map<string, Tree | string>;
const DEPTH_BOUND = 16;

function plant(tree: Tree, path: readonly string[], value: string): void {
  let at = tree;
  const last = Math.min(path.length, DEPTH_BOUND) - 1;
  for (const part of path.slice(0, last)) {
    const next = at.get(part);
    if (next instanceof Map) at = next;
    else {
      const grown: Tree = new Map();
      at.set(part, grown);
      at = grown;
    }
  }
  at.set(path[last] ?? '', value);
}

function asObject(tree: Tree): Record<string, unknown> {
  return Object.fromEntries([...tree].map(([key, value]) => [key, asValue(value)]));
}

function asValue(value: Tree | string): unknown {
  if (typeof value === 'string') return value;
  const members = value.get('member');
  if (value.size !== 1 || !(members instanceof Map)) return asObject(value);
  return [...members]
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([, item]) => asValue(item));
}

const builder = new XMLBuilder({
  suppressEmptyNode: false,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
});

export interface QueryAnswer {
  readonly operation: string;
  readonly xmlns: string;
  readonly requestId: string;
  readonly output: unknown;
}

export function encodeQuery({ operation, xmlns, requestId, output }: QueryAnswer): string {
  const result = output === undefined || output === null ? {} : { [`${operation}Result`]: toXml(output) };
  return builder.build({
    [`${operation}Response`]: { '@xmlns': xmlns, ...result, ResponseMetadata: { RequestId: requestId } },
  });
}

export function encodeQueryError(
  error: AwsError,
  { xmlns, requestId }: { readonly xmlns: string; readonly requestId: string },
): string {
  const type = error.status >= 500 ? 'Receiver' : 'Sender';
  return builder.build({
    ErrorResponse: {
      '@xmlns': xmlns,
      Error: { Type: type, Code: error.code, Message: error.message },
      RequestId: requestId,
    },
  });
}

/** EC2 has a form of its own: nothing round the result, and `item` for what is in a list. */
export const encodeEc2 = ({ operation, xmlns, requestId, output }: QueryAnswer): string =>
  builder.build({
    [`${operation}Response`]: { '@xmlns': xmlns, requestId, ...Object(toXml(output, 'item')) },
  });

export const encodeEc2Error = ({ code, message }: AwsError, requestId: string): string =>
  builder.build({
    Response: { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId },
  });

function toXml(value: unknown, member = 'member'): unknown {
  if (value instanceof Date) return value.toISOString().replace(/\.\d{3}Z$/, 'Z');
  if (Array.isArray(value))
    return value.length === 0 ? '' : { [member]: value.map((item) => toXml(item, member)) };
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, toXml(item, member)]));
}

/** Policy documents travel percent-encoded as RFC 3986 has it; the AWS CLI decodes them, the JS SDK does not. */
export function encodeDocument(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
