/**
 * A document without what tells whose it is. Comes in: any document of `--json`. Goes out: the same with account numbers and names
 * masked, within ARNs and wherever else they stand, the same name always by the same mask. Never: another shape, an ARN that is none
 * any more, or a policy that cannot be read. A name that no ARN, address or field of the document has is not known to be one.
 */
import { namesIn } from './redact/names.ts';

export function redacted<Document>(document: Document): Document {
  return mapped(document, maskOf(namesIn(document))) as Document;
}

/** Members of fixed meaning: what stands there is a word of ours or of AWS. */
const FIXED: ReadonlySet<string> = new Set(
  (
    'schema kind verdict decision deniedBy layer layers unread grade scope effect mismatch status state ' +
    'outcome strategy code title symptom type action actions region failedPhase subject rule own ' +
    'simulator unseen counts tool fate for takenAt startedAt endedAt hash statusCode mayAlsoStop'
  ).split(' '),
);

function mapped(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((one: unknown) => mapped(one, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      FIXED.has(key) && isWords(one) ? (one as unknown) : mapped(one, mask),
    ]),
  );
}

const isWords = (value: unknown): boolean =>
  typeof value === 'string' ||
  value === null ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string')) ||
  (typeof value === 'object' && Object.values(value).every((one) => typeof one === 'string'));

const ACCOUNT = /(?<![0-9A-Za-z])\d{12}(?![0-9A-Za-z])/g;
/** A name that is a word as well is one only where names stand. */
const PLAIN_WORD = /^[A-Za-z]{1,8}$/;
/** Things that are told with their name behind them. */
const KINDS_OF_NAMED = [
  'role',
  'user',
  'policy',
  'repository',
  'project',
  'group',
  'bucket',
  'secret',
  'key',
];
const BEFORE = '(?<![A-Za-z0-9])';
const AFTER = '(?![A-Za-z0-9])';
/** Alone between marks; in an ARN, a path or an address; after what says that a name comes: an option, a command, a kind of thing. */
const WHERE_NAMES_STAND = [
  { before: '(?<=^|[/:`\'"])', after: '(?=$|[/:`\'"*?.,])' },
  { before: '(?<=[/:])', after: '(?=\\s)' },
  {
    before: `(?<=--[a-z-]+[ =]|\\brolemend [a-z]+ |\\b(?:${KINDS_OF_NAMED.join('|')}) )`,
    after: AFTER,
  },
];
/** Whose machine it was stands in a path. */
const FOLDER_OF_SOURCE = /(--source )(?:'[^']*'|\S+)/g;

function maskOf(names: ReadonlyMap<string, string>): (text: string) => string {
  const accounts = new Map<string, string>();
  const account = (number: string): string => {
    const mask = accounts.get(number) ?? String(accounts.size + 1).padStart(12, '0');
    accounts.set(number, mask);
    return mask;
  };
  // The longest first, since one name may hold another.
  const sorted = [...names.keys()].sort((one, other) => other.length - one.length);
  const either = sorted.map((name) => {
    const places = PLAIN_WORD.test(name) ? WHERE_NAMES_STAND : [{ before: BEFORE, after: AFTER }];
    const escaped = name.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
    return [...places, { before: BEFORE, after: '(?=@)' }]
      .map(({ before, after }) => `${before}${escaped}${after}`)
      .join('|');
  });
  const pattern = either.length === 0 ? null : new RegExp(either.join('|'), 'g');
  return (text) => {
    const named = pattern === null ? text : text.replace(pattern, (name) => names.get(name) ?? name);
    return named.replace(ACCOUNT, account).replace(FOLDER_OF_SOURCE, '$1folder');
  };
}
