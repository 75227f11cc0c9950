/** Whole folders and prefixes: `--recursive` and `sync`. */
import { worded } from '../aws-refusal.ts';
import { notRun } from '../build-host.ts';
import { type Item, itemsIn } from './items.ts';
import { below, folderOf, type Place } from './place.ts';
import { remove, transfer, type Transfer, type Work } from './transfer.ts';

/** Null: it was refused, and that is said. */
async function itemsOf(
  { connection, invocation, command }: Work,
  folder: Place,
): Promise<readonly Item[] | null> {
  const { shell, io } = invocation;
  const answer = await itemsIn(connection, shell, folder);
  if (!answer.ok) {
    io.err(`fatal error: ${worded('ListObjectsV2', answer.error)}\n`);
    return null;
  }
  const { spend } = shell.machine.allowance;
  return answer.value.filter(({ path }) => command.isMeant(path, spend));
}

/** A folder without files is one that a command that was not run would have filled: what lies in it is unknown. */
const isUnknown = (folder: Place, items: readonly Item[]): boolean =>
  folder.kind === 'local' && items.length === 0;

/** The CLI's exit status: 1 where a single one failed. */
async function each<Of>(all: readonly Of[], act: (one: Of) => Promise<boolean>): Promise<number> {
  let status = 0;
  for (const one of all) if (!(await act(one))) status = 1;
  return status;
}

export async function copyAll(work: Work, { from, to, moves }: Transfer): Promise<number> {
  const [source, target] = [folderOf(from), folderOf(to)];
  const items = await itemsOf(work, source);
  if (items === null) return 1;
  if (isUnknown(source, items)) return notRun(work.invocation);
  return each(items, ({ path }) =>
    transfer(work, { from: below(source, path), to: below(target, path), moves }),
  );
}

export async function removeAll(work: Work, place: Place): Promise<number> {
  const folder = folderOf(place);
  const items = await itemsOf(work, folder);
  return items === null ? 1 : each(items, ({ path }) => remove(work, below(folder, path)));
}

/** Both sides are listed first; what differs is copied, and with `--delete` what the source has not is deleted. */
export async function syncAll(work: Work, from: Place, to: Place): Promise<number> {
  const [source, target] = [folderOf(from), folderOf(to)];
  const wanted = await itemsOf(work, source);
  const there = wanted === null ? null : await itemsOf(work, target);
  if (wanted === null || there === null) return 1;
  if (isUnknown(source, wanted)) return notRun(work.invocation);
  const known = new Map(there.map((item) => [item.path, item]));
  const changed = wanted.filter((item) => isChanged(work, item, known.get(item.path)));
  const copied = await each(changed, ({ path }) =>
    transfer(work, { from: below(source, path), to: below(target, path), moves: false }),
  );
  if (!work.command.flags.has('--delete')) return copied;
  const kept = new Set(wanted.map(({ path }) => path));
  const extra = there.filter(({ path }) => !kept.has(path));
  return Math.max(copied, await each(extra, ({ path }) => remove(work, below(target, path))));
}

/** Files of a build were written just now: newer than any object, and never older than one that is downloaded. */
function isChanged({ command: { flags } }: Work, item: Item, known: Item | undefined): boolean {
  if (known === undefined || known.size !== item.size) return true;
  if (flags.has('--size-only')) return false;
  if (item.modifiedAt === null) return true;
  return known.modifiedAt === null ? flags.has('--exact-timestamps') : item.modifiedAt > known.modifiedAt;
}
