/**
 * A plan in a file of Terraform. Comes in: the plan, and the file as its author wrote it. Goes out: the same text, policies that it has
 * with what the plan adds to them, the rest in blocks at the end; or why not. Never: a second block of a policy that it has.
 */
import { err, ok, type Result } from '#basics/result.ts';
import type { Plan, Step } from '#plan/plan.ts';
import { type Edit, edited, type Extension, extensionOf, isOf, type Statement } from './extended-policy.ts';
import { jsonLines } from './hcl.ts';
import { type HclNode, objectAt } from './hcl-tree.ts';
import { policyNamesOf } from './policy-names.ts';
import { emitTerraform } from './terraform.ts';

export function inHcl(text: string, plan: Plan): Result<string, string> {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const edits: Edit[] = [];
  const left: Step[] = [];
  for (const step of plan.steps) {
    const found = inPlace(text, step);
    if (!found.ok) return found;
    if (found.value === null) left.push(step);
    else edits.push(...found.value);
  }
  const now = edited(text, edits);
  if (left.length === 0) return ok(now);
  const taken = [...text.matchAll(/^\s*resource\s+"[^"]+"\s+"([^"]+)"/gm)].map(([, name = '']) => name);
  const gap = now === '' ? '' : now.endsWith('\n') ? eol : eol + eol;
  return ok(`${now}${gap}${emitTerraform({ ...plan, steps: left }, taken).replaceAll('\n', eol)}`);
}

/** Null: the file does not have the policy. */
function inPlace(text: string, step: Step): Result<readonly Edit[] | null, string> {
  const [name] = policyNamesOf({ steps: [step] });
  if (name === undefined) return ok(null);
  const role = step.kind === 'put-role-policy' ? step.role : null;
  const named = blocksOf(text, step.kind === 'put-role-policy').filter(
    ({ entries }) => literal(entries.get('name')) === name,
  );
  const block = named.find((one) => !isOfOther(one, role));
  if (block === undefined) return namedAt(text, { name, elsewhere: named });
  const refused = (why: string): Result<never, string> =>
    err(`line ${lineOf(text, block.start)} has the policy \`${name}\` already: ${why}`);
  const extension = extensionOf(step);
  if (extension === null) return refused('it is to be changed there');
  const edits = editsIn(text, block, extension);
  return edits === null
    ? refused(
        'what stands there is not what the account has, or no `jsonencode` of it, so it is to be changed there',
      )
    : ok(edits);
}

type Block = Extract<HclNode, { kind: 'object' }>;
const BLOCK = /^[ \t]*resource[ \t]+"(aws_iam_role_policy|aws_iam_policy)"[ \t]+"[^"\n]+"[ \t]*(?=\{)/gm;

function blocksOf(text: string, isInline: boolean): readonly Block[] {
  const type = isInline ? 'aws_iam_role_policy' : 'aws_iam_policy';
  return [...text.matchAll(BLOCK)].flatMap((found) => {
    const body = found[1] === type ? objectAt(text, found.index + found[0].length) : null;
    return body ?? [];
  });
}

/** Each role has names of its own. */
function isOfOther({ entries }: Block, role: string | null): boolean {
  const of = entries.get('role');
  return role !== null && of?.kind === 'text' && of.value !== role;
}

interface Name {
  readonly name: string;
  /** Blocks of other roles. */
  readonly elsewhere: readonly Block[];
}

/** What is not read as a block may declare it all the same. */
function namedAt(text: string, { name, elsewhere }: Name): Result<null, string> {
  for (const { index } of text.matchAll(/^[ \t]*name[ \t]*=[^\n]*/gm)) {
    const line = text.slice(index).split('\n')[0] ?? '';
    const isElsewhere = elsewhere.some(({ start, end }) => start < index && index < end);
    if (line.includes(`"${name}"`) && !isElsewhere)
      return err(`line ${lineOf(text, index)} has the policy \`${name}\` already: it is to be changed there`);
  }
  return ok(null);
}

const literal = (node: HclNode | undefined): string | null => (node?.kind === 'text' ? node.value : null);

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** Null: what stands there cannot be told to be what the account has. */
function editsIn(text: string, { entries }: Block, extension: Extension): readonly Edit[] | null {
  const policy = entries.get('policy');
  const call = policy?.kind === 'expression' ? /^jsonencode\(\s*(?=\{)/.exec(text.slice(policy.start)) : null;
  const document =
    policy === undefined || call === null ? null : objectAt(text, policy.start + call[0].length);
  const list = document?.entries.get('Statement');
  if (list?.kind !== 'list') return null;
  const statements = list.items.flatMap((item) => (item.kind === 'object' ? [item] : []));
  const declared = statements.map(({ entries: of }) => ({
    effect: literal(of.get('Effect')),
    actions: actionsIn(of.get('Action')),
  }));
  if (statements.length !== list.items.length || !isOf(declared, extension)) return null;
  const gains = [...extension.gains].flatMap(([index, actions]) => {
    const node = statements[index]?.entries.get('Action');
    return node === undefined ? [] : [gain(text, node, actions)];
  });
  return extension.statements.length === 0 ? gains : [...gains, newItems(text, list, extension.statements)];
}

function actionsIn(node: HclNode | undefined): readonly string[] | null {
  if (node?.kind === 'text') return [node.value];
  if (node?.kind !== 'list') return null;
  const all = node.items.map(literal);
  return all.every((one) => one !== null) ? all : null;
}

/** A bare value becomes a list. */
function gain(text: string, node: HclNode, actions: readonly string[]): Edit {
  if (node.kind === 'list') return newItems(text, node, actions);
  const all = [text.slice(node.start, node.end), ...actions.map((one) => JSON.stringify(one))];
  return { start: node.start, end: node.end, text: `[${all.join(', ')}]` };
}

/** Set as the item before them is: on lines of their own where that is. */
function newItems(
  text: string,
  { start, end, items }: Extract<HclNode, { kind: 'list' }>,
  values: readonly (string | Statement)[],
): Edit {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const last = items.at(-1);
  const at = last?.end ?? start + 1;
  const first = items[0]?.start ?? at;
  const isOnLines = text.slice(start, first).includes('\n') && text.slice(at, end).includes('\n');
  const indent = /[ \t]*$/.exec(text.slice(text.lastIndexOf('\n', first) + 1, first))?.[0] ?? '';
  const margin = isOnLines
    ? indent
    : (/^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', first) + 1))?.[0] ?? '');
  const words = values.map((value) => jsonLines(value).join(`${eol}${margin}`));
  const lead = isOnLines ? `${eol}${indent}` : ' ';
  const put = words.map((word, index) => `${last === undefined && index === 0 ? '' : `,${lead}`}${word}`);
  return { start: at, end: at, text: put.join('') };
}
