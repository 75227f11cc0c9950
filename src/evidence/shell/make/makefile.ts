/**
 * A makefile as far as builds call commands by it. Comes in: its text. Goes out: its definitions and rules in order, and the lines that
 * were not read, each with its number. Not read: `vpath`. Source: GNU make manual.
 */
export interface Definition {
  readonly kind: 'definition';
  readonly name: string;
  readonly operator: '=' | ':=' | '?=' | '+=' | '!=';
  readonly value: string;
  readonly isExported: boolean;
  /** It stands over what the command line says. */
  readonly overrides: boolean;
}

/** A line of a recipe. */
export interface RecipeLine {
  readonly text: string;
  readonly line: number;
}

export interface Rule {
  readonly kind: 'rule';
  readonly targets: string;
  /** Of `TARGETS: PATTERN: PREREQUISITES`; null: none. Source: GNU make manual, Static Pattern Rules. */
  readonly pattern: string | null;
  readonly prerequisites: string;
  /** Prerequisites that are made before, and are no more to the recipe. Source: GNU make manual, Types of Prerequisites. */
  readonly orderOnly: string;
  /** `::`: it stands beside others of the same target, whose recipes would take each other's place. */
  readonly isDouble: boolean;
  readonly line: number;
  readonly recipe: readonly RecipeLine[];
}

export interface Condition {
  readonly kind: 'condition';
  /** `ifeq`, `ifneq`: both sides; `ifdef`, `ifndef`: a name. */
  readonly test: string;
  readonly left: string;
  readonly right: string;
  readonly parts: readonly Part[];
  readonly otherwise: readonly Part[];
}

export type Part =
  | Definition
  | Rule
  | Condition
  | { readonly kind: 'include'; readonly paths: string }
  | { readonly kind: 'export'; readonly names: readonly string[]; readonly isExported: boolean }
  | { readonly kind: 'undefine'; readonly name: string }
  /** More of the recipe of the rule before, in a condition or behind one. */
  | { readonly kind: 'recipe'; readonly recipe: readonly RecipeLine[] }
  | { readonly kind: 'unread'; readonly line: number; readonly text: string };

interface Line {
  readonly text: string;
  readonly number: number;
}

const MAX_LINES = 5_000;

export function readMakefile(text: string): readonly Part[] {
  return new Reader(logicalLines(text).slice(0, MAX_LINES)).parts(0);
}

/** Of what `$(eval …)` made: all of it stands at the line of that. */
export function readEvaluated(text: string, number: number): readonly Part[] {
  return new Reader(
    logicalLines(text)
      .slice(0, MAX_LINES)
      .map((line) => ({ ...line, number })),
  ).parts(0);
}

/** A backslash at the end goes on in the next line; in recipes the shell sees both. */
function logicalLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  const raw = text.split('\n');
  for (let at = 0; at < raw.length; at++) {
    const number = at + 1;
    let line = (raw[at] ?? '').replace(/\r$/, '');
    const isRecipe = line.startsWith('\t');
    while (line.endsWith('\\') && at + 1 < raw.length) {
      const next = (raw[++at] ?? '').replace(/\r$/, '');
      line = isRecipe
        ? `${line}\n${next.replace(/^\t/, '')}`
        : `${line.slice(0, -1).trimEnd()} ${next.trimStart()}`;
    }
    lines.push({ text: line, number });
  }
  return lines;
}

const MAX_NESTED = 20;

class Reader {
  readonly #lines: readonly Line[];
  #at = 0;
  /** Whether a line that begins with a tab is one of a recipe. */
  #isInRule = false;

  constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }

  /** Up to the end, or to the `else` or `endif` of the condition around. */
  parts(depth: number): readonly Part[] {
    const parts: Part[] = [];
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#lines[this.#at];
      if (line === undefined) break;
      const text = withoutComment(line.text).trim();
      if (this.#isInRule && line.text.startsWith('\t')) {
        if (line.text.trim() !== '')
          parts.push({ kind: 'recipe', recipe: [{ text: line.text.slice(1), line: line.number }] });
        continue;
      }
      if (depth > 0 && /^(else|endif)\b/.test(text)) break;
      if (text === '') continue;
      const own = this.#part(text, line, depth);
      const [kind] = own.map((part) => part.kind);
      if (kind !== 'condition') this.#isInRule = kind === 'rule';
      parts.push(...own);
    }
    return parts;
  }

  #part(text: string, line: Line, depth: number): readonly Part[] {
    if (/^if(n?eq|n?def)\b/.test(text) && depth < MAX_NESTED) return [this.#condition(text, depth)];
    const [, paths] = /^[-s]?include\s+(.+)$/.exec(text) ?? [];
    if (paths !== undefined) return [{ kind: 'include', paths }];
    const definition = this.#define(text) ?? definitionOf(text);
    if (definition !== null) return [definition];
    const [isExport, un, names = ''] = /^(un)?export(?:\s+([\w\s]+))?$/.exec(text) ?? [];
    if (isExport !== undefined)
      return [{ kind: 'export', names: names.split(/\s+/).filter(Boolean), isExported: un === undefined }];
    const [, removed] = /^(?:override\s+)?undefine\s+([\w.-]+)$/.exec(text) ?? [];
    if (removed !== undefined) return [{ kind: 'undefine', name: removed }];
    const rule = this.#rule(text);
    if (rule !== null) return [rule];
    return /^(?:(?:unexport|vpath|override|undefine)\b|\$\((?:info|warning|error)\b)/.test(text)
      ? []
      : [{ kind: 'unread', line: line.number, text }];
  }

  /** Several lines up to `endef`, of which each is a command of its own where a recipe names them. */
  #define(text: string): Definition | null {
    const [, name, operator = '='] = /^define\s+([A-Za-z_][\w.-]*)\s*(::?=|\?=|\+=|=)?$/.exec(text) ?? [];
    if (name === undefined) return null;
    const lines: string[] = [];
    while (++this.#at < this.#lines.length) {
      const line = this.#lines[this.#at]?.text ?? '';
      if (line.trim() === 'endef') break;
      lines.push(line);
    }
    const kind = operator.startsWith(':') ? ':=' : (operator as Definition['operator']);
    return {
      kind: 'definition',
      name,
      operator: kind,
      value: lines.join('\n'),
      isExported: false,
      overrides: false,
    };
  }

  #condition(text: string, depth: number): Condition {
    const [, test = ''] = /^(if(?:n?eq|n?def))\b/.exec(text) ?? [];
    const [left, right] = sidesOf(text.slice(test.length).trim());
    this.#at++;
    const parts = this.parts(depth + 1);
    const [, more] = /^else\s+(if.+)$/.exec(this.#lines[this.#at]?.text.trim() ?? '') ?? [];
    let otherwise: readonly Part[] = [];
    if (more !== undefined) otherwise = [this.#condition(more, depth)];
    else if (/^else\b/.test(this.#lines[this.#at]?.text.trim() ?? '')) {
      this.#at++;
      otherwise = this.parts(depth + 1);
    }
    return { kind: 'condition', test, left, right, parts, otherwise };
  }

  #rule(text: string): Rule | null {
    const colon = colonOf(text);
    if (colon < 0) return null;
    const isDouble = text.charAt(colon + 1) === ':';
    const [before, after = ''] = splitRecipe(text.slice(colon + (isDouble ? 2 : 1)));
    const line = this.#lines[this.#at]?.number ?? 0;
    const recipe = after.trim() === '' ? [] : [{ text: after, line }];
    while (/^(\t|\s*(#.*)?$)/.test(this.#lines[this.#at + 1]?.text ?? '.')) {
      const next = this.#lines[++this.#at];
      if (next?.text.startsWith('\t') === true && next.text.trim() !== '')
        recipe.push({ text: next.text.slice(1), line: next.number });
    }
    const second = colonOf(before);
    const pattern = before.slice(0, Math.max(second, 0)).trim();
    const isStatic = pattern.includes('%');
    const [needs = '', ...orderOnly] = (isStatic ? before.slice(second + 1) : before).split('|');
    return {
      kind: 'rule',
      targets: text.slice(0, colon).trim(),
      pattern: isStatic ? pattern : null,
      prerequisites: needs.trim(),
      orderOnly: orderOnly.join('|').trim(),
      isDouble,
      line,
      recipe,
    };
  }
}

function withoutComment(text: string): string {
  const at = text.search(/(^|[^\\])#/);
  return at < 0 ? text : text.slice(0, text.indexOf('#', at));
}

export function definitionOf(text: string): Definition | null {
  const [, exported = '', name = '', operator = '', value = ''] =
    /^((?:(?:export|override)\s+)*)([A-Za-z_.][\w.-]*)\s*(::?:?=|\?=|\+=|!=|=)\s*([^]*)$/.exec(text) ?? [];
  if (name === '') return null;
  const kind = operator.startsWith(':') ? ':=' : (operator as Definition['operator']);
  return {
    kind: 'definition',
    name,
    operator: kind,
    value: value.trimEnd(),
    isExported: /export/.test(exported),
    overrides: /override/.test(exported),
  };
}

/** The colon of a rule stands outside of `$(…)`. */
function colonOf(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '(' || character === '{') depth++;
    else if (character === ')' || character === '}') depth--;
    else if (character === ':' && depth === 0) return at;
  }
  return -1;
}

/** `prerequisites ; recipe`. */
function splitRecipe(text: string): readonly [string, string?] {
  const at = text.indexOf(';');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** What any way through the conditions defines. */
export function definitionsIn(parts: readonly Part[]): readonly Definition[] {
  return parts.flatMap((part) => {
    if (part.kind === 'condition') return definitionsIn([...part.parts, ...part.otherwise]);
    return part.kind === 'definition' ? [part] : [];
  });
}

/** `(a,b)`, `"a" "b"`, or a name. */
function sidesOf(text: string): readonly [string, string] {
  if (text.startsWith('(') && text.endsWith(')')) {
    let depth = 0;
    for (let at = 1; at < text.length - 1; at++) {
      const character = text.charAt(at);
      if (character === '(') depth++;
      else if (character === ')') depth--;
      else if (character === ',' && depth === 0)
        return [text.slice(1, at).trim(), text.slice(at + 1, -1).trim()];
    }
  }
  const [, , left, , right] = /^(["'])([^"']*)\1\s+(["'])([^"']*)\3$/.exec(text) ?? [];
  return left === undefined ? [text, ''] : [left, right ?? ''];
}
