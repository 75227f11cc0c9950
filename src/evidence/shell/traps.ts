/** What `trap` leaves to be run at the end of the text that sets it. Source: Bash manual, trap; a reset takes a signal's command away. */
export class Traps {
  #left = new Map<string, () => void>();

  /** Null: nothing is run on these signals any more. */
  set(signals: readonly string[], call: (() => void) | null): void {
    for (const signal of signals) {
      if (call === null) this.#left.delete(signal);
      else this.#left.set(signal, call);
    }
  }

  /** Runs a text, then what it left; a command for several signals is run once. */
  around<Result>(run: () => Result): Result {
    const before = this.#left;
    this.#left = new Map();
    const outcome = run();
    const own = new Set(this.#left.values());
    this.#left = before;
    for (const call of own) call();
    return outcome;
  }
}
