/** Calls of IAM and STS: forms in, XML out. Source: facts 8.2. */
import { XMLParser } from 'fast-xml-parser';
import { type AwsAnswer, type Connection, sendSigned } from './aws-call.ts';
import { type Members, structureAt, textAt } from './members.ts';

const VERSIONS: Readonly<Record<string, string>> = { iam: '2010-05-08', sts: '2011-06-15' };

export const isQueryService = (service: string): boolean => Object.hasOwn(VERSIONS, service);

const PARSER = new XMLParser({ ignoreAttributes: true, parseTagValue: false });

export async function callQuery(
  connection: Connection,
  {
    service,
    operation,
    input,
  }: { readonly service: string; readonly operation: string; readonly input: Members },
): Promise<AwsAnswer<Members>> {
  const form = new URLSearchParams({ Action: operation, Version: VERSIONS[service] ?? '' });
  for (const [name, value] of Object.entries(input)) addTo(form, name, value);
  const response = await sendSigned(connection, {
    service,
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: form.toString(),
  });
  const text = await response.text();
  const document = lists(PARSER.parse(text)) as Members;
  if (response.ok) {
    const answer = structureAt(document, `${operation}Response`);
    return { ok: true, value: structureAt(answer, `${operation}Result`) };
  }
  const failure = structureAt(structureAt(document, 'ErrorResponse'), 'Error');
  return {
    ok: false,
    error: {
      code: textAt(failure, 'Code') || 'UnknownError',
      message: textAt(failure, 'Message'),
      status: response.status,
      requestId: response.headers.get('x-amzn-requestid') ?? '',
    },
  };
}

function addTo(form: URLSearchParams, name: string, value: unknown): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) addTo(form, `${name}.member.${index + 1}`, item);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) addTo(form, `${name}.${key}`, item);
  } else form.append(name, `${value as string | number | boolean}`);
}

/** An element that holds only `member` elements is a list. */
function lists(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(lists);
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === 'member') {
    const members = lists(first[1]);
    return Array.isArray(members) ? members : [members];
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, lists(item)]));
}
