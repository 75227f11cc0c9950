/** No text of a build holds the sandbox: patterns, loops and texts that grow end by what a build may do. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { notRun } from '#sandbox/clients/build-host.ts';
import { SYSTEM_TOOLS } from '#sandbox/clients/system-tools.ts';
import { TEXT_TOOLS } from '#sandbox/clients/text-tools.ts';
import { matches, removeMatch, replaceMatch } from '#sandbox/shell/pattern.ts';
import { readExpression } from '#basics/regular/expression.ts';
import { find } from '#basics/regular/run.ts';
import { runScript } from '#sandbox/shell/run-script.ts';
import { newShell } from '#sandbox/shell/shell.ts';
import { newAllowance, OutOfSteps, Stopped } from '#sandbox/shell/work.ts';

const TOOLS = { ...TEXT_TOOLS, ...SYSTEM_TOOLS };
const free = (): void => undefined;

async function run(
  script: string,
  files: Readonly<Record<string, string>> = {},
  stop = new AbortController(),
) {
  let written = 0;
  const machine = {
    files: new Map(Object.entries(files).map(([name, text]) => [`/src/${name}`, text])),
    program: (name: string) => (Object.hasOwn(TOOLS, name) ? (TOOLS[name] ?? notRun) : notRun),
    allowance: newAllowance(stop.signal),
    notRun: new Set<string>(),
    now: () => new Date('2026-11-25T10:20:30Z'),
  };
  const write = (text: string): void => void (written += text.length);
  const shell = newShell(machine, { PWD: '/src' });
  const end = await runScript(shell, script, { stdin: { rest: '' }, out: write, err: write }).catch(
    (error: unknown) => error,
  );
  return { end, written };
}

const LINE = 'a'.repeat(3_000);
const LONG = 'a'.repeat(200_000);

describe('patterns that take other engines for ever', () => {
  test.each([
    ['case', `case ${LINE}b in *a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*c) echo no;; esac`],
    ['[[ == ]]', `[[ ${LINE} == *a*a*a*a*a*a*a*a*a*a*a*a*a*b ]]`],
    ['[[ =~ ]]', `[[ ${LINE} =~ ^(a+)+(a|aa)+(.*)*(.*)*=$ ]]`],
    ['${x//}', `x=${LINE}; echo \${x//*a*a*a*a*a*a*b/y}`],
    ['${x%%}', `x=${LINE}; echo \${x%%*a*a*a*a*a*a*b}`],
    ['${x##}', `x=${LINE}; echo \${x##*a*a*a*a*a*a*b}`],
    ['grep', `echo ${LINE} | grep -E '^(a+)+(a|aa)+(b|.*)*=$'`],
    ['sed', `echo ${LINE} | sed -E 's/(a*)*(a|aa)*(.*)*b/x/g'`],
    ['basename', `basename ${LINE} '(a+)+$('`],
    ['awk', `echo x | awk '{print $1${' '.repeat(3_000)}x'`],
    ['jq', `echo '{}' | jq '${'.a'.repeat(200)}!'`],
    ['expr in a file', `grep '\\(a*\\)*\\(a\\|aa\\)*b' long`],
    ['trailing newlines', `x=$(cat newlines); echo "\${#x}"; basename "$(cat slashes)"`],
  ])(
    '%s',
    async (_, script) => {
      const files = { long: LONG, newlines: `${'\n'.repeat(500_000)}x`, slashes: `${'/'.repeat(500_000)}x` };
      const { end } = await run(script, files);
      expect(end === 0 || end === 1 || end instanceof OutOfSteps).toBe(true);
    },
    5_000,
  );
});

describe('texts that grow', () => {
  test.each([
    ['a variable that doubles', 'x=aaaaaaaa; while :; do x="$x$x"; done'],
    ['an array that doubles', 'x=(a b c d); while :; do x=("${x[@]}" "${x[@]}"); done'],
    ['a replacement that multiplies', 'x=aaaaaaaa; while :; do x=${x//a/aaaaaaaaaaaaaaaa}; done'],
    ['sed that multiplies', 'echo aaaa > f; while :; do sed -i s/a/aaaaaaaaaaaa/g f; done'],
    ['xargs that multiplies', 'while :; do cat long | xargs -I a echo aaaaaaaaaaaaaaaaaaaa; done'],
    ['output without an end', 'while :; do cat long; done'],
    ['wide columns', "while :; do printf '%999999999s'; done"],
    ['files without an end', 'i=0; while :; do cat long > f$i; i=$((i+1)); done'],
  ])(
    '%s',
    async (_, script) => {
      const { end, written } = await run(script, { long: LONG });
      expect(end).toBeInstanceOf(OutOfSteps);
      expect(written).toBeLessThan(25_000_000);
    },
    10_000,
  );
});

test('a build that loops lets others have their turn, and is stopped by StopBuild', async () => {
  const stop = new AbortController();
  const running = run('while :; do :; done', {}, stop);
  setTimeout(() => stop.abort(), 5);
  expect((await running).end).toBeInstanceOf(Stopped);
});

describe('what the patterns mean', () => {
  const character = fc.constantFrom('a', 'b', 'A', '-', '.', '/', '*', '[', '\\', ' ');
  const text = fc.string({ unit: character, maxLength: 12 });

  /** The same pattern as a JavaScript expression, without sets. */
  const asExpression = (glob: string): string =>
    glob.replaceAll(/\\([^])|[^]/g, (all, escaped?: string) => {
      if (escaped === undefined && all === '*') return '[^]*';
      if (escaped === undefined && all === '?') return '[^]';
      return (escaped ?? all).replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
    });
  const glob = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.', '/', '\\'), maxLength: 8 });

  test('a shell pattern matches what it says', () => {
    fc.assert(
      fc.property(text, glob, (subject, pattern) => {
        const expected = new RegExp(`^${asExpression(pattern)}$`).test(subject);
        expect(matches(subject, pattern, free)).toBe(expected);
      }),
    );
  });

  test('the shortest and the longest match are taken off either end, and matches replaced', () => {
    const starts = (subject: string, pattern: string): readonly number[] =>
      Array.from({ length: subject.length + 1 }, (_unused, end) => end).filter((end) =>
        matches(subject.slice(0, end), pattern, free),
      );
    fc.assert(
      fc.property(text, glob, (subject, pattern) => {
        const ends = starts(subject, pattern);
        const cut = (operator: '#' | '##' | '%' | '%%') => removeMatch(subject, { operator, pattern }, free);
        expect(cut('#')).toBe(subject.slice(ends[0] ?? 0));
        expect(cut('##')).toBe(subject.slice(ends.at(-1) ?? 0));
        const tails = Array.from({ length: subject.length + 1 }, (_unused, length) => length).filter(
          (length) => matches(subject.slice(subject.length - length), pattern, free),
        );
        expect(cut('%')).toBe(subject.slice(0, subject.length - (tails[0] ?? 0)));
        expect(cut('%%')).toBe(subject.slice(0, subject.length - (tails.at(-1) ?? 0)));
        if (pattern === '') return;
        const replacement = { operator: '/', pattern, replacement: 'X' } as const;
        const expected = subject.replace(new RegExp(asExpression(pattern)), () => 'X');
        expect(replaceMatch(subject, replacement, free)).toBe(expected);
      }),
    );
  });

  test('an extended expression finds what JavaScript finds, where both mean the same', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '.',
      'a*',
      'b+',
      'a?',
      '(a|b)',
      '(ab)*',
      '[ab]',
      '[^a]',
      'a{1,2}',
      '^',
      '$',
    );
    fc.assert(
      fc.property(text, fc.array(piece, { maxLength: 5 }), (subject, pieces) => {
        const pattern = pieces.join('');
        const expression = readExpression(pattern, { extended: true });
        if (expression.kind !== 'program') throw new Error(pattern);
        const expected = new RegExp(pattern, 's').exec(subject);
        const found = find(expression.program, subject, { spend: free });
        expect(found === null).toBe(expected === null);
        expect(found?.start).toBe(expected?.index);
      }),
    );
  });

  test.each([
    ['(a|ab)(c|bcd)', 'abcd', 'abcd'],
    ['a{2,}', 'xaaay', 'aaa'],
    ['[[:digit:]]+\\.[0-9]{1,3}', 'v12.3456', '12.345'],
    ['\\bfoo\\b', 'a foo b', 'foo'],
    ['[]a-]+', 'x]-a', ']-a'],
  ])('the longest of what begins first: %s', (pattern, subject, expected) => {
    const expression = readExpression(pattern, { extended: true });
    if (expression.kind !== 'program') throw new Error('no program');
    expect(find(expression.program, subject, { spend: free })?.group(0)).toBe(expected);
  });

  test.each(['(a', 'a)', '[a', '\\', 'a{3,1}'])('%s is invalid', (pattern) => {
    expect(readExpression(pattern, { extended: true }).kind).toBe('invalid');
  });

  test.each(['(a)\\1', '((a{100}){100}){100}', 'a'.repeat(2_000)])('%s is not carried out', (pattern) => {
    expect(readExpression(pattern, { extended: true }).kind).toBe('unserved');
  });
});
