/** restXml, as S3 speaks it: XML or plain bytes out; bodies may come in signed chunks. Source: facts 8.1 [BOTO s3]. */
import { XMLBuilder } from 'fast-xml-parser';
import type { AwsError, RestAnswer } from '../operation.ts';

const builder = new XMLBuilder({
  suppressEmptyNode: false,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
});
const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function encodeRest(
  { status = 200, headers = {}, body }: RestAnswer,
  { xmlns, requestId }: { readonly xmlns: string; readonly requestId: string },
): Response {
  const all = { 'x-amz-request-id': requestId, ...headers };
  if (body === undefined) return new Response(null, { status, headers: all });
  if (typeof body === 'string' || body instanceof Uint8Array)
    return new Response(typeof body === 'string' ? body : Buffer.from(body), { status, headers: all });
  const named = Object.fromEntries(
    Object.entries(body).map(([root, value]) => [root, withNamespace(value, xmlns)]),
  );
  return new Response(PROLOG + builder.build(named), {
    status,
    headers: { 'content-type': 'application/xml', ...all },
  });
}

function withNamespace(value: unknown, xmlns: string): unknown {
  const base = { '@xmlns': xmlns };
  return typeof value === 'object' && value !== null ? { ...base, ...value } : { ...base, '#text': value };
}

/** The answer to a HEAD loses its body on the way out, and so the code and the reason. */
export function encodeRestError({ code, message, status }: AwsError, requestId: string): Response {
  const text = builder.build({ Error: { Code: code, Message: message, RequestId: requestId } });
  return new Response(PROLOG + text, {
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
  });
}

/**
 * The bytes of a body sent as `aws-chunked`: `SIZE[;signature]`, the chunk, …, `0`, trailers. The signatures of
 * single chunks are not checked. Null for a body that is not in that form.
 */
export function decodeChunks(body: Uint8Array): Uint8Array | null {
  const bytes = Buffer.from(body);
  const chunks: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf('\r\n', at);
    if (end === -1) return null;
    const size = /^([0-9a-f]{1,8})(?:;|$)/i.exec(bytes.subarray(at, end).toString('latin1'))?.[1];
    if (size === undefined) return null;
    const length = Number.parseInt(size, 16);
    if (length === 0) return Buffer.concat(chunks);
    const start = end + 2;
    if (start + length > bytes.length) return null;
    chunks.push(bytes.subarray(start, start + length));
    at = start + length + 2;
  }
  return null;
}
