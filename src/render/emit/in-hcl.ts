/**
 * A plan in a file of Terraform. Comes in: the plan, and the file as its author wrote it. Goes out: the same text, policies that it has
 * with what the plan adds to them, the rest in blocks at the end; or why not. Never: a second block of a policy that it has.
 */
import { err, ok, type Result } from '#basics/result.ts';
import type { Plan, Step } from '#plan/plan.ts';
import {
  type Beside,
  type Edit,
  edited,
  type Extension,
  extensionOf,
  indicatedBy,
  isExtended,
  isOf,
  listInPlace,
  newlineOf,
  type Statement,
  type Told,
} from './extended-policy.ts';
import { safeLine } from '../terminal-text.ts';
import { jsonLines } from './hcl.ts';
import { type Hcl, readHcl } from './hcl-spans.ts';
import { type HclNode, objectAt } from './hcl-tree.ts';
import { policyNamesOf } from './policy-names.ts';
import { emitTerraform } from './terraform.ts';

export function inHcl(text: string, plan: Plan): Result<Beside, string> {
  const file = readFile(text);
  if (!file.ok) return err(`line ${lineOf(text, file.error)}: what begins there does not end`);
  const eol = newlineOf(text);
  const edits: Edit[] = [];
  const indicated: string[] = [];
  const left: Step[] = [];
  for (const step of plan.steps) {
    const found = inPlace(file.value, step);
    if (!found.ok) return found;
    if (found.value === null) left.push(step);
    else {
      edits.push(...found.value.edits);
      indicated.push(...found.value.indicated);
    }
  }
  const now = edited(text, edits);
  if (left.length === 0) return ok({ text: now, indicated });
  const gap = now === '' ? '' : now.endsWith('\n') ? eol : eol + eol;
  const added = emitTerraform({ ...plan, steps: left }, file.value.labels).replaceAll('\n', eol);
  return ok({ text: `${now}${gap}${added}`, indicated });
}

/** What is set into a block, and what speaks for it without proving that it is the one. */
interface InBlock {
  readonly edits: readonly Edit[];
  readonly indicated: readonly string[];
}

/** Null: the file does not have the policy. */
function inPlace(file: File, step: Step): Result<InBlock | null, string> {
  const { text } = file;
  const [name] = policyNamesOf({ steps: [step] });
  if (name === undefined) return ok(null);
  const role = step.kind === 'put-role-policy' ? step.role : null;
  const extension = extensionOf(step);
  const all = file.blocks.filter(
    ({ type }) => type === (role === null ? 'aws_iam_policy' : 'aws_iam_role_policy'),
  );
  const own = all.filter((block) => isOfRole(file, block, role) !== false);
  const named = own.filter(({ entries }) => literal(entries.get('name')) === name);
  const sure = named.filter((block) => isOfRole(file, block, role));
  const [block, another] = sure.length > 0 ? sure : named;
  if (block === undefined) {
    // Of a policy that is there, code that names none or by an expression may be the code.
    const open = extension === null ? undefined : own.find(({ entries }) => !isText(entries.get('name')));
    if (open !== undefined)
      return err(`line ${lineOf(text, open.start)} may have the policy \`${name}\`: ${BY_HAND}`);
    return namedAt(file, { name, elsewhere: all.filter((one) => !own.includes(one)) });
  }
  const refused = (why: string): Result<never, string> =>
    err(`line ${lineOf(text, block.start)} has the policy \`${name}\` already: ${why}`);
  if (another !== undefined) return refused(`so has line ${lineOf(text, another.start)}, and ${BY_HAND}`);
  if (extension === null) return refused(BY_HAND);
  if (IS_OF_SEVERAL.test(text.slice(block.start, block.end)))
    return refused(`it is made for each of several, and ${BY_HAND}`);
  const edits = editsIn(file, block, extension);
  if (edits === null)
    return refused(
      `what stands there is not what the account has, or no \`jsonencode\` of it, so ${BY_HAND}`,
    );
  const given = block.entries.get('role');
  const words = given === undefined ? 'nothing' : `\`${safeLine(text.slice(given.start, given.end), 80)}\``;
  return ok({
    edits,
    indicated:
      sure.length > 0 ? [] : [indicatedBy(lineOf(text, block.start), { name, role: role ?? '', words })],
  });
}

const BY_HAND = 'it is to be changed there';
const IS_OF_SEVERAL = /\b(?:each|count)\.\w/;

interface Block extends Extract<HclNode, { kind: 'object' }> {
  readonly type: string;
  readonly label: string;
}

