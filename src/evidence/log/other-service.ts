/** Whether a refusal is another service's than AWS's, by the names that stand around it. */
import { NAMES_AWS, OTHER_SERVICE } from '#catalog/other-services.ts';

const REACH = 300;

/** What nobody but AWS answers. */
const ANSWER_OF_AWS = /AccessDenied|UnauthorizedOperation|AuthorizationError|explicit deny|Encoded auth/i;

/** What Google words as S3 does. */
const GOOGLE = /gserviceaccount\.com|\bGoogle Cloud\b/;

/** The line of a place, with the line before it, names a service that is not AWS's, and nothing of AWS. */
export function isOfOtherService(text: string, start: number, end: number): boolean {
  const before = linesBefore(text, start);
  const words = `${before.slice(-2).join('\n')}${restOfLine(text, start)}`;
  return GOOGLE.test(words) || (!ANSWER_OF_AWS.test(text.slice(start, end)) && namesOtherService(words));
}

/** Nothing but words that anybody may refuse with: neither they nor the rest of the line name AWS. */
export function isVague(text: string, start: number, end: number): boolean {
  const line = `${linesBefore(text, start).at(-1) ?? ''}${restOfLine(text, start)}`;
  return !ANSWER_OF_AWS.test(text.slice(start, end)) && !NAMES_AWS.test(line);
}

/** Whether some line names a service that is not AWS's, or an address, and none of them AWS. */
export function isOfOthers(lines: readonly string[]): boolean {
  return (
    !lines.some((line) => NAMES_AWS.test(line)) &&
    lines.some((line) => OTHER_SERVICE.test(line) || /\bhttps?:\/\/(?!localhost)[a-z0-9-]+\./i.test(line))
  );
}

/** Whether a few words name a service that is not AWS's, and nothing of AWS. */
function namesOtherService(words: string): boolean {
  return !NAMES_AWS.test(words) && OTHER_SERVICE.test(words);
}

const linesBefore = (text: string, start: number): readonly string[] =>
  text.slice(Math.max(0, start - REACH), start).split('\n');

const restOfLine = (text: string, start: number): string =>
  text.slice(start, start + REACH).split('\n', 1)[0] ?? '';
