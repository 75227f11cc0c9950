/** Journal entries in memory; `failing` makes the next writes reject, as a full disk would. */
import type { JournalStorage } from '#apply/journal-storage.ts';
import { err, ok } from '#basics/result.ts';

export function memoryStorage(): JournalStorage & {
  readonly entries: JournalStorage['entries'];
  readonly texts: Map<string, string>;
  failing: boolean;
} {
  const texts = new Map<string, string>();
  const held = new Set<string>();
  const owner = { pid: 1, host: 'here', since: '2026-11-24T02:00:00.000Z' };
  return {
    texts,
    failing: false,
    place: 'memory',
    entries: async () => [...texts].map(([name, mark]) => ({ name, mark, writtenAt: 0 })),
    async read(name) {
      const text = texts.get(name);
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return text;
    },
    async replace(name, text) {
      if (this.failing) throw new Error('no space left on device');
      texts.set(name, text);
    },
    scratch: { read: async () => null, write: async () => {} },
    lock: async (name) => {
      if (held.has(name)) return err(owner);
      held.add(name);
      return ok({ release: async () => void held.delete(name) });
    },
    ownerOf: async (name) => (held.has(name) ? owner : null),
  };
}
