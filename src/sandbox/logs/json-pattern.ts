/** `{ $.member = value }`: patterns for messages that are JSON. Source: CloudWatch Logs User Guide, FilterAndPatternSyntax. */
import { compared, readJoined, readOperand, readOperator } from './comparison.ts';
import { invalidPattern, type PatternReader, type Test, unservedPattern } from './pattern-reader.ts';

/** Behind the opening brace. */
export function readJsonPattern(reader: PatternReader): Test {
  const holds = readJoined(reader, () => readCondition(reader));
  reader.expect('}');
  return (message) => {
    const value = valueOf(message);
    return typeof value === 'object' && value !== null && holds(value);
  };
}

/** Undefined: it is no JSON. */
function valueOf(message: string): unknown {
  if (!/^\s*[{[]/.test(message)) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

function readCondition(reader: PatternReader): (value: unknown) => boolean {
  const path = readPath(reader);
  const holds = readComparison(reader);
  return (value) => holds(path.reduce(memberOf, value));
}

/** Undefined: there is no such member. */
function memberOf(value: unknown, name: string | number): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== (typeof name === 'number'))
    return undefined;
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string | number, unknown>>)[name] : undefined;
}

function readPath(reader: PatternReader): readonly (string | number)[] {
  reader.expect('$');
  const path: (string | number)[] = [];
  for (let part = readPart(reader); part !== null; part = readPart(reader)) path.push(part);
  if (path.length === 0) throw invalidPattern('a member expected behind `$`');
  return path;
}

/** `.name`, `.['na.me']`, `[0]`; null where the path ends. */
function readPart(reader: PatternReader): string | number | null {
  const index = reader.match(/\[\d{1,9}\]/);
  if (index !== null) return Number(index.slice(1, -1));
  const written = reader.match(/\.?\['[^']*'\]/);
  if (written !== null) return written.slice(written.indexOf("'") + 1, -2);
  if (reader.match(/\.\*|\[\*\]/) !== null) throw unservedPattern('wildcards in property selectors');
  return reader.match(/\.[\w-]+/)?.slice(1) ?? null;
}

const WORDS: readonly (readonly [words: RegExp, holds: (value: unknown) => boolean])[] = [
  [/NOT\s+EXISTS/, (value) => value === undefined],
  [/IS\s+NULL/, (value) => value === null],
  [/IS\s+TRUE/, (value) => value === true],
  [/IS\s+FALSE/, (value) => value === false],
];

/** Of a member that is a text or a number; objects and lists match nothing, and neither does what is not there. */
function readComparison(reader: PatternReader): (value: unknown) => boolean {
  for (const [words, holds] of WORDS) if (reader.match(words) !== null) return holds;
  const operator = readOperator(reader);
  if (operator === null) throw invalidPattern('a comparison expected');
  const holds = compared(operator, readOperand(reader));
  return (value) => (typeof value === 'string' || typeof value === 'number') && holds(value);
}
