/**
 * HCL as far as bake files need it. Comes in: a text. Goes out: its blocks and what their settings come to, with variables looked up by the
 * caller. Read: strings with `${…}`, numbers, lists, objects, conditions, comparisons and a few functions; what else stands there is a
 * value that is not known. Never: throws, or takes more than one look at a character. Source: HCL Native Syntax Specification.
 */
import type { Spend } from '#basics/regular/spend.ts';
import { concat, literal } from '../text.ts';
import {
  called,
  compared,
  type Expression,
  logical,
  member,
  memberOf,
  negated,
  STRANGE,
  textOf,
  truth,
  truthOf,
} from './hcl-values.ts';

export interface Block {
  readonly type: string;
  readonly label: string;
  readonly settings: ReadonlyMap<string, Expression>;
}

const MAX_DEPTH = 24;

/** Null: it is not of the form that is read. */
export function readHcl(text: string, spend: Spend): readonly Block[] | null {
  return readOrNull(() => new Reader(text, spend).blocks());
}

/** A text of JSON, which is a template as well; null: it is not of the form that is read. */
export function readTemplate(text: string, spend: Spend): Expression | null {
  spend(text.length);
  return readOrNull(() => new Reader('', spend).template(text, (part) => part));
}

function readOrNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error === NOT_READ) return null;
    throw error;
  }
}

const NOT_READ = Symbol('not read');

