/**
 * Scripts made at random, run by bash and read: every call that bash makes is read as it is made, or as one of which that word is not
 * known. `RANDOM_SCRIPTS` and `RANDOM_SEED` try more.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Frame } from '#evidence/shell/frame.ts';
import { randomFrom } from '../oracle/random.ts';
import { type Call, callsOfDocker } from './calls-of-docker.ts';
import { isLacking } from './lacking.ts';

const COUNT = Number(process.env['RANDOM_SCRIPTS'] ?? 300);
const { below, pick: oneOf } = randomFrom(Number(process.env['RANDOM_SEED'] ?? 21));
const some = <T>(most: number, make: () => T): readonly T[] => Array.from({ length: 1 + below(most) }, make);

const name = () => oneOf(['A', 'B', 'C']);
const word = () =>
  oneOf(
    `app|a.b.c|x-1_y|foo/bar/baz.tar.gz|Mixed|12|k=v|a:b:c|a,b,c|one two||v1.2.3|aXbXc| lead|trail `.split(
      '|',
    ),
  );
const pattern = () =>
  oneOf(['.*', '*.', '/*', '*/', 'a*', '?', '[a-m]', '*[0-9]', '-*', 'b', ':*', '*:', 'X']);
const FILTERS = [
  ...['a-z A-Z', '-d a', ': ,', '-s x', `'.' -`].map((sets) => `tr ${sets}`),
  ...['1', '2', '2-', '-2', '1,3'].flatMap((list) =>
    ['.', '/', ':', ','].map((by) => `cut -d${by} -f${list}`),
  ),
  ...[`'s/a/b/'`, `'s/[0-9]//g'`, `-E 's/(.)(.*)/\\2\\1/'`, `'s/^.*\\///'`, `-n 's/a/b/p'`, `'/x/d'`].map(
    (script) => `sed ${script}`,
  ),
  ...[`'{print $1}'`, `-F. '{print $2}'`, `-F: '{print $NF}'`, `'{print toupper($0)}'`, `'NR==1'`].map(
    (program) => `awk ${program}`,
  ),
  'rev',
  'xargs',
  'cat',
  'head -1',
  'grep -v a',
  `grep -o '[a-z]*' | head -1`,
];
const OF_LINES = [
  'head -1',
  'tail -n 1',
  'sort',
  'sort -r',
  'wc -l',
  'uniq',
  'tac',
  'paste -sd, -',
  'sort -u',
  'tail -n +2',
  'head -n -1',
  'grep -v a',
  'grep -c a',
];

/** The forms of an expansion of a variable. */
const EXPANSIONS: readonly (() => string)[] = [
  () => `%${pattern()}`,
  () => `%%${pattern()}`,
  () => `#${pattern()}`,
  () => `##${pattern()}`,
  () => `/${oneOf(['a', 'b', '.', '/', 'X'])}/${oneOf(['-', '', 'zz'])}`,
  () => `//${oneOf(['a', '[abc]', '.', 'X', '?'])}/${oneOf(['-', '', 'q'])}`,
  () => `:${below(4)}:${below(5)}`,
  () => `:-${oneOf(['d', '$B', "''"])}`,
  () => ':+set',
  () => '-unset',
  () => oneOf(['^^', ',,', '^']),
];

function value(depth = 0): string {
  const inner = () => value(depth + 1);
  return oneOf<() => string>([
    () => `'${word()}'`,
    () => `"$${name()}"`,
    () => `"\${${name()}}x"`,
    () => `"\${#${name()}}"`,
    ...EXPANSIONS.map((form) => () => `"\${${name()}${form()}}"`),
    ...(depth > 2
      ? []
      : [
          ...Array.from({ length: 6 }, () => () => `"$(echo ${inner()} | ${oneOf(FILTERS)})"`),
          () => `"$(printf '%s\\n' ${inner()} ${inner()} | ${oneOf(OF_LINES)})"`,
          () => `"$(${oneOf(['basename', 'dirname'])} ${inner()})"`,
          () => `"$((${below(9)} ${oneOf(['+', '-', '*', '%', '/'])} ${1 + below(5)}))"`,
          () => `"$(IFS=${oneOf([':', ',', '.'])}; set -- $${name()}; echo $#-$1)"`,
          () => `"$(f() { local A=q; echo "$1$A"; }; f ${inner()})"`,
        ]),
  ])();
}

const condition = () =>
  oneOf([
    '[ "$A" = "$B" ]',
    '[ -z "$C" ]',
    '[[ $A == a* ]]',
    '[[ "$B" =~ ^[a-z]+$ ]]',
    'test "$B" = 12',

    '[[ $A == *.gz || $B == v* ]]',
    'case $A in a*) true;; *) false;; esac',
    '! [ "$A" = app ]',
    '(( 2 > 1 ))',
  ]);
const list = () => oneOf(['a b c', '$A', '"$A" "$B"', '{1..3}', '$(echo $B)', 'x{1,2}y', '$(seq 1 2)']);
const separators = () => oneOf([':', ',', ' ', '.', ', ']);

