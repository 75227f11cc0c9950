/** Memory that many share: what is taken is given back. */
export const MIB = 1024 * 1024;

/** In whole MiB, as bounds are worded. */
export const inMib = (bytes: number): string => `${Math.floor(bytes / MIB)} MiB`;

/** So many bytes and no more. */
export class Room {
  readonly size: number;
  #taken = 0;

  constructor(size: number) {
    this.size = size;
  }

  /** False where there is not so much left. */
  take(bytes: number): boolean {
    if (this.#taken + bytes > this.size) return false;
    this.#taken += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#taken -= bytes;
  }
}
