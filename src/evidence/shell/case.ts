/** `case`: the lists that a word leads to. Source: Bash manual, conditional constructs. */
import type { Spend } from '#basics/regular/spend.ts';
import { expandText } from './expand.ts';
import { isPlain, matchesPattern } from './pattern.ts';
import { DONE, type Outcome, type Shell, type ShellNode, type Step } from './shell.ts';
import { concat, knownText } from './text.ts';
import { asTold, toldOf } from './told.ts';
import { walkWays } from './ways.ts';

type Case = Extract<ShellNode, { type: 'Case' }>;
type CaseItem = Case['items'][number];

export function runCase(shell: Shell, node: Case, step: Step): Outcome {
  const expansion = shell.expansion(step);
  const word = knownText(expandText(node.word, expansion));
  const items = node.items.map((item) => ({
    item,
    patterns: item.pattern.map((pattern) => knownText(expandText(pattern, expansion))),
  }));
  const taken = word === null ? null : takenOf(items, word, shell.spend);
  if (taken !== null) {
    const outcomes = taken.map(({ body }) => shell.list(body, step));
    const output = concat(outcomes.map((outcome) => outcome.output));
    return { output, status: outcomes.at(-1)?.status ?? (taken.length === 0 ? true : null) };
  }
  const ways = items.map(({ item, patterns }) => {
    const values = patterns.filter((pattern): pattern is string => pattern !== null && isPlain(pattern));
    const told = values.length < patterns.length ? null : toldOf(node.word, values);
    return asTold(told, true, (way) => shell.list(item.body, way));
  });
  const isAny = items.some(({ patterns }) => patterns.includes('*'));
  return walkWays(step, isAny ? ways : [...ways, () => DONE]);
}

interface Item {
  readonly item: CaseItem;
  readonly patterns: readonly (string | null)[];
}

/** The first item of which a pattern matches, with those behind it that `;&` and `;;&` lead to; null: it is not known. */
function takenOf(items: readonly Item[], word: string, spend: Spend): readonly CaseItem[] | null {
  const taken: CaseItem[] = [];
  let isNext = false;
  for (const { item, patterns } of items) {
    const isMatch = isNext || isAnyMatch(patterns, word, spend);
    if (isMatch === null) return null;
    if (!isMatch) continue;
    taken.push(item);
    isNext = item.terminator === ';&';
    if (!isNext && item.terminator !== ';;&') break;
  }
  return taken;
}

function isAnyMatch(patterns: readonly (string | null)[], word: string, spend: Spend): boolean | null {
  for (const pattern of patterns) {
    const isMatch = pattern === null ? null : matchesPattern(pattern, word, spend);
    if (isMatch !== false) return isMatch;
  }
  return false;
}