const TOKEN =
  /\s+|(?:#|\/\/)[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\$%]|\\.|[$%](?!\{)|[$%]\{(?:[^{}"]|"(?:[^"\\]|\\.)*"|\{[^{}]*\})*\})*"|[A-Za-z_][\w-]*|\d+(?:\.\d+)?|[=!<>]=|&&|\|\||\.\.\.|=>|[{}[\]()=,:?!<>+*/%.-]/y;

class Reader {
  readonly #tokens: string[] = [];
  #at = 0;
  #depth = 0;

  constructor(text: string, spend: Spend) {
    TOKEN.lastIndex = 0;
    for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
      const token = TOKEN.exec(text)?.[0];
      if (token === undefined) {
        this.#tokens.push('\0');
        return;
      }
      spend(token.length);
      if (!/^(?:\s|#|\/\/|\/\*)/.test(token)) this.#tokens.push(token);
    }
  }

  blocks(): readonly Block[] {
    const blocks: Block[] = [];
    while (this.#next() !== '') {
      const type = this.#name();
      if (this.#takes('=')) {
        this.#expression();
        continue;
      }
      const label = this.#next().startsWith('"') ? plainString(this.#take()) : '';
      this.#expect('{');
      blocks.push({ type, label, settings: this.#settings() });
    }
    return blocks;
  }

  /** Blocks within a block are passed over: a variable's `validation`. */
  #settings(): ReadonlyMap<string, Expression> {
    const settings = new Map<string, Expression>();
    while (!this.#takes('}')) {
      const name = this.#next().startsWith('"') ? plainString(this.#take()) : this.#name();
      if (this.#takes('{')) this.#deeper(() => this.#settings());
      else {
        this.#expect('=');
        settings.set(name, this.#expression());
      }
    }
    return settings;
  }

  #expression(): Expression {
    return this.#deeper(() => {
      const test = this.#either();
      if (!this.#takes('?')) return test;
      const yes = this.#expression();
      this.#expect(':');
      const no = this.#expression();
      return (lookup) => {
        const truth = truthOf(test(lookup));
        return truth === null ? STRANGE : truth ? yes(lookup) : no(lookup);
      };
    });
  }

  #either(): Expression {
    let left = this.#both();
    while (this.#takes('||')) left = logical(left, this.#both(), true);
    return left;
  }

  #both(): Expression {
    let left = this.#comparison();
    while (this.#takes('&&')) left = logical(left, this.#comparison(), false);
    return left;
  }

  #comparison(): Expression {
    const left = this.#operand();
    const operator = this.#next();
    if (operator !== '==' && operator !== '!=') {
      if (!/^(?:[<>]=?|[-+*/%])$/.test(operator)) return left;
      this.#take();
      this.#operand();
      return () => STRANGE;
    }
    this.#take();
    const right = this.#operand();
    return (lookup) => compared(left(lookup), right(lookup), operator === '==');
  }

  #operand(): Expression {
    if (this.#takes('!')) {
      const inner = this.#deeper(() => this.#operand());
      return (lookup) => truth(negated(truthOf(inner(lookup))));
    }
    let value = this.#primary();
    for (;;) {
      if (this.#takes('.')) value = member(value, this.#take());
      else if (this.#takes('[')) {
        const key = this.#expression();
        this.#expect(']');
        value = memberOf(value, key);
      } else return value;
    }
  }

  #primary(): Expression {
    const token = this.#take();
    if (token.startsWith('"')) return this.template(token.slice(1, -1), unescaped);
    if (/^\d/.test(token)) return () => literal(token);
    if (token === '[') return this.#list();
    if (token === '{') return this.#object();
    if (token === '(') {
      const inner = this.#expression();
      this.#expect(')');
      return inner;
    }
    if (!/^[A-Za-z_]/.test(token)) throw NOT_READ;
    if (this.#takes('(')) return called(token, this.#until(')'));
    if (token === 'true' || token === 'false') return () => literal(token);
    if (token === 'null') return () => literal('');
    return (lookup) => lookup(token);
  }

  #list(): Expression {
    if (this.#next() === 'for') return this.#skipped('[', ']');
    const items = this.#until(']');
    return (lookup) => items.map((item) => item(lookup));
  }

  #object(): Expression {
    if (this.#next() === 'for') return this.#skipped('{', '}');
    const entries: (readonly [string, Expression])[] = [];
    while (!this.#takes('}')) {
      const key = this.#take();
      if (!this.#takes('=') && !this.#takes(':')) throw NOT_READ;
      entries.push([key.startsWith('"') ? plainString(key) : key, this.#expression()]);
      this.#takes(',');
    }
    return (lookup) => new Map(entries.map(([key, value]) => [key, value(lookup)]));
  }

  /** Passes over what is within brackets that are open already. */
  #skipped(open: string, close: string): Expression {
    for (let depth = 1; depth > 0; ) {
      const token = this.#take();
      if (token === '') throw NOT_READ;
      depth += token === open ? 1 : token === close ? -1 : 0;
    }
    return () => STRANGE;
  }

  #until(close: string): readonly Expression[] {
    const items: Expression[] = [];
    while (!this.#takes(close)) {
      items.push(this.#expression());
      this.#takes('...');
      if (!this.#takes(',') && this.#next() !== close) throw NOT_READ;
    }
    return items;
  }

  /** A text with `${EXPRESSION}` in it. */
  template(text: string, written: (part: string) => string): Expression {
    const parts = text
      .split(/(\$\$\{|\$\{(?:[^{}"]|"(?:[^"\\]|\\.)*"|\{[^{}]*\})*\}|%\{[^}]*\})/)
      .map((part): Expression => {
        if (part === '$${') return () => literal('${');
        if (part.startsWith('%{')) return () => STRANGE;
        if (!part.startsWith('${')) return () => literal(written(part));
        const inner = new Reader(part.slice(2, -1), () => undefined);
        inner.#depth = this.#depth;
        const value = inner.#expression();
        if (inner.#next() !== '') throw NOT_READ;
        return value;
      });
    return (lookup) => concat(parts.map((part) => textOf(part(lookup))));
  }

  #deeper<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw NOT_READ;
    const value = read();
    this.#depth--;
    return value;
  }

  #next(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #take(): string {
    return this.#tokens[this.#at++] ?? '';
  }

  #takes(token: string): boolean {
    if (this.#next() !== token) return false;
    this.#at++;
    return true;
  }

  #expect(token: string): void {
    if (!this.#takes(token)) throw NOT_READ;
  }

  #name(): string {
    const name = this.#take();
    if (!/^[A-Za-z_]/.test(name)) throw NOT_READ;
    return name;
  }
}

const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, char: string) => ({ n: '\n', t: '\t', r: '\r' })[char] ?? char);

const plainString = (token: string): string => unescaped(token.slice(1, -1));
