/**
 * IAM hands documents out URL-encoded (RFC 3986), and the JavaScript SDK leaves them so. A text that is
 * no such encoding is kept as it came: what is wrong with it is for the reader of policies to say.
 * Source: IAM API reference, GetRolePolicy.
 */
export function policyText(encoded: string | undefined): string {
  const text = encoded ?? '';
  if (/^\s*[{["]/.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
