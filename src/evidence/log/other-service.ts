/** Whether a refusal is another service's than AWS's, by the names that stand around it. */
import { NAMES_AWS, OTHER_SERVICE } from '#catalog/other-services.ts';

const REACH = 300;

/** What nobody but AWS answers. */
const ANSWER_OF_AWS = /AccessDenied|UnauthorizedOperation|AuthorizationError|explicit deny|Encoded auth/i;

/** The line of a place, with the line before it, names a service that is not AWS's, and nothing of AWS. */
export function isOfOtherService(text: string, start: number, end: number): boolean {
  const words = text.slice(start, end);
  const before = text
    .slice(Math.max(0, start - REACH), start)
    .split('\n')
    .slice(-2)
    .join('\n');
  const [behind = ''] = text.slice(end, end + REACH).split('\n', 1);
  return !ANSWER_OF_AWS.test(words) && namesOtherService(`${before}${words}${behind}`);
}

/** Whether a few words name a service that is not AWS's, and nothing of AWS. */
export function namesOtherService(words: string): boolean {
  return OTHER_SERVICE.test(words) && !NAMES_AWS.test(words);
}
