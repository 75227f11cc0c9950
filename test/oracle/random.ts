/** A small seeded generator of random choices (mulberry32); the same seed gives the same choices everywhere. */

export interface Random {
  /** 0 ≤ n < below. */
  readonly below: (below: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(from: readonly T[]) => T;
  /** One of the values, weighted: `[[3, 'often'], [1, 'seldom']]`. */
  readonly weighted: <T>(from: readonly (readonly [weight: number, value: T])[]) => T;
}

export function randomFrom(seed: number): Random {
  // Neighbouring seeds must not give neighbouring first numbers, so the seed is mixed first.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.floor(seed / 0x100000000);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const chance = (probability: number): boolean => next() < probability;
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new Error('Internal error: nothing to pick from');
    return from[below(from.length)] as T;
  };
  const weighted = <T>(from: readonly (readonly [number, T])[]): T => {
    let left = next() * from.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of from) {
      left -= weight;
      if (left < 0) return value;
    }
    return pick(from)[1];
  };
  return { below, chance, pick, weighted };
}
