/** What a justfile says: its recipes with their attributes, its variables, its settings. Source: Just's manual. */
import { type Language, languageOfLines, languageOfScript } from './language.ts';

export interface Recipe {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly dependencies: readonly string[];
  readonly body: Body;
  readonly line: number;
  /** In which its lines run, below that of the justfile; null: in that. */
  readonly directory: string | null;
}

export interface Body {
  readonly language: Language;
  /** Each with a shell of its own. */
  readonly texts: readonly string[];
}

export interface Justfile {
  readonly path: string;
  readonly recipes: ReadonlyMap<string, Recipe>;
  readonly assignments: readonly Assignment[];
  readonly first: string | null;
  /** Of lines and of what stands in backticks. */
  readonly language: Language;
  readonly directory: string | null;
}

interface Assignment {
  readonly name: string;
  readonly value: string;
  readonly isExported: boolean;
}

/** Characters of a line of the justfile's own language. */
export const LONGEST_LINE = 1 << 12;

const RECIPE =
  /^@?([A-Za-z_][\w-]*)((?:\s+[*+$]*[\w-]+(?:=(?:'[^']*'|"[^"]*"|[^\s:'"]+))?)*)\s*:(?!=)\s*(.*)$/;
const ASSIGNMENT = /^(export\s+)?([A-Za-z_][\w-]*)\s*:=\s*(.+)$/;

export function readJustfile(whole: string, path: string, isWindows: boolean): Justfile {
  const text = withoutLongTexts(whole);
  const settings = settingsOf(text, isWindows);
  const recipes = new Map<string, Recipe>();
  const assignments: Assignment[] = [];
  let open: Open | null = null;
  let attributes: Attributes = new Map();
  const close = () => {
    if (open !== null) recipes.set(open.recipe.name, { ...open.recipe, body: bodyOf(open, settings) });
    open = null;
  };
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (/^\s+\S/.test(line) || line.trim() === '') {
      open?.lines.push(line.trim() === '' ? '' : line);
      continue;
    }
    close();
    if (line.length > LONGEST_LINE) continue;
    if (line.startsWith('[')) attributes = new Map([...attributes, ...attributesOf(line)]);
    else if (!/^(?:#|set\s|alias\s|import\s|mod\s)/.test(line)) {
      const assignment = assignmentOf(line);
      if (assignment !== null) assignments.push(assignment);
      const recipe = assignment === null ? recipeOf(line, at + 1, attributes) : null;
      if (recipe !== null && isFor(attributes, isWindows)) open = { recipe, attributes, lines: [] };
      attributes = new Map();
    }
  }
  close();
  const exported = assignments.map((one) => ({ ...one, isExported: one.isExported || settings.exportsAll }));
  const [first = null] = recipes.keys();
  return { path, recipes, assignments: exported, first, ...settings };
}

/** A text of several lines holds none of the justfile's own: they are left out, each for an empty one. */
function withoutLongTexts(text: string): string {
  let quote: string | null = null;
  const lines = text.split(/\r?\n/).map((line) => {
    const isInside = quote !== null;
    // A recipe's lines are another language's, where quotes stand otherwise.
    if (isInside || /^(?:export\s+)?[\w-]+\s*:=/.test(line)) quote = openAtEnd(line, quote);
    return isInside ? '' : line;
  });
  return lines.join('\n');
}

/** The quote that a line leaves open, or that was open before it and still is. */
function openAtEnd(line: string, before: string | null): string | null {
  let open = before;
  for (const [token] of line.matchAll(/\\.|'''|"""|```|['"`]|#/g)) {
    // Only within double quotes does a backslash escape.
    const sign = open?.startsWith('"') === true ? token : token.replace(/^\\/, '');
    if (open === null && sign === '#') break;
    if (open === null && /^['"`]/.test(sign)) open = sign;
    else if (sign === open) open = null;
  }
  return open;
}

interface Open {
  readonly recipe: Omit<Recipe, 'body'>;
  readonly attributes: Attributes;
  readonly lines: string[];
}

function assignmentOf(line: string): Assignment | null {
  const [, exported, name, value = ''] = ASSIGNMENT.exec(line) ?? [];
  return name === undefined ? null : { name, value, isExported: exported !== undefined };
}

function recipeOf(line: string, number: number, attributes: Attributes): Omit<Recipe, 'body'> | null {
  const found = RECIPE.exec(line);
  if (found === null) return null;
  const [, name = '', parameters = '', dependencies = ''] = found;
  return {
    name,
    parameters: parameters.match(/[^\s=]+(?:=(?:'[^']*'|"[^"]*"|\S+))?/g) ?? [],
    dependencies:
      dependencies
        .replace(/#.*$/, '')
        .replaceAll('&&', ' ')
        .match(/\([^)]*\)|[\w-]+/g) ?? [],
    line: number,
    directory: attributes.get('working-directory')?.[0] ?? null,
  };
}

/** Names with the texts they are given. */
type Attributes = ReadonlyMap<string, readonly string[]>;

function attributesOf(line: string): Attributes {
  const found = line.matchAll(/([a-z][a-z-]*)\s*(?:\(([^)]*)\)|:\s*('[^']*'|"[^"]*"))?/g);
  return new Map([...found].map(([, name = '', list, one]) => [name, textsIn(list ?? one ?? '')]));
}

const textsIn = (list: string): readonly string[] =>
  (list.match(/'[^']*'|"[^"]*"/g) ?? []).map((text) => text.slice(1, -1));

/** Recipes of other systems are not there. */
function isFor(attributes: Attributes, isWindows: boolean): boolean {
  const systems = ['linux', 'unix', 'windows', 'macos', 'openbsd'].filter((name) => attributes.has(name));
  const here = isWindows ? ['windows'] : ['linux', 'unix'];
  return systems.length === 0 || systems.some((name) => here.includes(name));
}

interface Settings {
  readonly language: Language;
  readonly scripts: Language;
  readonly exportsAll: boolean;
  readonly directory: string | null;
}

/** A list may go over several lines. */
const SETTING = /^set[ \t]+([\w-]+)(?:[ \t]*:=[ \t]*(\[[^\]]{0,300}\]|[^\n]{0,300}))?/gm;

function settingsOf(text: string, isWindows: boolean): Settings {
  const values = new Map(
    Array.from(text.matchAll(SETTING), ([, name = '', value = 'true']) => [name, value.trim()] as const),
  );
  const isSet = (name: string) => (values.get(name) ?? 'false').startsWith('true');
  const commandOf = (name: string) => {
    const value = values.get(name);
    return value === undefined ? null : textsIn(value);
  };
  const ofWindows =
    commandOf('windows-shell') ?? (isSet('windows-powershell') ? ['powershell', '-Command'] : null);
  const shell = (isWindows ? ofWindows : null) ?? commandOf('shell') ?? ['sh', '-cu'];
  return {
    language: languageOfLines(shell),
    scripts: languageOfScript(commandOf('script-interpreter') ?? ['sh', '-eu']),
    exportsAll: isSet('export'),
    directory: commandOf('working-directory')?.[0] ?? null,
  };
}

function bodyOf({ lines, attributes }: Open, { language, scripts }: Settings): Body {
  const script = attributes.get('script');
  const whole = lines.join('\n');
  const shebang = /^\s*#!([^\n]*)/.exec(whole)?.[1];
  if (script !== undefined || shebang !== undefined) {
    const named = script ?? (shebang ?? '').trim().split(/\s+/);
    return { language: named.length === 0 ? scripts : languageOfScript(named), texts: [unindented(whole)] };
  }
  const texts = whole
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((text) => text.replace(/^[\s@-]+/, ''));
  return { language, texts: texts.filter((text) => text !== '') };
}

function unindented(text: string): string {
  const indent = /^[ \t]*/.exec(text)?.[0] ?? '';
  const lines = text.split('\n').map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
  return lines.join('\n').replace(/^#!.*\n?/, '');
}
