/** The build that a project was last to be given, kept beside the journal's entries, so that it is begun once. */
import { z } from 'zod';
import type { NextBuild } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { JournalStorage } from './journal-storage.ts';

const SCHEMA = 'rolemend.build/1';
const text = z.string();

const batch = z.literal(true).exactOptional();
const nextSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('retry'), id: text, batch }).readonly(),
  z.strictObject({ kind: z.literal('start'), commit: text.nullable(), batch }).readonly(),
]) satisfies z.ZodType<NextBuild>;

const begunSchema = z
  .strictObject({
    token: text,
    /** When the token was made; ISO 8601, UTC, as all times here. */
    at: text,
    /** When a call with it was last sent. */
    sentAt: text,
    next: nextSchema,
    /** ARN of who sent it; null: not known. */
    by: text.nullable(),
    /** Null: nothing was heard of it yet. */
    id: text.nullable(),
  })
  .readonly();

/** A build that was begun, or was to be. */
export type BegunBuild = z.infer<typeof begunSchema>;

const fileSchema = z.strictObject({
  schema: z.literal(SCHEMA),
  project: text,
  build: begunSchema.nullable(),
});

/** Null: there is none. Why not, where what lies there cannot be read: then nothing is known of an earlier build. */
export async function readBegun(
  { read }: Pick<JournalStorage, 'read'>,
  { name, projectArn }: { readonly name: string; readonly projectArn: string },
): Promise<Result<BegunBuild | null, string>> {
  const found = await read(name).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return ok(null);
  let value: unknown;
  try {
    value = JSON.parse(found);
  } catch {
    return err('it is no JSON: cut short, or not written by Rolemend');
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success || parsed.data.project !== projectArn)
    return err('it is not as this version of Rolemend writes it');
  return ok(parsed.data.build);
}

export const wordBegun = (project: string, build: BegunBuild | null): string =>
  `${JSON.stringify({ schema: SCHEMA, project, build }, null, 2)}\n`;
