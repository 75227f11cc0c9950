/** Bodies of S3 requests that are XML. */
import { XMLParser } from 'fast-xml-parser';
import type { z } from 'zod';
import { AwsError } from '../operation.ts';

/** Elements that are a list however many there are of them. */
const LISTS = new Set(['Object', 'Part', 'Tag']);

const parser = new XMLParser({
  parseTagValue: false,
  processEntities: false,
  isArray: (name) => LISTS.has(name),
  tagValueProcessor: (_, text) => withoutEntities(text),
});

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The parser's own entities can be defined by who sends the text. */
const withoutEntities = (text: string): string =>
  text.replaceAll(/&(amp|lt|gt|quot|apos|#\d{1,6}|#x[0-9a-f]{1,5});/gi, (_, entity: string) => {
    const [, hex, decimal] = /^#(?:x(.+)|(.+))$/i.exec(entity) ?? [];
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return NAMED[entity.toLowerCase()] ?? String.fromCodePoint(code);
  });

/** Throws what S3 answers to a body that is not of the schema. */
export function readXml<Schema extends z.ZodType>(schema: Schema, body: Uint8Array): z.output<Schema> {
  const read = schema.safeParse(xmlOf(Buffer.from(body).toString('utf8')));
  if (read.success) return read.data;
  throw new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

/** Null: it is no XML, or nested beyond what the parser follows. */
function xmlOf(text: string): unknown {
  try {
    return parser.parse(text);
  } catch {
    return null;
  }
}
