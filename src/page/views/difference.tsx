/** Two texts side by side, line by line, with what differs between them. */
import { diffLines } from 'diff';
import { Code } from '../parts/section.tsx';
import { allVisible } from '../visible.ts';

interface DifferenceProps {
  /** Null: there was none. */
  readonly before: string | null;
  readonly after: string;
  /** What it is the text of. */
  readonly name: string;
  /** What either side is; default: before and after. */
  readonly heads?: readonly [string, string];
}

const BEFORE_AND_AFTER = ['Before', 'After'] as const;

type Kind = 'same' | 'gone' | 'new';
interface Line {
  readonly kind: Kind;
  readonly text: string;
}
type Row = readonly [before: Line | null, after: Line | null];

const MARKS: Readonly<Record<Kind, readonly [mark: string, word: string]>> = {
  same: [' ', ''],
  gone: ['−', 'taken out: '],
  new: ['+', 'added: '],
};

export function Difference({ before, after, name, heads = BEFORE_AND_AFTER }: DifferenceProps) {
  if (before === null)
    return (
      <figure class="difference">
        <figcaption>None before. After:</figcaption>
        <Code>{laidOut(after)}</Code>
      </figure>
    );
  return (
    <table class="difference">
      <caption class="unseen">{`${name}: ${heads.join(', ')}`}</caption>
      <thead>
        <tr>
          {heads.map((head) => (
            <th scope="col">{head}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rowsOf(laidOut(before), laidOut(after)).map(([left, right]) => (
          <tr>
            <Side line={left} />
            <Side line={right} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Side({ line }: { readonly line: Line | null }) {
  if (line === null) return <td class="nothing" />;
  const [mark, word] = MARKS[line.kind];
  return (
    <td class={line.kind}>
      <code>
        <span aria-hidden="true">{mark} </span>
        <span class="unseen">{word}</span>
        {line.text}
      </code>
    </td>
  );
}

/** What is taken out stands beside what is added in its place. */
function rowsOf(before: string, after: string): readonly Row[] {
  const rows: Row[] = [];
  let gone: readonly Line[] = [];
  const close = (added: readonly Line[]): void => {
    for (let index = 0; index < Math.max(gone.length, added.length); index++)
      rows.push([gone[index] ?? null, added[index] ?? null]);
    gone = [];
  };
  for (const { value, added, removed } of diffLines(before, after)) {
    const kind = added ? 'new' : removed ? 'gone' : 'same';
    const lines = value
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => ({ kind, text }) as const);
    if (kind === 'gone') gone = lines;
    else if (kind === 'new') close(lines);
    else {
      close([]);
      rows.push(...lines.map((line): Row => [line, line]));
    }
  }
  close([]);
  return rows;
}

/** A stored policy is often one long line; laid out, its difference can be read. */
function laidOut(text: string): string {
  try {
    return `${allVisible(JSON.stringify(JSON.parse(text), null, 2))}\n`;
  } catch {
    return `${text}\n`;
  }
}