function statement(depth = 0): string {
  const inner = () => statement(depth + 1);
  return oneOf<() => string>([
    () => `${name()}=${value()}`,
    () => `docker p ${value()} ${oneOf(['', `$${name()}`])}`,
    () => `set -- ${value()} $A; shift; docker s "$@"`,
    () => `for i in ${list()}; do docker l "$i"; ${name()}="$${name()}$i"; done`,
    () => `OLD=$IFS; IFS='${separators()}'; for i in $${name()}; do docker i "$i"; done; IFS=$OLD`,
    () => `IFS='${separators()}' read -r ${oneOf(['A B', 'A B C', 'C'])} <<< ${value()}; docker r "$A" "$B"`,
    ...(depth > 2
      ? []
      : [
          () => `if ${condition()}; then ${inner()}; else ${inner()}; fi`,
          () =>
            `case "$${name()}" in ${oneOf(['a*', '*.c', '[0-9]*', 'app|12'])}) ${inner()};; *) ${inner()};; esac`,
        ]),
    ...(depth > 0
      ? []
      : [
          () => `R=(${value()} $A ${value()}); docker a "\${R[@]}" "\${#R[@]}" "\${R[${below(3)}]}"`,
          () => `M[k]=${value()}; M[j]=2; docker m "\${M[k]}" "\${#M[@]}"`,
          () => `f() { docker f "$1"; A="\${2:-n}"; }; f ${value()} $B`,
          () => `(set -e; ${condition()}; docker e "$A"; ${condition()} && docker e2; false; docker no)`,
          () =>
            `(set -eu; g() { ${condition()} && { docker g "$B"; true; }; }; g || docker g2; g; docker g3)`,
          () => `(readonly A; (A=x); docker ro "$A")`,
          () =>
            `if ${condition()}; then f() { docker f1 "$1"; }; else f() { docker f2 "$1"; }; fi; f ${value()}`,
          () =>
            `${condition()} && { docker c1 "$A"; true; } || docker c2 "$B"; ${condition()} || ${condition()} && C=or`,
          () => `printf '%s\\n%s' ${value()} ${value()} | while read -r l; do docker v "$l"; done`,
          () => `(exec bash -c 'docker x "$0"' ${value()}; docker no)`,
          () => `(trap 'docker t "$A"' EXIT; A=${value()}; ${condition()} && exit 1; A=${value()})`,
          () => `(trap 'docker t2 "$A"' ERR; ${condition()} || true; ${condition()}; A=${value()}; false)`,
          () => `(readonly C; eval 'C=x; docker no'; B=1 C=2; docker no)`,
          () =>
            `printf '%s\\n%s' ${value()} ${value()} | while read -r l || [ -n "$l" ]; do docker v2 "$l"; done`,
          () => `if ${condition()}; then h() { docker h1 "$1"; }; fi; h ${value()}; unset -f h`,
          () => `(set -e; k() { return ${below(2)}; }; k || docker k1 "$A"; ! k; k; docker k2 "$B")`,
          () => `while read -r l; do docker w "$l"; done <<EOF\n${word()}\n$A\nEOF`,
          () => `cat > t.txt <<'EOF'\n$A ${word()}\nEOF\ndocker h "$(cat t.txt)"`,
        ]),
  ])();
}

const script = (): string =>
  [
    'declare -A M',
    ...['A', 'B', 'C'].map((one) => `${one}='${word()}'`),
    ...some(6, () => statement()),
    'docker end "$A" "$B" "$C"',
  ].join('\n');

const root = mkdtempSync(join(tmpdir(), 'random-'));
const scripts = Array.from({ length: COUNT }, script);
const DOCKER =
  'docker() { { printf "%s\\0" docker "$@"; printf "\\001\\n"; } >> "$CALLS"; }; export -f docker\n';

beforeAll(() => {
  const all = scripts.map((text, at) => {
    const place = join(root, `${at}`);
    mkdirSync(place);
    writeFileSync(join(place, 'script.sh'), text);
    return `(cd ${place}; CALLS=${place}/calls bash --norc script.sh) < /dev/null > /dev/null 2>&1`;
  });
  writeFileSync(join(root, 'all.sh'), DOCKER + all.join('\n'));
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', HOME: '/root' };
  spawnSync('bash', ['--norc', join(root, 'all.sh')], { env, stdio: 'ignore' });
}, 600_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

function made(at: number): readonly (readonly string[])[] {
  const file = join(root, `${at}`, 'calls');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text
    .split('\0\u0001\n')
    .filter((call) => call !== '')
    .map((call) => call.split('\0'));
}

const read = (text: string): readonly Call[] => callsOfDocker(text, { frame: new Frame() });

/** The same words as far as they are known: an unquoted word that is not known may be any number of them. */
function isOf(call: readonly string[], one: Call): boolean {
  const open = one.indexOf(null);
  return open < 0
    ? one.length === call.length && one.every((text, at) => text === call[at])
    : one.slice(0, open).every((text, at) => text === call[at]);
}

it.skipIf(isLacking('bash'))('reads no call that bash does not make, where all values are known', () => {
  const wrong = scripts.flatMap((text, at) => {
    const all = read(text);
    if (all.some((call) => call.includes(null))) return [];
    const calls = new Set(made(at).map((call) => call.join('\0')));
    return all.filter((call) => !calls.has(call.join('\0'))).map((call) => ({ text, call }));
  });
  expect(wrong).toEqual([]);
});

it.skipIf(isLacking('bash'))('reads no call of a script otherwise than bash makes it', () => {
  let known = 0;
  const wrong = scripts.flatMap((text, at) => {
    const calls = read(text);
    return made(at).flatMap((call) => {
      if (calls.some((one) => !one.includes(null) && isOf(call, one))) known += 1;
      else if (!calls.some((one) => isOf(call, one))) return [{ text, call, calls }];
      return [];
    });
  });
  expect(wrong).toEqual([]);
  expect(known / scripts.flatMap((_, at) => made(at)).length).toBeGreaterThan(0.7);
});
