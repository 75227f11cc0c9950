/** Commands that nest, multiply, loop or call themselves. */
import { commands, many, PUSH, type Hostile, thousandTimes } from './hostile.ts';

const MANY_VARS = (size: number): string => `export ${many(size * 60, (i) => `V${i}=x`, ' ')}`;

export const COMMANDS: readonly Hostile[] = [
  [
    'a chain of alternatives',
    (n) => ({ text: commands(`x ${many(n * 20, (i) => `${i % 2 === 0 ? '&&' : '||'} cd d${i}`, ' ')}`) }),
  ],
  [
    'a chain that goes well',
    (n) => ({ text: commands(`x ${many(n * 20, (i) => `&& export A${i}=x`, ' ')}`) }),
  ],
  [
    'a chain that may go well or not, in functions of functions',
    (n) => ({
      text: commands(
        `f() { g ${'&& u '.repeat(n * 20)}; }; g() { h ${'|| u && u '.repeat(n)}; }; h() { u ${'&& u '.repeat(n)}; }; f`,
      ),
    }),
  ],
  ['nested $(', (n) => ({ text: commands('echo ' + '$('.repeat(n) + 'x' + ')'.repeat(n)) })],
  ['nested backticks', (n) => ({ text: commands('echo ' + '`echo \\'.repeat(n)) })],
  ['nested parens', (n) => ({ text: commands('('.repeat(n) + 'x' + ')'.repeat(n)) })],
  ['nested ${', (n) => ({ text: commands('echo ' + '${x:-'.repeat(n) + 'x' + '}'.repeat(n)) })],
  ['nested $((', (n) => ({ text: commands('echo $((' + '('.repeat(n) + '1' + ')'.repeat(n) + '))') })],
  ['nested if', (n) => ({ text: commands('if true; then '.repeat(n) + PUSH + '; fi'.repeat(n)) })],
  [
    'nested unknown if',
    (n) => ({ text: commands('if [ "$U" = 1 ]; then '.repeat(n) + PUSH + '; fi'.repeat(n)) }),
  ],
  [
    'sequential unknown if',
    (n) => ({ text: commands(many(n, (i) => `if [ "$U" = 1 ]; then A${i}=1; else A${i}=2; fi`)) }),
  ],
  ['functions', (n) => ({ text: commands(many(n, (i) => `f${i}() { echo; }`)) })],
  [
    'functions calling next twice',
    (n) => ({ text: commands(many(Math.min(n, 60), (i) => `f${i}() { f${i + 1}; f${i + 1}; }`) + '\nf0') }),
  ],
  ['recursive fn', () => ({ text: commands('f() { f; f; }; f') })],
  ['fork bomb', () => ({ text: commands(':(){ :|:& };:') })],
  [
    'many vars + subshells',
    (n) => ({
      text: commands(
        many(n, (i) => `V${i}=1`),
        many(n, () => '(echo)'),
      ),
    }),
  ],
  ['many vars + ways that leave', (n) => ({ text: commands(MANY_VARS(n), thousandTimes('u && continue')) })],
  [
    'many vars + functions that are left',
    (n) => ({ text: commands(MANY_VARS(n), 'f() { u && return; x; }', thousandTimes('f')) }),
  ],
  [
    'many vars + what a condition left',
    (n) => ({ text: commands(MANY_VARS(n), 'if u; then A=1; else A=2; fi', thousandTimes('x $A')) }),
  ],
  ['many vars + programs', (n) => ({ text: commands(MANY_VARS(n), thousandTimes("bash -c 'x'")) })],
  [
    'many files + what is read',
    (n) => ({
      text: commands(
        many(n * 20, (i) => `echo > f${i}`),
        thousandTimes('x'),
      ),
    }),
  ],
  [
    'many vars + ifs',
    (n) => ({
      text: commands(
        many(n, (i) => `V${i}=1`),
        many(n, () => 'if [ "$U" = 1 ]; then echo; fi'),
      ),
    }),
  ],
  [
    'doubling var',
    (n) => ({
      text: commands(
        'A=xxxxxxxxxx',
        many(Math.min(n, 64), () => 'A=$A$A'),
        'echo $A',
      ),
    }),
  ],
  [
    'doubling unknown var',
    (n) => ({
      text: commands(
        'A=x$(date)',
        many(Math.min(n, 64), () => 'A=$A$A'),
        'echo $A',
      ),
    }),
  ],
  [
    'doubling by output',
    (n) => ({
      text: commands(
        'A=xxxxxxxxxx',
        many(Math.min(n, 64), () => 'A=$(echo $A $A)'),
        'docker push $A',
      ),
    }),
  ],
  [
    'doubling file',
    (n) => ({
      text: commands(
        'echo xxxxxxxxxx > a',
        many(Math.min(n, 64), () => 'cat a a > b; cat b > a'),
        'docker push $(cat a)',
      ),
    }),
  ],
  [
    'loops multiply',
    (n) => ({
      text: commands(
        many(Math.min(n, 20), (i) => `for a${i} in 1 2 3 4 5 6 7 8 9; do`, ' ') +
          PUSH +
          '; done'.repeat(Math.min(n, 20)),
      ),
    }),
  ],
  [
    'loops multiply output',
    () => ({
      text: commands(
        'A=$(' +
          many(20, (i) => `for a${i} in 1 2 3 4 5 6 7 8 9; do`, ' ') +
          ' echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; ' +
          'done;'.repeat(20) +
          ')',
      ),
    }),
  ],
  [
    'brace range',
    () => ({
      text: commands(
        'echo {1..999999999}',
        'docker push x:{1..999999999}',
        'for i in {1..999999999}; do docker push x:$i; done',
      ),
    }),
  ],
  ['brace product', () => ({ text: commands('echo ' + '{a,b,c,d,e,f,g,h}'.repeat(30)) })],
  ['brace nest', (n) => ({ text: commands('echo ' + '{a,'.repeat(n) + 'x' + '}'.repeat(n)) })],
  [
    'seq huge',
    () => ({
      text: commands(
        'for i in $(seq 1 999999999); do docker push x:$i; done',
        'A=$(seq 999999999)',
        'A=$(printf "%0999999999d" 1)',
        'A=$(yes | head -n 999999999)',
        'A=$(head -c 999999999 /dev/zero)',
      ),
    }),
  ],
  [
    'printf width',
    () => ({
      text: commands('A=$(printf "%999999999s" x)', 'printf -v A "%*s" 999999999 x', 'docker push "$A"'),
    }),
  ],
  [
    'alias loop',
    () => ({ text: commands('alias a=b b=a; a', 'alias docker="docker docker"; docker push x') }),
  ],
  ['eval nest', () => ({ text: commands('x="eval \\$x \\$x"; eval $x $x') })],
  ['long words', (n) => ({ text: commands('docker push ' + many(n * 10, () => 'a', ' ')) })],
  ['long pipe', (n) => ({ text: commands(many(n, () => 'cat', ' | ')) })],
  ['long &&', (n) => ({ text: commands(many(n, () => 'cat', ' && ')) })],
  ['unknown &&', (n) => ({ text: commands('foo' + ' && A=1'.repeat(n)) })],
  [
    'sed chain',
    (n) => ({
      text: commands(
        'A=' + 'a'.repeat(1000) + many(n, () => '', '\n'),
        'B=$(echo $A ' + "| sed 's/a/aa/g'".repeat(Math.min(n, 40)) + ')',
      ),
    }),
  ],
  [
    'sed redos',
    (n) => ({
      text: commands(
        'A=' + 'a'.repeat(n) + '!',
        "B=$(echo $A | sed -E 's/(a+)+$/x/')",
        "C=$(echo $A | grep -E '^(a|a)*$')",
        "D=$(echo $A | awk '/(a*)*b/')",
        '[[ $A =~ ^(a+)+$ ]] && echo',
        'E=${A//+(+(a))/x}',
      ),
    }),
  ],
  [
    'pattern star',
    (n) => ({
      text: commands(
        'A=' + 'a'.repeat(n),
        'B=${A##' + '*a'.repeat(50) + '*b}',
        'case $A in ' + '*a'.repeat(50) + '*b) echo;; esac',
      ),
    }),
  ],
  [
    'awk loops',
    () => ({ text: commands(`A=$(echo 1 | awk '{while(1){print}}')`, `A=$(echo 1 | awk '{for(;;)print}')`) }),
  ],
  [
    'jq bomb',
    () => ({
      text: commands(
        `A=$(echo '[]' | jq '[range(1000000000)]')`,
        `A=$(echo '"a"' | jq '. * 1000000000')`,
        `A=$(echo '1' | jq 'def f: f,f; f')`,
        `A=$(echo '[1]' | jq '[limit(1000000000; repeat(1))]')`,
        `A=$(echo 1 | jq '[recurse(.+1)]')`,
      ),
    }),
  ],
  [
    'jq nest',
    (n) => ({
      text: commands(
        `A=$(echo 1 | jq '${'['.repeat(n)}1${']'.repeat(n)}')`,
        `A=$(echo '${'['.repeat(n)}${']'.repeat(n)}' | jq .)`,
      ),
    }),
  ],
  ['unterminated heredoc', (n) => ({ text: commands(many(n, (i) => `cat <<E${i}`)) })],
  ['quotes', (n) => ({ text: commands('echo ' + '"\''.repeat(n)) })],
  [
    'arith',
    (n) => ({
      text: commands(
        'A=1',
        'echo $((' + 'A+'.repeat(n) + '1))',
        'echo $((9999999999**9999999999))',
        'B=A; A=B; echo $((A))',
      ),
    }),
  ],
  ['indirect', () => ({ text: commands('A=B; B=A; echo ${!A} ${!B}', 'declare -n C=D D=C; echo $C') })],
  [
    'arrays',
    (n) => ({
      text: commands(
        'A=()',
        many(n, (i) => `A+=(${i})`),
        'docker push "${A[@]}"',
      ),
    }),
  ],
  [
    'array in loops',
    () => ({
      text: commands(
        'A=(' + many(1000, (i) => `${i}`, ' ') + ')',
        'for a in "${A[@]}"; do for b in "${A[@]}"; do docker push x:$a$b; done; done',
      ),
    }),
  ],
  [
    'set -- double',
    () => ({
      text: commands(
        'set -- a b',
        many(40, () => 'set -- "$@" "$@"'),
        'docker push "$@"',
      ),
    }),
  ],
];
