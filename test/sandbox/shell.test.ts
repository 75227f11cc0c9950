/** The shell of the sandbox: each row is a script and what it writes. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { notRun } from '#sandbox/clients/build-host.ts';
import { NIX } from '#sandbox/clients/nix.ts';
import { SYSTEM_TOOLS } from '#sandbox/clients/system-tools.ts';
import { TEXT_TOOLS } from '#sandbox/clients/text-tools.ts';
import { runScript } from '#sandbox/shell/run-script.ts';
import { newShell } from '#sandbox/shell/shell.ts';
import { newAllowance, OutOfSteps } from '#sandbox/shell/work.ts';

const TOOLS = { ...TEXT_TOOLS, ...SYSTEM_TOOLS, ...NIX };

async function run(script: string, environment: Record<string, string> = {}, steps = 10_000) {
  let output = '';
  const machine = {
    files: new Map<string, string>(),
    program: (name: string) => (Object.hasOwn(TOOLS, name) ? (TOOLS[name] ?? notRun) : notRun),
    allowance: newAllowance(new AbortController().signal, { steps, work: 20_000_000 }),
    notRun: new Set<string>(),
    now: () => new Date('2026-11-25T10:20:30Z'),
  };
  const shell = newShell(machine, { HOME: '/root', PWD: '/src', ...environment });
  const write = (text: string): void => void (output += text);
  const status = await runScript(shell, script, { stdin: { rest: '' }, out: write, err: write });
  return { output, status };
}

test.each([
  ['joins quoted and unquoted parts', `A='x y'; echo "$A"-z $A`, 'x y-z x y\n'],
  [
    'keeps the fields of "$@" apart',
    'f() { for each in "$@"; do echo "<$each>"; done; }; f "a b" c',
    '<a b>\n<c>\n',
  ],
  ['takes defaults', 'echo ${A:-one} ${B:=two} $B ${HOME:+set} ${C-}', 'one two two set\n'],
  [
    'takes matches off',
    'U=1.dkr.ecr/app:v1; echo ${U%%/*} ${U##*/} ${U%:*} ${U#*.}',
    '1.dkr.ecr app:v1 1.dkr.ecr/app dkr.ecr/app:v1\n',
  ],
  ['replaces and slices', 'S=a/b/c; echo ${S//\\//-} ${S:0:3} ${#S}', 'a-b-c a/b 5\n'],
  ['substitutes commands, with and without backticks', 'echo $(echo a | tr a b) `echo c`', 'b c\n'],
  [
    'cuts texts at their ends',
    `printf '0123456789' | head -c 4; echo; printf '0123456789' | tail -c 3`,
    '0123\n789',
  ],
  [
    'follows nix to the command it leads to',
    `nix develop .#ci -c echo a; nix run nixpkgs#seq -- 2; nix-shell -p jq --run 'echo b | tr b c'; nix run .#own`,
    'a\n1\n2\nc\n(not run in the sandbox: nix run .#own)\n',
  ],
  ['lists its variables', 'export A=one; printenv | grep ^A=', 'A=one\n'],
  ['passes output through pipes', `printf 'b\\na\\n' | sort | head -n 1`, 'a\n'],
  ['follows && and ||', 'false && echo no; false || echo yes', 'yes\n'],
  ['tests in three ways', '[ "$HOME" = /root ] && [[ abc == a* ]] && test -n x && echo ok', 'ok\n'],
  [
    'chooses by case',
    'case refs/heads/main in refs/tags/*) echo tag;; refs/heads/*) echo ${REF:-branch};; esac',
    'branch\n',
  ],
  [
    'loops over arrays',
    'L=(one two); for each in "${L[@]}"; do echo $each; done; echo ${#L[@]}',
    'one\ntwo\n2\n',
  ],
  [
    'loops while and leaves',
    'i=0; while [ $i -lt 9 ]; do i=$((i+1)); [ $i = 3 ] && break; done; echo $i',
    '3\n',
  ],
  ['keeps local variables local', 'f() { local A=in; echo $A; }; A=out; f; echo $A', 'in\nout\n'],
  ['returns a status from a function', 'f() { return 4; echo no; }; f; echo $?', '4\n'],
  [
    'reads what it wrote to a file',
    'echo one > a.txt; echo two >> a.txt; cat a.txt; cat < /src/a.txt | wc -l',
    'one\ntwo\n2\n',
  ],
  ['puts here-documents in', "A=v; cat <<EOF\n$A\nEOF\ncat <<'EOF'\n$A\nEOF", 'v\n$A\n'],
  ['reads lines', `printf 'a 1\\nb 2\\n' | while read name value; do echo $value$name; done`, '1a\n2b\n'],
  ['sends errors where they are sent', '(echo lost >&2) 2>/dev/null; echo kept 2>&1', 'kept\n'],
  ['gives one command its own variables', 'A=1 sh -c \'echo $A\'; echo "[$A]"', '1\n[]\n'],
  ['keeps a subshell to itself', '(A=in; cd /tmp); echo "[$A] $PWD"', '[] /src\n'],
  [
    'cuts and picks',
    `echo arn:aws:codebuild:r:42:build/x | cut -d: -f5; echo abcdefgh | cut -c 1-3; echo '{"a":[{"b":"c"}]}' | jq -r '.a[0].b'`,
    '42\nabc\nc\n',
  ],
  [
    'edits with sed and awk',
    `echo 'x=1' | sed 's/x=\\(.*\\)/y=\\1/'; echo 'a b' | awk '{print $2}'`,
    'y=1\nb\n',
  ],
  ['tells the time it is given', 'date +%Y-%m-%dT%H', '2026-11-25T10\n'],
])('%s', async (_, script, output) => {
  expect(await run(script)).toEqual({ output, status: expect.any(Number) });
});

test.each([
  ['stops at the first failure under set -e', 'set -e; false; echo no', 1],
  [
    'does not stop where the failure is tested',
    'set -e; if false; then :; fi; false || true; ! true; true',
    0,
  ],
  ['takes the last status of a pipe', 'false | true', 0],
  ['takes any failure of a pipe under pipefail', 'set -o pipefail; false | true', 1],
  ['refuses what is no shell', 'if then', 2],
])('%s', async (_, script, status) => {
  expect((await run(script)).status).toBe(status);
});

test('runs out of steps in place of running for ever', async () => {
  await expect(run('while :; do :; done')).rejects.toBeInstanceOf(OutOfSteps);
  await expect(run('f() { f; }; f')).resolves.toMatchObject({ status: 1 });
});

test('takes any text without an error of its own', async () => {
  const words = fc.constantFrom(
    'echo',
    '$A',
    '"',
    "'",
    '`',
    '$(',
    ')',
    '{',
    '}',
    '|',
    '&&',
    ';',
    '<',
    '>',
    '<<EOF',
    '\n',
    '[[',
    ']]',
    '((',
    '${A%%',
    'if',
    'then',
    'fi',
    'for',
    'do',
    'done',
    '*',
    '\\',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(words, { maxLength: 12 }), async (parts) => {
      const outcome = await run(parts.join(' '), {}, 500).catch((error: unknown) => error);
      expect(
        outcome instanceof OutOfSteps || typeof (outcome as { status: unknown }).status === 'number',
      ).toBe(true);
    }),
    { numRuns: 300 },
  );
});
