/**
 * Structured values of the AWS CLI: JSON, or its shorthand (`Key=value,List=[a,b],Inner={Key=value}`). Comes in: a text as far as it is
 * known. Goes out: its items and their members as texts; what is not known in it stays so, where it stands. Null: it is no such value.
 * Source: AWS CLI User Guide, cli-usage-shorthand.
 */
import { isList, type Json, parsed } from '../json-text.ts';
import { hasMarks, marked } from '../marked.ts';
import type { ShellText } from '../text.ts';

/** One item of a list, or the one structure that is given in its place. */
export interface Item {
  /** The texts at a path of members: of every item of a list on the way; `@keys` are the names of a map's members, `@values` goes on in each. */
  readonly at: (path: readonly string[]) => readonly ShellText[];
}

/** The items of one word of an option; null: it is not read as a structure. */
export function itemsIn(text: ShellText): readonly Item[] | null {
  const one = marked(text);
  const source = one?.text.trim() ?? '';
  const isJson = /^[[{]/.test(source);
  // A word in the place of a member may be any member.
  if (!isJson && source.split(',').some((member) => hasMarks(member.trim().charAt(0)))) return null;
  const value = isJson ? parsed(source)?.json : shorthand(source);
  if (one === null || value === undefined || value === null) return null;
  const items = isList(value) ? value : [value];
  return items.map((item) => ({
    at: (path) => leavesAt(item, path).map((leaf) => ({ ...one.textOf(leaf), origins: text.origins })),
  }));
}

function leavesAt(value: Json | undefined, path: readonly string[]): readonly string[] {
  if (value === undefined || value === null) return [];
  if (isList(value)) return value.flatMap((item) => leavesAt(item, path));
  const [name, ...rest] = path;
  if (typeof value !== 'object') return name === undefined ? [`${value}`] : [];
  if (name === '@keys') return Object.keys(value);
  if (name === '@values') return leavesAt(Object.values(value), rest);
  return name === undefined || !Object.hasOwn(value, name) ? [] : leavesAt(value[name], rest);
}

/** Null: it is none. */
function shorthand(text: string): Json {
  const reader = new Shorthand(text);
  const value = reader.members('');
  return reader.isDone ? value : null;
}

/** Nobody nests any deeper by hand. */
const MAX_DEPTH = 20;

class Shorthand {
  #rest: string;
  #depth = 0;

  constructor(text: string) {
    this.#rest = text;
  }

  get isDone(): boolean {
    return this.#rest === '';
  }

  /** `Key=value,Key=value` up to `end`; null: it is something else. */
  members(end: string): Json {
    const members: [string, Json][] = [];
    for (;;) {
      // `Key@=file://…` reads a file, which is not followed.
      const key = this.#take(/^\s*[^\s=,[\]{}@]+(?==)/)?.trim();
      if (key === undefined || this.#take(/^=/) === null) return null;
      members.push([key, this.#values(end)]);
      if (this.#rest === '' || this.#rest.startsWith(end || '\n')) return Object.fromEntries(members);
      if (this.#take(/^\s*,/) === null) return null;
    }
  }

  /** A value; with more of them behind commas, up to the next `Key=`, a list. */
  #values(end: string): Json {
    const first = this.#value(end);
    const more: Json[] = [];
    while (/^,(?!\s*[^\s=,[\]{}]+=)/.test(this.#rest)) {
      this.#take(/^,/);
      more.push(this.#value(end));
    }
    return more.length === 0 ? first : [first, ...more];
  }

  #value(end: string): Json {
    const quoted = this.#take(/^'(?:[^'\\]|\\.)*'|^"(?:[^"\\]|\\.)*"/s);
    if (quoted !== null) return quoted.slice(1, -1).replace(/\\(['"\\])/g, '$1');
    if (this.#depth < MAX_DEPTH && this.#take(/^\{/) !== null) return this.#inside('}');
    if (this.#depth < MAX_DEPTH && this.#take(/^\[/) !== null) return this.#inside(']');
    return this.#take(end === '' ? /^[^,]+/ : end === ']' ? /^[^,\]]+/ : /^[^,}]+/) ?? '';
  }

  #inside(end: ']' | '}'): Json {
    this.#depth++;
    const value = end === '}' ? this.members(end) : this.#list();
    this.#depth--;
    this.#take(/^\s*[\]}]/);
    return value;
  }

  #list(): Json {
    const items: Json[] = [];
    while (this.#rest !== '' && !this.#rest.startsWith(']')) {
      items.push(this.#value(']'));
      if (this.#take(/^\s*,\s*/) === null) break;
    }
    return items;
  }

  #take(pattern: RegExp): string | null {
    const found = pattern.exec(this.#rest)?.[0] ?? null;
    if (found !== null) this.#rest = this.#rest.slice(found.length);
    return found;
  }
}
