/** The command line of `aws s3`. Source: AWS CLI Command Reference, s3 cp. */
import type { Spend } from '#basics/regular/spend.ts';
import { matches } from '../../shell/pattern.ts';
import { attributesOf } from '../options.ts';

/** Options that take a value, and the header that some of them are sent as. */
const VALUED: Readonly<Record<string, string | null>> = {
  '--acl': 'x-amz-acl',
  '--cache-control': 'cache-control',
  '--checksum-algorithm': null,
  '--checksum-mode': null,
  '--content-disposition': 'content-disposition',
  '--content-encoding': null,
  '--content-language': 'content-language',
  '--content-type': 'content-type',
  '--copy-props': null,
  '--exclude': null,
  '--expected-size': null,
  '--expires': 'expires',
  '--grants': null,
  '--include': null,
  '--metadata': null,
  '--metadata-directive': 'x-amz-metadata-directive',
  '--page-size': null,
  '--source-region': null,
  '--sse': 'x-amz-server-side-encryption',
  '--sse-c': null,
  '--sse-c-copy-source': null,
  '--sse-c-copy-source-key': null,
  '--sse-c-key': null,
  '--sse-kms-key-id': 'x-amz-server-side-encryption-aws-kms-key-id',
  '--storage-class': 'x-amz-storage-class',
  '--website-redirect': 'x-amz-website-redirect-location',
};

/** Options whose value may be left out, and what that means. */
const WITHOUT_VALUE: Readonly<Record<string, string>> = {
  '--sse': 'AES256',
  '--sse-c': 'AES256',
  '--request-payer': 'requester',
};
const VALUES_OF_SSE = /^(?:AES256|aws:kms(?::dsse)?|requester)$/;

export interface S3Command {
  readonly operands: readonly string[];
  readonly flags: ReadonlySet<string>;
  /** Whether a path, from the folder or prefix on, is one of those that are meant. */
  readonly isMeant: (path: string, spend: Spend) => boolean;
  /** What the options make of a write. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Filter {
  readonly includes: boolean;
  readonly pattern: string;
}

/** The last filter that matches decides. */
const meant =
  (filters: readonly Filter[]): S3Command['isMeant'] =>
  (path, spend) =>
    filters.findLast(({ pattern }) => matches(path, pattern, spend))?.includes ?? true;

const GRANTS: Readonly<Record<string, string>> = {
  read: 'x-amz-grant-read',
  readacl: 'x-amz-grant-read-acp',
  writeacl: 'x-amz-grant-write-acp',
  full: 'x-amz-grant-full-control',
};

/** `read=uri=…`, each a word. */
function grantHeader(word: string): readonly (readonly [string, string])[] {
  const at = word.indexOf('=');
  const header = at === -1 ? undefined : GRANTS[word.slice(0, at)];
  return header === undefined ? [] : [[header, word.slice(at + 1)]];
}

function headersOf(name: string, value: string): readonly (readonly [string, string])[] {
  if (name === '--metadata')
    return Object.entries(attributesOf(value)).map(([key, text]) => [`x-amz-meta-${key}`, text]);
  if (name === '--grants') return grantHeader(value);
  const header = VALUED[name];
  return header == null ? [] : [[header, value]];
}

/** The words of one option. */
function grantsFrom(words: readonly string[], start: number): readonly string[] {
  const end = words.findIndex((word, at) => at >= start && grantHeader(word).length === 0);
  return words.slice(start, end === -1 ? words.length : end);
}

export function readS3Command(words: readonly string[]): S3Command {
  const [operands, flags, filters]: [string[], Set<string>, Filter[]] = [[], new Set(), []];
  const headers: (readonly [string, string])[] = [];
  const take = (name: string, value: string): void => {
    flags.add(name);
    if (name === '--exclude' || name === '--include')
      filters.push({ includes: name === '--include', pattern: value });
    headers.push(...headersOf(name, value));
  };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [, name = '', joined] = /^(--[\w-]+)(?:=([^]*))?$/.exec(word) ?? [];
    const otherwise = WITHOUT_VALUE[name];
    if (name === '') operands.push(word);
    else if (joined !== undefined) take(name, joined);
    else if (otherwise !== undefined)
      take(name, VALUES_OF_SSE.test(words[at + 1] ?? '') ? (words[++at] ?? '') : otherwise);
    else if (name === '--grants') {
      const grants = grantsFrom(words, at + 1);
      for (const grant of grants) take(name, grant);
      at += grants.length;
    } else if (Object.hasOwn(VALUED, name)) take(name, words[++at] ?? '');
    else flags.add(name);
  }
  return { operands, flags, isMeant: meant(filters), headers: Object.fromEntries(headers) };
}
