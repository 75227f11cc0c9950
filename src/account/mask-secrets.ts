/**
 * Secrets in a text that is to be shown. Comes in: a command, a line of a log or of a buildspec, and the values that are known to be
 * secrets. Goes out: the same with `***` where a secret stands. Never: hides a variable's name, or an ARN. What names a secret is a
 * convention (an option, a variable, a header, a part of a URL): a secret that nothing names and nobody knows stays.
 */
import type { EnvironmentVariable } from './project.ts';

const MASK = '***';

const WORDS =
  '(?:secret|token|passw(?:or)?d|passphrase|credentials?|_pwd|_pat|_auth(?!\\w)|(?:api|access|private|auth|signing|encryption|master|deploy|licen[cs]e|account|storage|ssh)_?key)';
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
  // A name and its value side by side, as the AWS CLI takes variables and parameters.
  new RegExp(
    `(key=["']?[\\w-]{0,64}${WORDS}\\w{0,64}["']?,parametervalue=)((?:${QUOTED}|[^\\s"',]+))()`,
    'gi',
  ),
  new RegExp(
    `((?:name|key)=["']?[\\w-]{0,64}${WORDS}\\w{0,64}["']?,value=)((?:${QUOTED}|[^\\s"',]+))()`,
    'gi',
  ),
  new RegExp(
    `((?:name|key)\\\\?["']\\s{0,8}:\\s{0,8}\\\\?["'][\\w-]{0,64}${WORDS}\\w{0,64}\\\\?["']\\s{0,8},\\s{0,8}\\\\?["'](?:parameter)?value\\\\?["']\\s{0,8}:\\s{0,8}\\\\?["'])((?:(?!\\\\?["']).){1,65536})()`,
    'gi',
  ),
  new RegExp(`(\\s--${OPTIONS}(?:\\s+|=))(?!-)(${VALUE})()`, 'gi'),
  new RegExp(`(\\blogin\\b[^|;&\\n]{0,400}\\s-p\\s*)(${VALUE})()`, 'gi'),
  /(\bcurl\b[^|;&\n]{0,400}\s(?:-u|--user)[\s=]?["']?[^\s:"']{1,200}:)([^\s"']+)()/gi,
  new RegExp(`(["'][\\w-]{0,64}${WORDS}\\w{0,64}=)([^"']{1,65536})(["'])`, 'gi'),
  new RegExp(`(${WORDS}\\w{0,64}\\s?=)(?!=)\\s{0,3}(${VALUE})()`, 'gi'),
  new RegExp(
    `(\\\\?["'](?:[\\w-]{0,64}${WORDS}[\\w-]{0,64}|SecretString)\\\\?["']\\s{0,8}:\\s{0,8}\\\\?["'])((?:(?!\\\\?["']).){1,65536})()`,
    'gi',
  ),
  // In running text a word may follow too (`token: expired`): a secret has a digit in it.
  new RegExp(
    `((?!secret)${WORDS}["']?:\\s{1,3})((?=[^\\s"']{0,200}\\d)[\\w+/=.~-]{8,65536})(?![\\w:])()`,
    'gi',
  ),
  new RegExp(`(\\bidentified\\s{1,8}by\\s{1,8})(\\\\?["'][^"']{1,2000})()`, 'gi'),
  new RegExp(`(\\b(?:mysql\\w{0,20}|mariadb|sshpass)\\b[^|;&\\n]{0,400}\\s-p)(${VALUE})()`, 'g'),
  new RegExp(`(^\\s{0,80}(?:- )?\\w{0,64}${WORDS}\\w{0,64}:\\s{1,8})(${VALUE})(\\s*$)`, 'gim'),
  new RegExp(`((?:${HEADERS})["']?\\s?[:=]\\s{0,3}["']?)([^"'\\r\\n]{1,65536})()`, 'gi'),
  new RegExp(`(<[\\w:-]{0,64}${WORDS}[\\w:-]{0,64}>)([^<]{1,65536})()`, 'gi'),
  new RegExp(`([?&;](?:${PARAMETERS})=)([^&\\s"'<>]+)()`, 'gi'),
  /(:\/\/[^\s/@:"']{0,200}:)([^\s/@"']{1,2000})(@)/g,
  /(:\/\/)([^\s/@:"'$]{20,2000})(@)/g,
  /()(\b(?:gh[a-z]_|github_pat_|glpat-|xox[a-z]-|npm_(?!package_|config_|lifecycle_)|sk_live_|sk-(?:proj|ant)-|dckr_pat_|hvs\.|pypi-|shpat_|SG\.)[\w.-]{16,})()/g,
  /()(\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*)()/g,
  /(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)([^-]{1,65536})()/g,
];

/** The name of where a secret lies is none: `DB_SECRET_ARN=…`. */
const NAMES_A_PLACE = /_(?:arn|name|path|file|ur[il]|id)\s?=$/i;
const NAMES_A_KEY = /access_?key_id\s?=$/i;
/** What the shell will put there is not in the text. */
const ONLY_VARIABLES =
  /^["']?(?:(?:bearer|basic|token|AWS)\s+)?(?:[\w.-]{0,40}:)?(?:\$\{?\w+\}?|\$\(.*|`.*|arn:.*|\*+)["']?$/is;

/** `known`: values that are secrets wherever they stand. */
export function maskSecrets(text: string, known: readonly string[] = []): string {
  const named = RULES.reduce(
    (masked, rule) =>
      masked.replace(rule, (whole: string, ...[before = '', secret = '', after = '']: string[]) =>
        isNoSecret(before, secret) ? whole : before + MASK + after,
      ),
    text,
  );
  return known.reduce((masked, secret) => masked.replaceAll(secret, MASK), named);
}

/** Shorter ones, `true` and `bearer` among them, are words that stand for themselves. */
const SHORTEST = 7;
const NAMES_A_SECRET = new RegExp(WORDS, 'i');
const TELLS_OF_ONE =
  /_(?:arn|name|path|file|ur[il]|id|type|key_id|min|max|ttl|length|expiry|url|region|bucket)$/i;

/** The values of plain variables whose names say that they are secrets; the longest first, since one may hold another. */
export function secretValues(variables: readonly EnvironmentVariable[]): readonly string[] {
  const values = variables.flatMap(({ name, value, type }) =>
    type === 'PLAINTEXT' && value.length >= SHORTEST && NAMES_A_SECRET.test(name) && !TELLS_OF_ONE.test(name)
      ? [value]
      : [],
  );
  return [...new Set(values)].sort((one, other) => other.length - one.length);
}

const isNoSecret = (before: string, secret: string): boolean =>
  ONLY_VARIABLES.test(secret) || (NAMES_A_PLACE.test(before) && !NAMES_A_KEY.test(before));
