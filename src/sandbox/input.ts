/** Reading an operation's input: what AWS would refuse is refused in AWS's words. */
import { z } from 'zod';
import { shapeProblem } from '#basics/shape-problem.ts';
import { AwsError } from './operation.ts';
import { pairsOf } from './resource-tags.ts';

/** The input as the schema has it; unknown members are let pass, as AWS does. */
export function readInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  code = 'ValidationError',
): z.output<Schema> {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  const { at, message } = shapeProblem(read.error);
  throw new AwsError(
    code,
    `1 validation error detected: Value at '${at}' failed to satisfy constraint: ${message}`,
  );
}

/** Numbers and booleans of awsQuery travel as text. */
export const queryNumber = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);
export const queryBoolean = z.union([
  z.boolean(),
  z.enum(['true', 'false']).transform((text) => text === 'true'),
]);

/** Tags as most services take them, by their keys. */
export const tagMap = z
  .array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) }))
  .max(50)
  .transform((tags) => new Map(pairsOf(tags)));

/** Keys of tags that are to be taken away. */
export const tagKeys = z.array(z.string()).max(50);

/** One page of a list, by a marker that is the next index. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** A marker that none of its pages had; its service answers in words of its own. */
export class BadToken extends Error {}

export function pageOf<Item>(all: readonly Item[], size: number, marker: string | undefined): Page<Item> {
  const from = marker === undefined ? 0 : placeOf(marker);
  const to = from + size;
  return {
    items: all.slice(from, to),
    next: to < all.length ? Buffer.from(String(to)).toString('base64') : null,
  };
}

function placeOf(marker: string): number {
  const place = Buffer.from(marker, 'base64').toString();
  if (!/^\d{1,15}$/.test(place)) throw new BadToken();
  return Number(place);
}
