/**
 * YAML nodes with their positions, as far as a buildspec needs them: maps, lists and scalars.
 * Reading follows CodeBuild's own (a Go YAML 1.1 reader decoding into strings): a scalar is its source text,
 * `yes` and `no` are booleans where a boolean is expected, `<<` merges, a repeated key counts once, the last.
 */
import { isAlias, isMap, isScalar, isSeq, type Document, type LineCounter, type Node, type Pair } from 'yaml';
import { readYaml, YAML_BOUNDS } from '../yaml-document.ts';

export interface BuildspecProblem {
  /** `error`: CodeBuild refuses the buildspec with YAML_FILE_ERROR. `warning`: it runs, but not as written. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** CodeBuild itself documents no limit for the file. */
const LIMITS = { ...YAML_BOUNDS, problems: 100 };

export class ProblemList {
  readonly #problems: BuildspecProblem[] = [];

  add(problem: BuildspecProblem): void {
    if (this.#problems.length < LIMITS.problems) this.#problems.push(problem);
  }

  all(): readonly BuildspecProblem[] {
    return this.#problems.toSorted((left, right) => left.line - right.line || left.column - right.column);
  }
}

interface YamlText {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly problems: ProblemList;
  aliasesLeft: number;
}

/** The document's top map, or null with the reason among the problems. */
export function openYaml(text: string): { readonly root: YamlMap | null; readonly problems: ProblemList } {
  const problems = new ProblemList();
  const fail = (message: string, line = 1, column = 1) => {
    problems.add({ severity: 'error', message, line, column });
    return { root: null, problems };
  };
  if (text.trim() === '') return fail('YAML file is empty: expected a buildspec');
  const read = readYaml(text);
  if (!read.ok) return fail(`buildspec is ${read.error}`);
  const { document, lines } = read.value;
  for (const error of document.errors) {
    const { line, col } = lines.linePos(error.pos[0]);
    problems.add({
      severity: 'error',
      message: `${lowerFirst(error.message)} at line ${line}`,
      line,
      column: col,
    });
  }
  const yaml: YamlText = { document, lines, problems, aliasesLeft: LIMITS.aliases };
  const root = document.contents;
  if (isMap(root)) return { root: new YamlMap(yaml, { node: root, name: 'buildspec' }), problems };
  if (document.errors.length > 0) return { root: null, problems };
  return fail('wrong number of container tags, expected 1');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** A node and where it was found. */
interface Place {
  readonly node: Node | null;
  /** The key or list place it was found under, for messages. */
  readonly name: string;
  readonly key?: Node | null;
}

/** One value of the document. */
export class YamlValue {
  readonly yaml: YamlText;
  readonly node: Node | null;
  readonly name: string;
  readonly #key: Node | null;

  constructor(yaml: YamlText, place: Place) {
    this.yaml = yaml;
    this.node = place.node;
    this.name = place.name;
    this.#key = place.key ?? null;
  }

  /** Where it begins: a scalar or list at its own place, a map or an empty value at its key's. */
  get position(): { readonly line: number; readonly column: number } {
    const place = this.node === null || isMap(this.node) ? (this.#key ?? this.node) : this.node;
    const start = place?.range?.[0] ?? 0;
    const { line, col } = this.yaml.lines.linePos(start);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /** The line on which a scalar's own text begins: a block scalar's text begins under its header. */
  get textLine(): number {
    const { line } = this.position;
    const isBlock =
      isScalar(this.node) && (this.node.type === 'BLOCK_LITERAL' || this.node.type === 'BLOCK_FOLDED');
    return isBlock ? line + 1 : line;
  }

  problem(severity: BuildspecProblem['severity'], message: string): void {
    this.yaml.problems.add({ severity, message, ...this.position });
  }

  /** The text of a scalar as it stands in the file; null when it is empty or no scalar. */
  asText(): string | null {
    if (!isScalar(this.node)) return null;
    const { value, source } = this.node;
    if (typeof value === 'string') return value;
    if (value === null || value === undefined) return null;
    return source ?? `${value as number | boolean | bigint}`;
  }

  asMap(): YamlMap | null {
    return isMap(this.node)
      ? new YamlMap(this.yaml, { node: this.node, name: this.name, key: this.#key })
      : null;
  }

  asList(): readonly YamlValue[] | null {
    if (!isSeq(this.node)) return null;
    return this.node.items.map(
      (item, index) =>
        new YamlValue(this.yaml, {
          node: resolve(this.yaml, item as Node | null),
          name: `${this.name}[${index}]`,
        }),
    );
  }
}

function resolve(yaml: YamlText, node: Node | null): Node | null {
  if (!isAlias(node)) return node;
  const target = yaml.aliasesLeft-- > 0 ? node.resolve(yaml.document) : undefined;
  if (target !== undefined) return target;
  const why =
    yaml.aliasesLeft < 0
      ? `more than ${LIMITS.aliases} aliases`
      : `unknown anchor \`${node.source}\` referenced`;
  new YamlValue(yaml, { node, name: node.source }).problem('error', why);
  return null;
}

export class YamlMap extends YamlValue {
  readonly #values: ReadonlyMap<string, YamlValue>;

  constructor(yaml: YamlText, place: Place) {
    super(yaml, place);
    this.#values = entriesOf(yaml, place.node, LIMITS.depth);
  }

  keys(): readonly string[] {
    return [...this.#values.keys()];
  }

  get(key: string): YamlValue | null {
    return this.#values.get(key) ?? null;
  }

  /** The text under a key; a map or list there is a problem. */
  text(key: string): string | null {
    const value = this.get(key);
    if (value === null || value.node === null) return null;
    if (!isScalar(value.node)) value.problem('error', `expected \`${key}\` to be of string type`);
    return value.asText();
  }

  /** The map under a key; null when the key is not there, empty, or (a problem) something else. */
  map(key: string): YamlMap | null {
    const value = this.get(key);
    if (value === null || isEmpty(value)) return null;
    const map = value.asMap();
    if (map === null) value.problem('error', `expected \`${key}\` to be a map`);
    return map;
  }

  /** The strings listed under a key; a single string counts as a list of one. */
  texts(key: string): readonly string[] {
    const value = this.get(key);
    if (value === null || isEmpty(value)) return [];
    const list = value.asList() ?? [value];
    const texts = list.map((item) => item.asText());
    if (texts.includes(null)) value.problem('error', `expected \`${key}\` to be a list of strings`);
    return texts.filter((text) => text !== null);
  }

  /** `yes`, `true`, `on` are true, as YAML 1.1 has it; anything else there is false. */
  flag(key: string): boolean {
    return /^(y|yes|true|on)$/i.test(this.text(key) ?? '');
  }

  problemAt(key: string, severity: BuildspecProblem['severity'], message: string): void {
    (this.get(key) ?? this).problem(severity, message);
  }

  warnUnknownKeys(known: readonly string[]): void {
    for (const key of this.keys()) {
      if (known.includes(key)) continue;
      this.problemAt(
        key,
        'warning',
        `unknown key \`${key}\` in \`${this.name}\`: expected ${known.join(', ')}`,
      );
    }
  }
}

function isEmpty(value: YamlValue): boolean {
  return value.node === null || (isScalar(value.node) && value.node.value === null);
}

function entriesOf(yaml: YamlText, node: Node | null, depth: number): ReadonlyMap<string, YamlValue> {
  if (!isMap(node) || depth === 0) return new Map();
  const own = new Map<string, YamlValue>();
  const merged: (readonly [string, YamlValue])[] = [];
  for (const pair of node.items as readonly Pair<Node, Node | null>[]) {
    const key = new YamlValue(yaml, { node: resolve(yaml, pair.key), name: '' }).asText() ?? '';
    const value = resolve(yaml, pair.value);
    if (key === '<<') {
      // Of several merged maps the first counts, so it is written last.
      const sources = isSeq(value) ? value.items.toReversed() : [value];
      for (const source of sources)
        merged.push(...entriesOf(yaml, resolve(yaml, source as Node | null), depth - 1));
      continue;
    }
    const entry = new YamlValue(yaml, { node: value, name: key, key: pair.key });
    if (own.has(key)) entry.problem('warning', `\`${key}\` is given twice: the last one counts`);
    own.set(key, entry);
  }
  return new Map([...merged, ...own]);
}
