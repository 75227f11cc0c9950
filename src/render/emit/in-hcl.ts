/**
 * A plan in a file of Terraform. Comes in: the plan, and the file as its author wrote it. Goes out: the same text, policies that it has
 * with what the plan adds to them, the rest in blocks at the end; or why not. Never: a second block of a policy that it has.
 */
import { err, ok, type Result } from '#basics/result.ts';
import type { Plan, Step } from '#plan/plan.ts';
import {
  type Edit,
  edited,
  type Extension,
  extensionOf,
  isExtended,
  isOf,
  listInPlace,
  newlineOf,
  type Statement,
  type Told,
} from './extended-policy.ts';
import { jsonLines } from './hcl.ts';
import { codeIn, type HclNode, objectAt } from './hcl-tree.ts';
import { policyNamesOf } from './policy-names.ts';
import { emitTerraform } from './terraform.ts';

export function inHcl(text: string, plan: Plan): Result<string, string> {
  const eol = newlineOf(text);
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
  const extension = extensionOf(step);
  const all = blocksOf(text, role === null ? 'aws_iam_policy' : 'aws_iam_role_policy');
  const own = all.filter((block) => !isOfOther(text, block, role));
  const [block, another] = own.filter(({ entries }) => literal(entries.get('name')) === name);
  if (block === undefined) {
    // Of a policy that is there, code that names none or by an expression may be the code.
    const open = extension === null ? undefined : own.find(({ entries }) => !isText(entries.get('name')));
    if (open !== undefined)
      return err(`line ${lineOf(text, open.start)} may have the policy \`${name}\`: ${BY_HAND}`);
    return namedAt(text, { name, elsewhere: all.filter((one) => !own.includes(one)) });
  }
  const refused = (why: string): Result<never, string> =>
    err(`line ${lineOf(text, block.start)} has the policy \`${name}\` already: ${why}`);
  if (another !== undefined) return refused(`so has line ${lineOf(text, another.start)}, and ${BY_HAND}`);
  if (extension === null) return refused(BY_HAND);
  if (IS_OF_SEVERAL.test(text.slice(block.start, block.end)))
    return refused(`it is made for each of several, and ${BY_HAND}`);
  const edits = editsIn(text, block, extension);
  return edits === null
    ? refused(`what stands there is not what the account has, or no \`jsonencode\` of it, so ${BY_HAND}`)
    : ok(edits);
}

const BY_HAND = 'it is to be changed there';
const IS_OF_SEVERAL = /\b(?:each|count)\.\w/;

type Block = Extract<HclNode, { kind: 'object' }>;
const BLOCK = /^[ \t]*resource[ \t]+"?(\w+)"?[ \t]+"?([\w-]+)"?[ \t]*(?=\{)/gm;

function blocksOf(text: string, type: string, label?: string): readonly Block[] {
  return [...codeIn(text).matchAll(BLOCK)].flatMap((found) => {
    const isMeant = found[1] === type && (label === undefined || found[2] === label);
    return (isMeant ? objectAt(text, found.index + found[0].length) : null) ?? [];
  });
}

/** Each role has names of its own. */
function isOfOther(text: string, { entries }: Block, role: string | null): boolean {
  const of = entries.get('role');
  if (role === null || of === undefined) return false;
  const [, label] = /^aws_iam_role\.([\w-]+)\.(?:id|name)$/.exec(text.slice(of.start, of.end).trim()) ?? [];
  const [declared] = label === undefined ? [] : blocksOf(text, 'aws_iam_role', label);
  const name = literal(of) ?? literal(declared?.entries.get('name'));
  return name !== null && name !== role;
}

interface Name {
  readonly name: string;
  /** Blocks of other roles. */
  readonly elsewhere: readonly Block[];
}

/** What is not read as a block may declare it all the same, and so may what a variable is given. */
function namedAt(text: string, { name, elsewhere }: Name): Result<null, string> {
  const code = codeIn(text);
  for (let at = code.indexOf(`"${name}"`); at >= 0; at = code.indexOf(`"${name}"`, at + 1)) {
    const isElsewhere = elsewhere.some(({ start, end }) => start < at && at < end);
    if (!isElsewhere) return err(`line ${lineOf(text, at)} has the policy \`${name}\` already: ${BY_HAND}`);
  }
  return ok(null);
}

const isText = (node: HclNode | undefined): boolean => node?.kind === 'text';
const literal = (node: HclNode | undefined): string | null => (node?.kind === 'text' ? node.value : null);

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** Null: what stands there cannot be told to be what the account has. */
function editsIn(text: string, block: Block, extension: Extension): readonly Edit[] | null {
  const list = statementsIn(text, block);
  if (list === null || !isOf(list.items.map(toldOf), extension)) return null;
  const gains = [...extension.gains].flatMap(([index, actions]) => {
    const statement = list.items[index];
    const node = statement?.kind === 'object' ? statement.entries.get('Action') : undefined;
    return node === undefined ? [] : [gain(text, node, actions)];
  });
  const { statements } = extension;
  const edits = statements.length === 0 ? gains : [...gains, newItems(text, list, statements)];
  const now = edited(text, edits);
  const then = objectAt(now, block.start);
  const left = then === null ? null : statementsIn(now, then);
  return left !== null && isExtended(left.items.map(toldOf), extension) ? edits : null;
}

type List = Extract<HclNode, { kind: 'list' }>;

/** Null: they are no list within one object that is made JSON of as it is. */
function statementsIn(text: string, { entries }: Block): List | null {
  const policy = entries.get('policy');
  const call = policy?.kind === 'expression' ? /^jsonencode\(\s*(?=\{)/.exec(text.slice(policy.start)) : null;
  if (policy === undefined || call === null) return null;
  const document = objectAt(text, policy.start + call[0].length);
  const list = document?.entries.get('Statement');
  const isAll = /^[\s,]*\)\s*$/.test(codeIn(text.slice(document?.end, policy.end)));
  return isAll && list?.kind === 'list' ? list : null;
}

function toldOf(node: HclNode): Told {
  switch (node.kind) {
    case 'text':
      return node.value;
    case 'list':
      return node.items.map(toldOf);
    case 'object':
      return new Map([...node.entries].map(([name, value]) => [name, toldOf(value)] as const));
    case 'expression':
      return null;
  }
}

const gain = (text: string, node: HclNode, actions: readonly string[]): Edit =>
  node.kind === 'list' ? newItems(text, node, actions) : listInPlace(text, node, actions);

/** Set as the item before them is: on lines of their own where that is. */
function newItems(text: string, { start, end, items }: List, values: readonly (string | Statement)[]): Edit {
  const eol = newlineOf(text);
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
