/** The pages of docs/findings, as the package brings them. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { distance } from 'fastest-levenshtein';
import { FINDING_CODES, type FindingCode } from '#diagnosis/codes.ts';

export function isFindingCode(text: string): text is FindingCode {
  return Object.hasOwn(FINDING_CODES, text);
}

/** The code that a slip of the hand may have meant; null: none comes near. */
export function nearestCode(text: string): FindingCode | null {
  const [near] = (Object.keys(FINDING_CODES) as FindingCode[])
    .map((code) => ({ code, off: distance(text.toLowerCase(), code) }))
    .filter(({ code, off }) => off <= code.length / 4)
    .sort((left, right) => left.off - right.off);
  return near?.code ?? null;
}

/** What a code means, how it is found and what mends it, as Markdown; null: the package has lost its pages. */
export function findingPage(code: FindingCode): string | null {
  const file = pageIn(import.meta.dirname, code);
  return file === null ? null : readFileSync(file, 'utf8').trimEnd();
}

/** Where the page lies on this machine, as a link; null: the package has lost its pages. */
export function findingAddress(code: FindingCode): string | null {
  const file = pageIn(import.meta.dirname, code);
  return file === null ? null : pathToFileURL(file).href;
}

/** The message that a page gives for an example; null: no message tells it. */
export function exampleIn(page: string): string | null {
  return /^```text\n(.*?)\n```$/ms.exec(page)?.[1] ?? null;
}

/** Bundled, this file lies deeper or less deep in the package than its source. */
function pageIn(folder: string, code: FindingCode): string | null {
  const file = join(folder, 'docs', 'findings', `${code}.md`);
  if (existsSync(file)) return file;
  return dirname(folder) === folder ? null : pageIn(dirname(folder), code);
}
