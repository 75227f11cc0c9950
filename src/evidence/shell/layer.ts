import type { Spend } from '#basics/regular/spend.ts';

/** Going through names takes as long as looking at this many characters for each. */
const NAME_COST = 4;

/**
 * A map over another that stays as it is: what is set in it lies on top, so that a copy for a subshell or a branch costs nothing, and
 * what it changed can be told. The map below is not to be changed while this one is in use.
 */
export class Layer<V> {
  readonly #spend: Spend;
  readonly #below: Layer<V> | null;
  /** Null: it was deleted here. */
  readonly #own = new Map<string, { readonly value: V } | null>();

  constructor(spend: Spend, below: Layer<V> | null = null) {
    this.#spend = spend;
    this.#below = below;
  }

  get(name: string): V | undefined {
    const own = this.#own.get(name);
    if (own !== undefined) return own?.value;
    return this.#below?.get(name);
  }

  set(name: string, value: V): void {
    this.#own.set(name, { value });
  }

  delete(name: string): void {
    this.#own.set(name, null);
  }

  /** A map of its own that holds the same. */
  detached(): Layer<V> {
    const layer = new Layer<V>(this.#spend);
    for (const [name, value] of this.entries()) layer.set(name, value);
    return layer;
  }

  /** What was set or deleted here, whatever lies below. */
  changed(): Iterable<string> {
    this.#spend(NAME_COST * this.#own.size);
    return this.#own.keys();
  }

  /** Everything that is in it. */
  *entries(): Iterable<readonly [string, V]> {
    this.#spend(NAME_COST * this.#own.size);
    for (const [name, own] of this.#own) if (own !== null) yield [name, own.value];
    for (const one of this.#below?.entries() ?? []) if (!this.#own.has(one[0])) yield one;
  }
}
