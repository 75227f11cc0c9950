import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { DOCUMENTS } from '#render/documents/documents.ts';

it.each(Object.entries(DOCUMENTS))('docs/schemas/%s.json is the schema of what is printed', (name, shape) => {
  const file = join('docs', 'schemas', `${name}.json`);
  const made: unknown = z.toJSONSchema(shape, {
    unrepresentable: 'any',
    reused: 'ref',
    override: ({ jsonSchema }) => {
      // Members may come to be added: whoever reads a document is not to refuse it for one.
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  if (process.env['UPDATE_DOCS'] !== undefined) writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(made);
});
