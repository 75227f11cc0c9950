/** Journal entries in memory; `fail` makes the next writes reject, as a full disk would. */
import type { JournalStorage } from '#apply/journal.ts';

export function memoryStorage(): JournalStorage & {
  readonly entries: Map<string, string>;
  failing: boolean;
} {
  const entries = new Map<string, string>();
  return {
    entries,
    failing: false,
    place: 'memory',
    names: async () => [...entries.keys()],
    read: async (name) => entries.get(name) ?? '',
    async replace(name, text) {
      if (this.failing) throw new Error('no space left on device');
      entries.set(name, text);
    },
  };
}
