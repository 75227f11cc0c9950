/**
 * Secrets in a text that is to be shown. Comes in: a command, a line of a log or of a buildspec. Goes out: the same
 * with `***` where a secret stands. Never: hides a variable's name, or an ARN. What names a secret is a convention (an
 * option, a variable, a header, a part of a URL): a secret that nothing names stays.
 */

const MASK = '***';

const WORDS =
  '(?:secret|token|passw(?:or)?d|passphrase|api_?key|access_?key|private_?key|credentials?|auth_?key)';
const OPTIONS =
  '(?:secret-string|secret-binary|value|[\\w-]{0,40}(?:passw(?:or)?d|passphrase|token|api-key|private-key|client-secret|secret-key|secret-access-key|auth-string))';
const HEADERS =
  '(?:proxy-)?authorization|cookie|set-cookie|x-api-key|api-key|private-token|job-token|x-vault-token|x-amz-security-token|x-auth-token';
const PARAMETERS =
  'x-amz-signature|x-amz-credential|x-amz-security-token|signature|sig|[\\w-]{0,40}token|api_?key|key|passw(?:or)?d|[\\w-]{0,40}secret|code|auth';
const QUOTED = '"(?:\\\\.|[^"\\\\]){0,65536}"?|\'[^\']{0,65536}\'?';
const VALUE = `(?:${QUOTED}|[^\\s"']+)`;

/** Each: what comes before a secret, the secret, what comes after it. */
const RULES: readonly RegExp[] = [
  new RegExp(`(\\s--${OPTIONS}(?:\\s+|=))(?!-)(${VALUE})()`, 'gi'),
  new RegExp(`(\\blogin\\b[^|;&\\n]{0,400}\\s-p\\s*)(${VALUE})()`, 'gi'),
  /(\bcurl\b[^|;&\n]{0,400}\s(?:-u|--user)[\s=]?["']?[^\s:"']{1,200}:)([^\s"']+)()/gi,
  new RegExp(`(["'][\\w-]{0,64}${WORDS}\\w{0,64}=)([^"']{1,65536})(["'])`, 'gi'),
  new RegExp(`(${WORDS}\\w{0,64}\\s?=)(?!=)\\s{0,3}(${VALUE})()`, 'gi'),
  new RegExp(
    `(\\\\?["'](?:[\\w-]{0,64}${WORDS}[\\w-]{0,64}|SecretString)\\\\?["']\\s{0,8}:\\s{0,8}\\\\?["'])((?:(?!\\\\?["']).){1,65536})()`,
    'gi',
  ),
  new RegExp(`(^\\s{0,80}(?:- )?\\w{0,64}${WORDS}\\w{0,64}:\\s{1,8})(${VALUE})(\\s*$)`, 'gim'),
  new RegExp(`((?:${HEADERS})["']?\\s?[:=]\\s{0,3}["']?)([^"'\\r\\n]{1,65536})()`, 'gi'),
  new RegExp(`([?&;](?:${PARAMETERS})=)([^&\\s"'<>]+)()`, 'gi'),
  /(:\/\/[^\s/@:"']{0,200}:)([^\s/@"']{1,2000})(@)/g,
  /(:\/\/)([^\s/@:"'$]{20,2000})(@)/g,
  /()(\b(?:gh[a-z]_|github_pat_|glpat-|xox[a-z]-|npm_|sk_live_)[\w-]{16,})()/g,
  /()(\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*)()/g,
  /(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)([^-]{1,65536})()/g,
];

/** The name of where a secret lies is none: `DB_SECRET_ARN=…`. */
const NAMES_A_PLACE = /_(?:arn|name|path|file|ur[il]|id)\s?=$/i;
const NAMES_A_KEY = /access_?key_id\s?=$/i;
/** What the shell will put there is not in the text. */
const ONLY_VARIABLES =
  /^["']?(?:(?:bearer|basic|token|AWS)\s+)?(?:[\w.-]{0,40}:)?(?:\$\{?\w+\}?|\$\(.*|`.*|arn:.*|\*+)["']?$/is;

export function maskSecrets(text: string): string {
  return RULES.reduce(
    (masked, rule) =>
      masked.replace(rule, (whole: string, ...[before = '', secret = '', after = '']: string[]) =>
        isNoSecret(before, secret) ? whole : before + MASK + after,
      ),
    text,
  );
}

const isNoSecret = (before: string, secret: string): boolean =>
  ONLY_VARIABLES.test(secret) || (NAMES_A_PLACE.test(before) && !NAMES_A_KEY.test(before));
