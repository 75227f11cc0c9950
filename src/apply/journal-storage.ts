/** Where a journal keeps its entries. */
import type { Result } from '#basics/result.ts';

/** One text a name. Methods reject with what the system reports. */
export interface JournalStorage {
  /** Regular files alone; of what else lies there nothing is opened. */
  entries(): Promise<readonly StoredEntry[]>;
  read(name: string): Promise<string>;
  /** Replaces the text as a whole, or leaves the old one: nothing in between survives a crash. */
  replace(name: string, text: string): Promise<void>;
  /** A text that may be lost at any time, as it can be made again. */
  readonly scratch: {
    /** Null: there is none, or it cannot be read. */
    read(): Promise<string | null>;
    write(text: string): Promise<void>;
  };
  /** Takes a lock for this process, or says which living process has it. */
  lock(name: string): Promise<Result<Claim, LockOwner>>;
  /** Who has a lock; null: nobody that lives. */
  ownerOf(name: string): Promise<LockOwner | null>;
  /** For messages: the directory. */
  readonly place: string;
}

export interface StoredEntry {
  readonly name: string;
  /** Differs once the text does. */
  readonly mark: string;
  /** When it was last written, in milliseconds. */
  readonly writtenAt: number;
}

export interface Claim {
  release(): Promise<void>;
}

export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}
