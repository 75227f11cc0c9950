/**
 * What a plan adds to a policy that a template has. Comes in: the template as text and as it was read, and what is added. Goes out: edits of
 * the text; null: what stands there is not what the account has, or cannot be told to be. Never: rewrites a line that it adds nothing to.
 */
import { isAlias, isMap, isScalar, isSeq, type Node, stringify, type YAMLMap, type YAMLSeq } from 'yaml';
import { type Edit, type Extension, isOf, type Statement } from './extended-policy.ts';
import { YAML_STYLE } from './cloudformation.ts';

export function editsOf(text: string, document: unknown, extension: Extension): readonly Edit[] | null {
  const list = isMap(document) ? document.get('Statement', true) : null;
  if (!isSeq(list)) return null;
  const statements = list.items.flatMap((item) => (isMap(item) ? [item] : []));
  const declared = statements.map((statement) => ({
    effect: literal(statement.get('Effect', true)),
    actions: actionsIn(statement.get('Action', true)),
  }));
  if (statements.length !== list.items.length || !isOf(declared, extension)) return null;
  const edits = [...extension.gains].map(([index, actions]) => gain(text, statements[index], actions));
  if (extension.statements.length > 0) edits.push(newItems(text, list, extension.statements));
  return edits.every((edit) => edit !== null) ? edits : null;
}

/** A tag such as `!Sub` makes it an expression, and so does an alias. */
function literal(node: unknown): string | null {
  const isText = isScalar(node) && typeof node.value === 'string' && node.tag?.startsWith('!') !== true;
  return isText ? (node.value as string) : null;
}

function actionsIn(node: unknown): readonly string[] | null {
  const one = literal(node);
  if (one !== null) return [one];
  if (!isSeq(node) || node.tag?.startsWith('!') === true) return null;
  const all = node.items.map(literal);
  return all.every((item) => item !== null) ? all : null;
}

/** A bare value becomes a list. */
function gain(text: string, statement: YAMLMap | undefined, actions: readonly string[]): Edit | null {
  const node = statement?.get('Action', true);
  if (isSeq(node)) return newItems(text, node, actions);
  const range = isScalar(node) && !isAlias(node) ? node.range : null;
  if (range === null || range === undefined) return null;
  const [start, end] = range;
  const all = [text.slice(start, end), ...actions.map((one) => JSON.stringify(one))];
  return { start, end, text: `[${all.join(', ')}]` };
}

/** Set as the item before them is. */
function newItems(text: string, list: YAMLSeq, values: readonly (string | Statement)[]): Edit | null {
  const [first, last] = [list.items[0] as Node | undefined, list.items.at(-1) as Node | undefined];
  if (!first?.range || !last?.range) return null;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
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
  const dash = text.lastIndexOf('-', first.range[0] - 1);
  const column = ' '.repeat(dash - lineStart(dash));
  const end = text.slice(0, last.range[1]).trimEnd().length;
  const next = text.indexOf('\n', end);
  const at = next < 0 ? text.length : text[next - 1] === '\r' ? next - 1 : next;
  const lines = values.flatMap((value) => stringify([value], YAML_STYLE).trimEnd().split('\n'));
  return { start: at, end: at, text: lines.map((line) => `${eol}${column}${line}`).join('') };
}
