/**
 * The lines of a stream of bytes. Comes in: chunks of any size. Goes out: for each chunk the lines it ends, as text.
 * A line that is too long or no UTF-8 is told as such; neither is ever held in full. Blank lines are left out.
 */
import { isAscii, isUtf8 } from 'node:buffer';

export type Line =
  | { readonly kind: 'text'; readonly number: number; readonly text: string }
  | { readonly kind: 'too-long' | 'not-utf8'; readonly number: number };

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = '\ufeff';
const REPLACEMENT = '\ufffd';

export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<readonly Line[]> {
  const open = new OpenLine(limit);
  for await (const bytes of chunks) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const isPlain = isAscii(chunk);
    const lines: Line[] = [];
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      // The usual line, by the shortest way.
      const isWhole = isPlain && open.isEmpty;
      keep(
        lines,
        isWhole ? open.endAs(chunk.toString('latin1', from, end)) : open.end(chunk.subarray(from, end)),
      );
      from = end + 1;
    }
    open.add(chunk.subarray(from));
    yield lines;
  }
  const last: Line[] = [];
  keep(last, open.end(Buffer.alloc(0)));
  yield last;
}

function keep(lines: Line[], line: Line): void {
  if (line.kind !== 'text' || line.text.trim() !== '') lines.push(line);
}

/** The line that has begun and not ended. */
class OpenLine {
  private number = 1;
  private parts: Buffer[] = [];
  private length = 0;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  add(bytes: Buffer): void {
    this.length += bytes.length;
    if (this.length > this.limit) this.parts = [];
    // A copy: the stream may use its chunk again.
    else if (bytes.length > 0) this.parts.push(Buffer.from(bytes));
  }

  get isEmpty(): boolean {
    return this.length === 0;
  }

  /** Ends an empty line as one of this text, which is ASCII. */
  endAs(text: string): Line {
    const number = this.number++;
    return text.length > this.limit ? { kind: 'too-long', number } : { kind: 'text', number, text };
  }

  end(rest: Buffer): Line {
    const number = this.number;
    const tooLong = this.length + rest.length > this.limit;
    const bytes = this.parts.length === 0 || tooLong ? rest : Buffer.concat([...this.parts, rest]);
    this.number += 1;
    this.parts = [];
    this.length = 0;
    return tooLong ? { kind: 'too-long', number } : decoded(bytes, number);
  }
}

function decoded(bytes: Buffer, number: number): Line {
  const text = bytes.toString('utf8');
  if (text.includes(REPLACEMENT) && !isUtf8(bytes)) return { kind: 'not-utf8', number };
  return {
    kind: 'text',
    number,
    text: number === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text,
  };
}
