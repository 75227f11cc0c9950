/** Every document that a test has printed is held against the schema that is published for it: no member that it does not know. */
import { DOCUMENTS } from '#render/documents/documents.ts';

type Name = keyof typeof DOCUMENTS;

const SHAPE_OF: ReadonlyMap<unknown, Name> = new Map(
  (Object.keys(DOCUMENTS) as Name[]).map((name) => [`rolemend.${name}/1`, name]),
);

/** What is not as the schema has it; null: all is, or it is no document. */
export function whyNotAsPublished(stdout: string): string | null {
  for (const document of documentsIn(stdout)) {
    const name = SHAPE_OF.get((document as { readonly schema?: unknown } | null)?.schema);
    if (name === undefined) continue;
    const read = DOCUMENTS[name].safeParse(document);
    if (!read.success) return `docs/schemas/${name}.json does not hold: ${read.error.message}`;
  }
  return null;
}

/** The whole output as one document, or one on each line. */
function documentsIn(stdout: string): readonly unknown[] {
  if (!/^[[{]/.test(stdout)) return [];
  const whole = parsed(stdout);
  return whole === undefined ? stdout.split('\n').map(parsed) : [whole];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
