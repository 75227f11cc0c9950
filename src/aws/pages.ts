/** Lists that AWS hands out page by page. */
import type { CallProblem } from '#account/ports.ts';
import { ok, type Result } from '#basics/result.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** More pages than any list read here has; a list that never ends is cut there. */
const MOST_PAGES = 100;

export async function allPages<T>(
  readPage: (token: string | undefined) => Promise<Result<Page<T>, CallProblem>>,
  most = MOST_PAGES,
): Promise<Result<readonly T[], CallProblem>> {
  const items: T[] = [];
  let token: string | undefined;
  for (let page = 0; page < most; page++) {
    const answer = await readPage(token);
    if (!answer.ok) return answer;
    items.push(...answer.value.items);
    token = answer.value.next;
    if (token === undefined || token === '') break;
  }
  return ok(items);
}
