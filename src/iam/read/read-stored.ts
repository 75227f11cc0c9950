/**
 * A policy that AWS holds, read statement by statement. Comes in: its text. Goes out: the policy with each statement in
 * its place, the Denies that are in doubt, and all that is odd, with its place; or why nothing of it can be read. Never:
 * lets one odd statement change what another says. `readPolicy` is the same reader for what a person hands in.
 */
import { rememberTexts } from '#basics/remember.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Policy, PolicyKind, PolicyProblem, Statement } from '../policy.ts';
import { readJson } from './json-tree.ts';
import { readPolicy, versionOf } from './read-policy.ts';
import { Reader } from './reader.ts';
import { readStoredStatement, type StoredStatement } from './stored-statement.ts';

export interface StoredPolicy {
  readonly policy: Policy;
  /** Denies at their widest, by the place of their statement: whether they match is open. */
  readonly open: readonly { readonly index: number; readonly statement: Statement }[];
  /** What AWS would not let a person write. */
  readonly odd: readonly PolicyProblem[];
  /** Whether an Allow may say more than it is taken for. */
  readonly mayAllowMore: boolean;
}

type ReadStored = Result<StoredPolicy, readonly PolicyProblem[]>;

function readStoredPolicy(text: string, kind: PolicyKind): ReadStored {
  const strict = readPolicy(text, kind);
  if (strict.ok) return ok({ policy: strict.value, open: [], odd: [], mayAllowMore: false });
  const json = readJson(text);
  if (!json.ok) return err([json.error]);
  const reader = new Reader();
  const members = reader.object(json.value, 'a policy', ['Version', 'Id', 'Statement']);
  const statement = members?.get('Statement');
  // Which of two lists counts, or whether one under another name does, nothing here tells.
  const isLost = reader.problems.some(({ at }) => at.toLowerCase() === 'statement');
  if (members === null || statement === undefined || isLost) return err(strict.error);
  const items = statement.kind === 'array' ? statement.items : [statement];
  const versions = new Reader();
  const version = versionOf(members.get('Version'), versions);
  const doubtsVersion =
    versions.problems.length > 0 || reader.problems.some(({ at }) => at.toLowerCase() === 'version');
  const read = items.map((item) => {
    const one = readStoredStatement(item, kind);
    return doubtsVersion && hasVariable(one) ? doubted(one) : one;
  });
  return ok({
    policy: { version, statements: read.map(({ sure }) => sure) },
    open: read.flatMap(({ widest }, index) => (widest === null ? [] : [{ index, statement: widest }])),
    odd: strict.error,
    mayAllowMore: read.some(({ sure, inDoubt }) => sure.effect === 'allow' && inDoubt),
  });
}

/** Whether variables have a meaning hangs on the version. */
const hasVariable = ({ sure }: StoredStatement): boolean =>
  JSON.stringify([sure.resource, sure.conditions]).includes('${');

function doubted({ sure, widest, problems }: StoredStatement): StoredStatement {
  const none: Statement = { ...sure, action: { kind: 'action', patterns: [] } };
  const open: Statement = { ...(widest ?? sure), resource: { kind: 'unnamed' }, conditions: [] };
  return { sure: none, widest: sure.effect === 'allow' ? null : open, inDoubt: true, problems };
}

const kept = rememberTexts<ReadStored>(500_000);

/** A text that was read before is not read again. */
export const readStored = (text: string, kind: PolicyKind): ReadStored =>
  kept(`${kind} ${text}`, () => readStoredPolicy(text, kind));
