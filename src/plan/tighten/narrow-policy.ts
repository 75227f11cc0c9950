/**
 * A policy's text with what goes taken out of it. Comes in: the text as AWS holds it. Goes out: the shorter text, null where nothing
 * is left to say, the same where nothing goes; what goes and why the rest stays. Never: touches a Deny, or the text of a statement
 * that stays as it is.
 */
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import { policyFault } from '#diagnosis/policy-text.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import { type Kept, narrowStatement } from './narrow-statement.ts';
import type { Usage } from './usage.ts';

export interface NarrowedPolicy {
  /** Null: nothing of it stays, and it denies nothing. */
  readonly after: string | null;
  readonly kept: readonly Kept[];
}

export function narrowPolicy(text: string, usage: Usage): NarrowedPolicy {
  const fault = policyFault(text, 'identity');
  const read = readPolicy(text, 'identity');
  if (fault !== null || !read.ok)
    return { after: text, kept: [{ what: 'all of it', kind: 'open', why: fault ?? 'it is no policy' }] };
  const { statements } = read.value;
  const narrowed = statements.map((statement) =>
    statement.effect === 'allow' ? narrowStatement(statement, usage) : { actions: null, kept: [] },
  );
  const kept = narrowed.flatMap((one) => one.kept);
  const stays = narrowed.filter(({ actions }) => actions === null || actions.length > 0);
  if (statements.length > 0 && stays.length === 0) return { after: null, kept };
  const after = narrowed.reduceRight((shorter, { actions }, index) => {
    if (actions === null) return shorter;
    return actions.length === 0 ? without(shorter, index) : withActions(shorter, index, actions);
  }, text);
  return { after, kept };
}

/** With the comma that stood between it and the next one, or else the one before. */
function without(text: string, index: number): string {
  const all = nodeAt(text, ['Statement']).children ?? [];
  const [previous, own, next] = [all[index - 1], all[index], all[index + 1]];
  if (own === undefined) throw new Error(`Internal error: no statement ${index} in a policy that was read`);
  const start = next === undefined && previous !== undefined ? endOf(previous) : own.offset;
  return text.slice(0, start) + text.slice(next?.offset ?? endOf(own));
}

/** A list is laid out as it was. A statement that is the only one need not stand in a list. */
function withActions(text: string, index: number, actions: readonly string[]): string {
  const isList = nodeAt(text, ['Statement']).type === 'array';
  const node = nodeAt(text, isList ? ['Statement', index, 'Action'] : ['Statement', 'Action']);
  const [first, last] = [node.children?.[0], node.children?.at(-1)];
  const lead = first === undefined ? '' : text.slice(node.offset + 1, first.offset);
  const tail = last === undefined ? '' : text.slice(endOf(last), endOf(node) - 1);
  const items = actions.map((action) => JSON.stringify(action)).join(`,${lead}`);
  return `${text.slice(0, node.offset)}[${lead}${items}${tail}]${text.slice(endOf(node))}`;
}

const endOf = ({ offset, length }: Node): number => offset + length;

function nodeAt(text: string, path: readonly (string | number)[]): Node {
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, [...path]);
  if (node === undefined) throw new Error(`Internal error: no ${path.join('.')} in a policy that was read`);
  return node;
}
