/** IAM actions as messages print them: `ecr:PutImage`, `SNS:Publish`, `apigateway:POST`. */
import { anyPhrase, joinLines } from './phrase.ts';
import type { LineFold, Value } from './value.ts';

/** Longest service prefix and operation in the Service Authorization Reference are 39 and 57 characters. */
const ACTION =
  /(?:\*\*|["'`])?([A-Za-z][A-Za-z0-9-]{0,40}:(?: (?=[A-Z]))?[A-Za-z][A-Za-z0-9]{0,79})(?![A-Za-z0-9:-]|\*(?!\*)|<(?!\/))/y;
const BROKEN =
  /(?:\*\*|["'`])?([A-Za-z](?:(?: ?\n)?[A-Za-z0-9-]){0,40}(?: ?\n)?:(?: ?\n)?[A-Za-z](?:(?: ?\n)?[A-Za-z0-9]){0,79})(?![A-Za-z0-9:-]|\*(?!\*)|<(?!\/))/y;
const ENDS_HERE = new RegExp(
  `["'\`]?[ \\n]{1,24}(?:${anyPhrase(['on resource', 'because no', 'because the', 'with an explicit', 'due to an explicit', 'action', 'status code', 'on arn:'])}|\\(Service)`,
  'iy',
);

/** The action at `start`; null where something else stands there. A line break inside it is joined where that is certain. */
export function readAction(text: string, start: number, fold: LineFold): Value | null {
  BROKEN.lastIndex = start;
  const broken = BROKEN.exec(text);
  ACTION.lastIndex = start;
  const plain = ACTION.exec(text);
  if (
    broken !== null &&
    broken[0].includes('\n') &&
    isWhole(text, start + broken[0].length, { broken: broken[1] ?? '', plain, fold })
  ) {
    return valueOf(text, start, broken);
  }
  return plain === null ? null : valueOf(text, start, plain);
}

interface Candidates {
  readonly broken: string;
  readonly plain: RegExpExecArray | null;
  readonly fold: LineFold;
}

/**
 * Whether letters after a line break belong to the action: they do where the sentence goes on right after them
 * and does not right before them, or where there is no action without them.
 */
function isWhole(text: string, end: number, { broken, plain, fold }: Candidates): boolean {
  if (plain === null) return true;
  if (goesOn(text, plain.index + plain[0].length)) return false;
  if (goesOn(text, end)) return true;
  const lineStart = text.lastIndexOf('\n', plain.index + plain[0].length - 1) + 1;
  return (
    fold.width !== null && broken.includes('\n') && plain.index + plain[0].length - lineStart === fold.width
  );
}

function goesOn(text: string, at: number): boolean {
  ENDS_HERE.lastIndex = at;
  return ENDS_HERE.test(text);
}

function valueOf(text: string, start: number, match: RegExpExecArray): Value {
  const quote = /^(?:\*\*|["'`])/.exec(match[0])?.[0] ?? '';
  const after = start + match[0].length;
  const end = quote !== '' && text.startsWith(quote, after) ? after + quote.length : after;
  return { text: joinLines(match[1] ?? '').replace(' ', ''), end, cut: end >= text.length };
}
