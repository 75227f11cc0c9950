/**
 * A policy document read by the grammar of its kind. Comes in: JSON text, or the value it spells. Goes out: the
 * policy, or every problem AWS would refuse it for, each with its place. Never throws on any input.
 * Source: IAM User Guide, reference_policies_grammar; facts 2.1.
 */
import { rememberTexts } from '#basics/remember.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Policy, PolicyKind, PolicyProblem, Statement } from '../policy.ts';
import { GRAMMARS } from './grammars.ts';
import { type Json, readJson, readUnplaced } from './json-tree.ts';
import { Reader } from './reader.ts';
import { readStatement } from './read-statement.ts';

/** Characters a document may hold. Source: facts 2.1 [BOTO iam, PolicyDocument pattern]. */
const FORBIDDEN_CHARACTER = /[^\t\n\r\u0020-\u00ff]/;

type ReadPolicy = Result<Policy, readonly PolicyProblem[]>;

export function readPolicy(document: unknown, kind: PolicyKind): ReadPolicy {
  const unplaced = readUnplaced(document);
  const read = unplaced === null ? null : policyIn(unplaced, kind, characterProblem(document));
  if (read?.ok === true) return read;
  const json = readJson(document);
  return json.ok ? policyIn(json.value, kind, characterProblem(document)) : err([json.error]);
}

/** The same of the value of a text that `isLatin1`. */
export function readLatin1(document: unknown, kind: PolicyKind): ReadPolicy {
  const unplaced = readUnplaced(document);
  const read = unplaced === null ? null : policyIn(unplaced, kind, null);
  return read?.ok === true ? read : readPolicy(document, kind);
}

/** Whether a text that is JSON surely holds no character that AWS refuses, not as an escape either. */
export const isLatin1 = (text: string): boolean => !/[^\0-\u00ff]/.test(text) && !text.includes('\\');

function policyIn(root: Json, kind: PolicyKind, character: PolicyProblem | null): ReadPolicy {
  const reader = new Reader();
  if (character !== null) reader.problems.push(character);
  const policy = policyOf(root, isFullAccess(root, kind) ? 'vpcEndpoint' : kind, reader);
  return policy !== null && reader.problems.length === 0 ? ok(policy) : err(reader.problems);
}

/** Far more than a role's policies, each of which is first looked through and then compiled. */
const keptPolicy = rememberTexts<ReadPolicy>(500_000);

/** A text that was read before is not read again. */
export function readKept(text: string, kind: PolicyKind): ReadPolicy {
  return keptPolicy(`${kind} ${text}`, () => readPolicy(text, kind));
}

/**
 * AWS's own `RCPFullAWSAccess`, which is attached everywhere and read back with the rest, is the one Allow
 * that a resource control policy may hold. Source: facts 1.7.
 */
function isFullAccess(root: Json, kind: PolicyKind): boolean {
  if (kind !== 'resourceControl' || root.kind !== 'object') return false;
  const statement = root.members.get('Statement');
  const only = statement?.kind === 'array' && statement.items.length === 1 ? statement.items[0] : statement;
  if (only?.kind !== 'object') return false;
  const text = (name: string): string | undefined => {
    const value = only.members.get(name);
    const single = value?.kind === 'array' && value.items.length === 1 ? value.items[0] : value;
    return single?.kind === 'string' ? single.text : undefined;
  };
  const isOpen = ['Principal', 'Action', 'Resource'].every((name) => text(name) === '*');
  return isOpen && text('Effect') === 'Allow';
}

function characterProblem(document: unknown): PolicyProblem | null {
  const isText = typeof document === 'string';
  const text = isText ? document : JSON.stringify(document);
  const at = text.search(FORBIDDEN_CHARACTER);
  if (at === -1) return null;
  const code = text.codePointAt(at)?.toString(16).toUpperCase().padStart(4, '0');
  return {
    code: 'character',
    message: `the character U+${code} is outside Latin-1, which AWS refuses`,
    at: '',
    span: isText ? { start: at, end: at + 1 } : null,
  };
}

function policyOf(root: Json, kind: PolicyKind, reader: Reader): Policy | null {
  const members = reader.object(root, 'a policy', ['Version', 'Id', 'Statement']);
  if (members === null) return null;
  const { id, version2012 } = GRAMMARS[kind];
  if (members.has('Id') && !id)
    reader.problem('forbidden-element', members.get('Id') ?? root, `a ${kind} policy has no \`Id\``);
  const version = versionOf(members.get('Version'), reader);
  if (version2012 && version !== '2012-10-17') {
    reader.problem(
      'version',
      members.get('Version') ?? root,
      `a ${kind} policy needs the version \`2012-10-17\``,
    );
  }
  const statement = members.get('Statement');
  if (statement === undefined) {
    reader.problem('missing', root, 'missing `Statement`');
    return null;
  }
  const items = statement.kind === 'array' ? statement.items : [statement];
  const statements = items
    .map((item) => readStatement(item, kind, reader))
    .filter((one): one is Statement => one !== null);
  checkSids(statements, statement, reader);
  return { version, statements };
}

/** The later version where it is neither. */
export function versionOf(version: Json | undefined, reader: Reader): Policy['version'] {
  if (version === undefined) return '2008-10-17';
  if (version.kind === 'string' && (version.text === '2012-10-17' || version.text === '2008-10-17'))
    return version.text;
  reader.problem('version', version, 'expected the version `2012-10-17` or `2008-10-17`');
  return '2012-10-17';
}

/** A Sid names one statement. Source: reference_policies_elements_sid. */
function checkSids(statements: readonly Statement[], place: Json, reader: Reader): void {
  const seen = new Set<string>();
  for (const { sid } of statements) {
    if (sid === null || sid === '') continue;
    if (seen.has(sid)) reader.problem('sid', place, `two statements have the Sid \`${sid}\``);
    seen.add(sid);
  }
}
