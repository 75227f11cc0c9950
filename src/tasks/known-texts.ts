/** What was made of texts that may come again. Never: more memory than the bounds, whatever comes in. */

interface Entry<Made> {
  readonly text: string;
  readonly made: Made;
}

/** In characters. */
interface Bounds {
  readonly all: number;
  /** Longer texts are not kept. */
  readonly each: number;
}

export class KnownTexts<Made extends object> {
  readonly #bounds: Bounds;
  readonly #entries = new Map<string, Entry<Made>>();
  /** To look up a long text in a map takes hashing all of it; most come again soon and are found by a few characters. */
  readonly #recent = new Map<number, Entry<Made>>();
  #length = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get(text: string): Made | undefined {
    const mark = markOf(text);
    const recent = this.#recent.get(mark);
    if (recent !== undefined && recent.text === text) return recent.made;
    const entry = this.#entries.get(text);
    if (entry !== undefined) this.#recent.set(mark, entry);
    return entry?.made;
  }

  keep(text: string, made: Made): void {
    if (text.length > this.#bounds.each) return;
    // A slice keeps in memory the whole text it is of; a copy only itself.
    const own = Buffer.from(text, 'utf8').toString('utf8');
    this.#entries.set(own, { text: own, made });
    this.#length += own.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#length <= this.#bounds.all) return;
      this.#entries.delete(oldest);
      this.#recent.delete(markOf(oldest));
      this.#length -= oldest.length;
    }
  }
}

/** A number that texts which differ mostly differ in, from characters spread over the text. */
function markOf(text: string): number {
  const step = (text.length >> 5) + 1;
  let mark = text.length;
  for (let at = 0; at < text.length; at += step) mark = (Math.imul(mark, 31) + text.charCodeAt(at)) | 0;
  return mark;
}
