/** What a build wrote to its log, from the first line on. */
import type { BuildRunner } from '#account/ports.ts';
import type { Build } from '#account/snapshot.ts';

export interface Printed {
  readonly lines: readonly string[];
  /** Whether that is all of it, as far as it was written yet. */
  readonly isWhole: boolean;
}

/** Pages may come empty though more follow: the end is reached where the token that was sent comes back. */
export async function printedBy(
  build: Build,
  runner: Pick<BuildRunner, 'log'>,
  pages: number,
): Promise<Printed> {
  const lines: string[] = [];
  let token: string | null = null;
  for (let page = 0; page < pages; page++) {
    const log: Awaited<ReturnType<BuildRunner['log']>> = await runner.log(build, token);
    if (!log.ok) return { lines, isWhole: false };
    lines.push(...log.value.lines);
    const { nextToken } = log.value;
    if (nextToken === token) return { lines, isWhole: true };
    token = nextToken;
  }
  return { lines, isWhole: false };
}
