/**
 * Text in lines of a terminal's width. Comes in: text, and how many columns there are. Goes out: the same words, broken at
 * spaces, a line's others below its first word or under the text of its label. Never: cuts an address, a command or a string
 * of a document, which would be of no use in two pieces; the terminal breaks those by itself, and they are copied whole.
 */
import width from 'fast-string-width';

/** A line is laid out for no fewer columns than these. */
const FEWEST = 20;
/** As much of a line may be full for a word to be begun in it that goes on in the next. */
const BEGUN = 0.6;
/** A mark, or a label that is followed by two spaces at least: what follows stands below what follows it. */
const HEAD = /^ *(?:(?:[✗✓?!…·≠+→←▶│–-]|\d+\.) +|[a-z][a-z-]* {2,}|next (?=`?rolemend))/u;
/** What a terminal does not show: colours and links. */
const UNSEEN = String.raw`(?:\u001b\[[0-9;]*m|\u001b\]8;[^\u001b]*\u001b\\)`;
/** A command to type: in two lines it could not be copied. */
const COMMAND = /^ *[a-z]+ +(?:rolemend|--confirm) /;
const UNSEEN_ANYWHERE = new RegExp(UNSEEN, 'g');

/** Every line of `text` in as many as it takes. */
export function wrapText(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) =>
      seen(line) <= columns || COMMAND.test(bare(line)) ? [line] : wrapLine(line, Math.max(columns, FEWEST)),
    )
    .join('\n');
}

/** How many columns a text takes. */
export const seen = (text: string): number => width(bare(text));

const bare = (text: string): string => text.replace(UNSEEN_ANYWHERE, '');

function wrapLine(line: string, columns: number): readonly string[] {
  const visible = bare(line);
  const lead = /^ */.exec(visible)?.[0] ?? '';
  const head = HEAD.exec(visible)?.[0];
  const below = ' '.repeat(
    Math.min(head === undefined ? lead.length + 2 : width(head), Math.floor(columns / 3)),
  );
  const lines: string[] = [];
  let current = '';
  for (const [word, gap] of words(line)) {
    const joined = current === '' ? word : `${current}${gap}${word}`;
    // A word that no line holds is begun in this one where there is room for some of it.
    const isBegunHere = seen(word) > columns - below.length && seen(current) < columns * BEGUN;
    const isHead = bare(current) === head?.trimEnd();
    if (current === '' || seen(joined) <= columns || (isWhole(word) ? isHead : isBegunHere)) {
      current = joined;
    } else {
      lines.push(current);
      current = `${below}${word}`;
    }
    while (seen(current) > columns && !isWhole(word)) {
      const at = breakAt(current, columns, below.length);
      lines.push(current.slice(0, at));
      current = `${below}${current.slice(at)}`;
    }
  }
  return [...lines, current];
}

/** Each word, with the space before it; the first with what leads the line in. */
function* words(line: string): Generator<readonly [word: string, gap: string]> {
  let isFirst = true;
  for (const match of line.matchAll(/( *)([^ ]+)/g)) {
    const [, gap = '', word = ''] = match;
    yield isFirst ? [`${gap}${word}`, ''] : [word, gap];
    isFirst = false;
  }
}

const isWhole = (word: string): boolean => /^(?:https?:|["'])|=arn:/.test(bare(word).trimStart());

/** Where a word that is longer than a line is broken: after the last `/`, `:` or `-` that fits, or where the line ends. */
function breakAt(text: string, columns: number, from: number): number {
  let [taken, at, best] = [0, 0, 0];
  for (const [part] of text.matchAll(new RegExp(`${UNSEEN}|.`, 'gsu'))) {
    taken += seen(part);
    if (taken > columns) break;
    at += part.length;
    if (taken > from + columns / 3 && /^[/:-]$/.test(part)) best = at;
  }
  return best > 0 ? best : Math.max(at, from + 1);
}
