/** What went wrong before there was an answer of AWS, in our words: those of Node and the SDK are for developers. */

export function libraryFault(code: string, error: unknown): string {
  const words = FAULTS.find(([pattern]) => pattern.test(code))?.[1];
  if (words !== undefined) return words.replace('the host', hostOf(error) ?? 'the host');
  return 'a fault in Rolemend or in the AWS library it uses, not in your account';
}

/** By Node's and OpenSSL's codes, and the names of the SDK's errors; in order, the first that fits. */
const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED/, 'the host refused the connection'],
  [/^ENOTFOUND/, 'the name of the host is not known'],
  [/^EAI_/, 'the name of the host could not be looked up'],
  [/^(?:ECONNRESET|EPIPE|ECONNABORTED)/, 'the host closed the connection before an answer came'],
  [/^(?:ETIMEDOUT|TimeoutError|RequestTimeout|ESOCKETTIMEDOUT)/, 'no answer came in time'],
  [/^(?:EHOST|ENET)/, 'there is no way to the host'],
  [/^(?:EPROTO|ERR_SSL)/, 'the host does not speak TLS as it should'],
  [/^(?:ERR_TLS_CERT_ALTNAME|HOSTNAME_)/, 'SSL validation failed: the certificate is one of another host'],
  [/^CERT_HAS_EXPIRED/, 'SSL validation failed: the certificate has expired'],
  [
    /^(?:ERR_TLS|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)/,
    'SSL validation failed: the certificate is signed by no CA that is trusted here',
  ],
  [/^AbortError/, 'the call was stopped'],
];

function hostOf(error: unknown): string | null {
  const { hostname, address, port } = Object(error) as Readonly<Record<string, unknown>>;
  const host = typeof hostname === 'string' ? hostname : address;
  if (typeof host !== 'string') return null;
  return typeof port === 'number' ? `${host}:${port}` : host;
}
