/**
 * HCL as `terraform fmt` leaves it. Comes in: blocks of attributes. Goes out: their text, two spaces a level, the `=` of attributes
 * of one line that follow each other below each other. Never: text that Terraform would take for a template.
 * Source: Terraform language, style conventions; HCL native syntax specification, template literals.
 */

/** An expression that is no literal, such as `aws_iam_role.build.name`. */
export interface Expression {
  readonly expression: string;
}

/** A value that `jsonencode` turns into a policy's text. */
export interface Encoded {
  readonly json: unknown;
}

/** A map of texts. */
export interface Mapped {
  readonly map: Readonly<Record<string, string>>;
}

export type HclValue = string | boolean | Expression | Encoded | Mapped;

export interface Attribute {
  readonly name: string;
  readonly value: HclValue;
}

export interface Block {
  /** `resource "aws_iam_policy" "build"` */
  readonly header: string;
  readonly attributes: readonly Attribute[];
  readonly blocks?: readonly Block[];
}

export function blockText(block: Block): string {
  return blockLines(block).join('\n');
}

function blockLines({ header, attributes, blocks = [] }: Block): readonly string[] {
  const own = aligned(attributes.map(({ name, value }) => ({ name, lines: valueLines(value) })));
  const inner = blocks.flatMap((one, index) => [...(own.length + index > 0 ? [''] : []), ...blockLines(one)]);
  return [`${header} {`, ...indented([...own, ...inner]), '}'];
}

interface Entry {
  readonly name: string;
  readonly lines: readonly string[];
}

/** A value of several lines ends a run, and is no part of it. */
function aligned(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap(({ name, lines }, index) => {
    const [first = '', ...others] = lines;
    const width = others.length > 0 ? name.length : Math.max(...runAround(entries, index));
    return [`${name.padEnd(width)} = ${first}`, ...others];
  });
}

function runAround(entries: readonly Entry[], index: number): readonly number[] {
  const isShort = ({ lines }: Entry): boolean => lines.length === 1;
  const before = entries.slice(0, index).findLastIndex((entry) => !isShort(entry));
  const after = entries.slice(index).findIndex((entry) => !isShort(entry));
  const run = entries.slice(before + 1, after < 0 ? entries.length : index + after);
  return run.map(({ name }) => name.length);
}

function valueLines(value: HclValue): readonly string[] {
  if (typeof value === 'string') return [quoted(value)];
  if (typeof value === 'boolean') return [String(value)];
  if ('expression' in value) return [value.expression];
  if ('map' in value) return jsonLines(value.map);
  return wrapped('jsonencode(', jsonLines(value.json), ')');
}

function wrapped(before: string, lines: readonly string[], after: string): readonly string[] {
  return lines.map(
    (line, index) => `${index === 0 ? before : ''}${line}${index === lines.length - 1 ? after : ''}`,
  );
}

/** A value of JSON as HCL writes it, a line each. */
export function jsonLines(value: unknown): readonly string[] {
  if (typeof value === 'string') return [quoted(value)];
  if (Array.isArray(value)) return listLines(value);
  if (typeof value !== 'object' || value === null) return [String(value)];
  const entries = Object.entries(value).map(([key, one]) => ({ name: keyText(key), lines: jsonLines(one) }));
  return entries.length === 0 ? ['{}'] : ['{', ...indented(aligned(entries)), '}'];
}

function listLines(values: readonly unknown[]): readonly string[] {
  const items = values.map(jsonLines);
  const [only = []] = items;
  if (items.length === 0) return ['[]'];
  if (items.length === 1 && only.length === 1) return [`[${only[0]}]`];
  return ['[', ...indented(items.flatMap((lines) => wrapped('', lines, ','))), ']'];
}

/** Words that begin an expression are no keys. */
const keyText = (key: string): string =>
  /^[A-Za-z_]\w*$/.test(key) && !/^(for|null|true|false)$/.test(key) ? key : quoted(key);

const indented = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => (line === '' ? '' : `  ${line}`));

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** `${` and `%{` begin templates, and are themselves where the sign is doubled; one more sign before them would join in. */
function quoted(text: string): string {
  const escaped = text
    .replace(/["\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (one) => ESCAPES[one] ?? unicode(one))
    .replace(/([$%]+)\{/g, (_, signs: string) => {
      const last = signs.at(-1) ?? '';
      return `${signs.slice(0, -1).replace(/./g, unicode)}${last}${last}{`;
    });
  return `"${escaped}"`;
}

const unicode = (one: string): string => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
