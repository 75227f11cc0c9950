/**
 * YAML that others wrote, in bounded time. Comes in: its text. Goes out: its nodes, and what is wrong with it; or that it is larger or
 * nested deeper than what is read. Never: a repeated key looked for, or an error painted: both cost the library the square of the length.
 */
import { type Document, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { err, ok, type Result } from '#basics/result.ts';

/** Far above any real buildspec, template or compose file. Aliases are those that are followed. */
export const YAML_BOUNDS = { characters: 1 << 20, aliases: 100, depth: 64 };

export interface YamlText {
  readonly document: Document;
  readonly lines: LineCounter;
}

/** What it has too much of, as ends a sentence. Nothing else is refused: what is wrong with the text is among the document's errors. */
export function readYaml(text: string, version: '1.1' | '1.2' = '1.2'): Result<YamlText, string> {
  if (text.length > YAML_BOUNDS.characters) return err(`longer than ${YAML_BOUNDS.characters} characters`);
  const lines = new LineCounter();
  const document = flowDepth(text) > YAML_BOUNDS.depth ? null : parsed(text, version, lines);
  return document === null ? err(`nested deeper than ${YAML_BOUNDS.depth} levels`) : ok({ document, lines });
}

/** What is wrong with it first, a repeated key counted, and where; null: nothing. */
export function wrongInYaml({ document, lines }: YamlText): string | null {
  const [error] = document.errors;
  const found = error === undefined ? repeatedKey(document) : { what: error.message, at: error.pos[0] };
  if (found === null) return null;
  const { line, col } = lines.linePos(found.at);
  return `${found.what} at line ${line}, column ${col}`;
}

interface Wrong {
  readonly what: string;
  readonly at: number;
}

function repeatedKey(document: Document): Wrong | null {
  let found: Wrong | null = null;
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          found = { what: 'Map keys must be unique', at: key.range?.[0] ?? 0 };
          return visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return found;
}

/** Null: the library recurses on nesting, and reports a full stack as an error of the text, or throws. */
function parsed(text: string, version: '1.1' | '1.2', lineCounter: LineCounter): Document | null {
  const options = {
    version,
    lineCounter,
    uniqueKeys: false,
    // `<<: *defaults`, as compose files and workflows share what their services have in common.
    merge: true,
    prettyErrors: false,
    logLevel: 'silent',
  } as const;
  try {
    const document: Document = parseDocument(text, options);
    return document.errors.some(({ message }) => message.startsWith('Maximum call stack')) ? null : document;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The deepest nesting of brackets and braces, counted without regard to quotes: an upper bound. */
function flowDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if ((character === ']' || character === '}') && depth > 0) depth--;
  }
  return deepest;
}