interface File extends Hcl {
  readonly blocks: readonly Block[];
  /** Names that resources of the file have. */
  readonly labels: readonly string[];
  /** Roles that it declares, by label. */
  readonly roles: ReadonlyMap<string, Block>;
}

const BLOCK = /^[ \t]*resource[ \t]+"?([\w-]+)"?[ \t]+"?([\w-]+)"?[ \t]*(\{)?/gm;

function readFile(text: string): Result<File, number> {
  const hcl = readHcl(text);
  if (!hcl.ok) return hcl;
  const blocks: Block[] = [];
  const labels: string[] = [];
  let past = 0;
  for (const found of hcl.value.code.matchAll(BLOCK)) {
    const [whole, type = '', label = '', brace] = found;
    const start = found.index + whole.length - 1;
    if (found.index < past) continue;
    labels.push(label);
    if (brace === undefined) continue;
    past = hcl.value.ends.get(start) ?? start;
    const body = objectAt(hcl.value, start);
    if (body !== null) blocks.push({ ...body, type, label });
  }
  const roles = new Map(blocks.filter(({ type }) => type === 'aws_iam_role').map((one) => [one.label, one]));
  return ok({ ...hcl.value, blocks, labels, roles });
}

/** Each role has names of its own. Null: it is not told which role it is. */
function isOfRole({ text, roles }: File, { entries }: Block, role: string | null): boolean | null {
  if (role === null) return true;
  const of = entries.get('role');
  if (of === undefined) return null;
  const [, label] = /^aws_iam_role\.([\w-]+)\.(?:id|name)$/.exec(text.slice(of.start, of.end).trim()) ?? [];
  const declared = label === undefined ? undefined : roles.get(label);
  const name = literal(of) ?? literal(declared?.entries.get('name'));
  return name === null ? null : name === role;
}

interface Name {
  readonly name: string;
  /** Blocks of other roles, as they stand. */
  readonly elsewhere: readonly Block[];
}

/** What is not read as a block may declare it all the same, and so may what a variable is given. */
function namedAt({ text, code }: File, { name, elsewhere }: Name): Result<null, string> {
  let next = 0;
  for (let at = code.indexOf(`"${name}"`); at >= 0; at = code.indexOf(`"${name}"`, at + 1)) {
    while ((elsewhere[next]?.end ?? at) < at) next += 1;
    const isElsewhere = (elsewhere[next]?.start ?? at) < at;
    if (!isElsewhere) return err(`line ${lineOf(text, at)} has the policy \`${name}\` already: ${BY_HAND}`);
  }
  return ok(null);
}

const isText = (node: HclNode | undefined): boolean => node?.kind === 'text';
const literal = (node: HclNode | undefined): string | null => (node?.kind === 'text' ? node.value : null);

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** Null: what stands there cannot be told to be what the account has. */
function editsIn(
  file: Hcl,
  block: Pick<Block, 'start' | 'entries'>,
  extension: Extension,
): readonly Edit[] | null {
  const { text } = file;
  const list = statementsIn(file, block);
  if (list === null || !isOf(list.items.map(toldOf), extension)) return null;
  const gains = [...extension.gains].flatMap(([index, actions]) => {
    const statement = list.items[index];
    const node = statement?.kind === 'object' ? statement.entries.get('Action') : undefined;
    return node === undefined ? [] : [gain(text, node, actions)];
  });
  const { statements } = extension;
  const edits = statements.length === 0 ? gains : [...gains, newItems(text, list, statements)];
  const now = readHcl(edited(text, edits));
  const then = now.ok ? objectAt(now.value, block.start) : null;
  const left = now.ok && then !== null ? statementsIn(now.value, then) : null;
  return left !== null && isExtended(left.items.map(toldOf), extension) ? edits : null;
}

type List = Extract<HclNode, { kind: 'list' }>;

/** Null: they are no list within one object that is made JSON of as it is. */
function statementsIn(file: Hcl, { entries }: Pick<Block, 'entries'>): List | null {
  const { text, code } = file;
  const policy = entries.get('policy');
  const call = policy?.kind === 'expression' ? /^jsonencode\(\s*(?=\{)/.exec(text.slice(policy.start)) : null;
  if (policy === undefined || call === null) return null;
  const document = objectAt(file, policy.start + call[0].length);
  const list = document?.entries.get('Statement');
  const isAll = /^[\s,]*\)\s*$/.test(code.slice(document?.end, policy.end));
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
