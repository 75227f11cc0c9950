/**
 * What a plan adds to a policy that a template has. Comes in: the template as text and as it was read, and what is added. Goes out: edits of
 * the text; null: what stands there is not what the account has, or cannot be told to be. Never: rewrites a line that it adds nothing to.
 */
import { isMap, isScalar, isSeq, type Node, stringify, type YAMLSeq } from 'yaml';
import {
  type Edit,
  type Extension,
  isExtended,
  isOf,
  listInPlace,
  newlineOf,
  type Statement,
  type Told,
} from './extended-policy.ts';
import { YAML_STYLE } from './cloudformation.ts';

export function editsOf(text: string, document: unknown, extension: Extension): readonly Edit[] | null {
  const list = listIn(document);
  if (list === null || !isOf(list.items.map(toldOf), extension)) return null;
  const edits = [...extension.gains].map(([index, actions]) => gain(text, list.items[index], actions));
  if (extension.statements.length > 0) edits.push(newItems(text, list, extension.statements));
  return edits.every((edit) => edit !== null) ? edits : null;
}

/** Whether the document, as it was changed, can be what the plan leaves. */
export function isChanged(document: unknown, extension: Extension): boolean {
  const list = listIn(document);
  return list !== null && isExtended(list.items.map(toldOf), extension);
}

function listIn(document: unknown): YAMLSeq | null {
  const list = isMap(document) ? document.get('Statement', true) : null;
  return isSeq(list) ? list : null;
}

/** A tag such as `!Sub` makes it an expression, and so do an alias, a function and what is merged. */
function toldOf(node: unknown): Told {
  const isPlain = (isScalar(node) || isSeq(node) || isMap(node)) && node.tag?.startsWith('!') !== true;
  if (!isPlain) return null;
  if (isScalar(node)) return typeof node.value === 'string' ? node.value : null;
  if (isSeq(node)) return node.items.map(toldOf);
  const members = node.items.map(({ key, value }) => [keyOf(key), toldOf(value)] as const);
  return members.some(([name]) => /^(?:Fn::.*|Ref|<<)$/.test(name)) ? null : new Map(members);
}

const keyOf = (key: unknown): string => (isScalar(key) ? String(key.value) : '<<');

function gain(text: string, statement: unknown, actions: readonly string[]): Edit | null {
  const node = isMap(statement) ? statement.get('Action', true) : undefined;
  if (isSeq(node)) return newItems(text, node, actions);
  const range = isScalar(node) ? node.range : null;
  if (range === null || range === undefined) return null;
  const [start, end] = range;
  return listInPlace(text, { start, end }, actions);
}

/** Set as the item before them is. */
function newItems(text: string, list: YAMLSeq, values: readonly (string | Statement)[]): Edit | null {
  const [first, last] = [list.items[0] as Node | undefined, list.items.at(-1) as Node | undefined];
  if (!list.range || !first?.range || !last?.range) return null;
  const eol = newlineOf(text);
  const lineStart = (at: number): number => text.lastIndexOf('\n', at - 1) + 1;
  if (list.flow === true) {
    const margin = /^[ \t]*$/.test(text.slice(lineStart(first.range[0]), first.range[0]));
    const indent = margin ? text.slice(lineStart(first.range[0]), first.range[0]) : '';
    const step = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
    const words = values.map((value) =>
      margin ? JSON.stringify(value, null, step).replaceAll('\n', eol + indent) : JSON.stringify(value),
    );
    const lead = margin ? `,${eol}${indent}` : ', ';
    return { start: last.range[1], end: last.range[1], text: words.map((word) => lead + word).join('') };
  }
  const [dash] = list.range;
  const column = ' '.repeat(dash - lineStart(dash));
  const end = text.slice(0, last.range[1]).trimEnd().length;
  const next = text.indexOf('\n', end);
  const at = next < 0 ? text.length : text[next - 1] === '\r' ? next - 1 : next;
  const lines = values.flatMap((value) => stringify([value], YAML_STYLE).trimEnd().split('\n'));
  return { start: at, end: at, text: lines.map((line) => `${eol}${column}${line}`).join('') };
}
