/** Memory that many share: what is taken is given back. */
import { AwsError } from './operation.ts';

export const MIB = 1024 * 1024;

/** In whole MiB, as bounds are worded. */
export const inMib = (bytes: number): string => `${Math.floor(bytes / MIB)} MiB`;

export class Room {
  readonly size: number;
  readonly #refuse: (size: number) => AwsError;
  #taken = 0;

  constructor(size: number, refuse: (size: number) => AwsError) {
    this.size = size;
    this.#refuse = refuse;
  }

  /** Throws where there is not so much left. */
  take(bytes: number): void {
    if (this.#taken + bytes > this.size) throw this.#refuse(this.size);
    this.#taken += bytes;
  }

  give(bytes: number): void {
    this.#taken -= bytes;
  }
}
