// The JSON Schemas of docs/schemas, from the shapes in the source: `npm run docs` writes them, `npm run check` compares.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { importBundled } from './bundle.mjs';
import { ROOT } from './run.mjs';

export const FOLDER = join('docs', 'schemas');
const pathOf = (name) => join(ROOT, FOLDER, name);

/** Every schema by its file's name: of what is printed, and of what is read. */
async function schemas() {
  const { z } = await import('zod');
  const { DOCUMENTS } = await importBundled('src/render/documents/documents.ts');
  const { configSchema, repositorySchema } = await importBundled('src/cli/config/schema.ts');
  const schemaOf = (name, shape, options) => {
    const schema = z.toJSONSchema(shape, { unrepresentable: 'any', ...options });
    return [`${name}.json`, `${JSON.stringify(schema, null, 2)}\n`];
  };
  return new Map([
    ...Object.entries(DOCUMENTS).map(([name, shape]) =>
      schemaOf(name, shape, { reused: 'ref', override: open }),
    ),
    schemaOf('config', configSchema),
    schemaOf('repository', repositorySchema),
  ]);
}

/** Members may come to be added: whoever reads a document is not to refuse it for one. */
function open({ jsonSchema }) {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}

/** As they are made: to lay them out is the formatter's. */
export async function writeSchemas() {
  const made = await schemas();
  for (const name of readdirSync(pathOf('.'))) if (!made.has(name)) rmSync(pathOf(name));
  for (const [name, text] of made) writeFileSync(pathOf(name), text);
}

/** What is not as the source has it, in words. */
export async function staleSchemas() {
  const made = await schemas();
  const isStale = ([name, text]) =>
    !existsSync(pathOf(name)) ||
    !isDeepStrictEqual(JSON.parse(readFileSync(pathOf(name), 'utf8')), JSON.parse(text));
  const stale = [...made].filter(isStale).map(([name]) => name);
  const gone = readdirSync(pathOf('.')).filter((name) => !made.has(name));
  return [...stale, ...gone].map(
    (name) => `${join(FOLDER, name)} is not what the source says; run \`npm run docs\``,
  );
}
