/** `[ip, status = 4*, ...]`: patterns for messages of fields. Source: CloudWatch Logs User Guide, FilterAndPatternSyntax. */
import { compared, readJoined, readOperand, readOperator } from './comparison.ts';
import { invalidPattern, type PatternReader, type Test } from './pattern-reader.ts';

/** Null: any number of fields. */
type Field = ((field: string) => boolean) | null;

/** Behind the opening bracket. */
export function readFieldsPattern(reader: PatternReader): Test {
  const fields: Field[] = [];
  do fields.push(reader.take('...') ? null : readJoined(reader, () => readCondition(reader)));
  while (reader.take(','));
  reader.expect(']');
  const gap = fields.indexOf(null);
  if (gap !== fields.lastIndexOf(null)) throw invalidPattern('more than one `...`');
  return (message) => holds(fields, gap, fieldsOf(message));
}

function holds(fields: readonly Field[], gap: number, given: readonly string[]): boolean {
  if (gap === -1 ? given.length !== fields.length : given.length < fields.length - 1) return false;
  return fields.every((field, at) => {
    const place = gap === -1 || at < gap ? at : given.length - (fields.length - at);
    return field === null || field(given[place] ?? '');
  });
}

/** A name alone stands for any field. */
function readCondition(reader: PatternReader): (field: string) => boolean {
  if (reader.match(/\w+/) === null) throw invalidPattern("a field's name expected");
  const operator = readOperator(reader);
  return operator === null ? () => true : compared(operator, readOperand(reader));
}

/** Fields are parted by blanks; brackets and quotation marks hold one together. */
const fieldsOf = (message: string): readonly string[] =>
  [...message.matchAll(/\[([^\]]*)\]|"([^"]*)"|(\S+)/g)].map(
    ([, bracketed, quoted, plain]) => bracketed ?? quoted ?? plain ?? '',
  );
