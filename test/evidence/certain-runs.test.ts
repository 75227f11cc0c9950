/**
 * What ends a shell or a part of it before its commands do, and what is run but upon something: bash runs each script however its
 * conditions come out, and what it calls then, all in all, is what is read, and no more.
 */
import { describe, expect, it } from 'vitest';
import { Frame } from '#evidence/shell/frame.ts';
import { callsOfBash } from './bash-calls.ts';
import { callsOfDocker } from './calls-of-docker.ts';
import { isLacking } from './lacking.ts';

type Files = Readonly<Record<string, string>>;

/** `U`: a condition that the reader cannot decide. */
const U = '[ "$U1" = on ]';
const A = 'docker push a';
const B = 'docker push b';

function read(script: string, files: Files): ReadonlySet<string> {
  const calls = callsOfDocker(script, { frame: new Frame(), files });
  return new Set(calls.map((call) => call.map((word) => word ?? '?').join(' ')));
}

const each = (scripts: readonly (readonly [script: string, files?: Files])[]) =>
  it.skipIf(isLacking('bash')).each(scripts.map(([script, files = {}]) => ({ script, files })))(
    '$script',
    ({ script, files }) => {
      expect(read(script, files)).toEqual(callsOfBash(script, files));
    },
  );

describe('exec', () => {
  each([
    [`exec ${A}; ${B}`],
    [`exec -a x ${A}\n${B}`],
    [`(exec ${A}; docker push no); ${B}`],
    [`exec ${A} | cat; ${B}`],
    [`exec ${A} & wait; ${B}`],
    [`X=$(exec ${A}; docker push no); ${B}`],
    [`${U} && exec ${A}; ${B}`],
    [`exec > out.txt; ${B}`],
    [`exec 3>&1 2>/dev/null; ${B}`],
    [`f() { exec ${A}; docker push no; }; f; ${B}`],
    [`V=1 exec ${A}; ${B}`],
    [`trap 'docker push no' EXIT; exec ${A}`],
    [`trap 'docker push t' EXIT; ${U} && exec ${A}; ${B}`],
    [`trap 'docker push no' EXIT; if ${U}; then exec ${A}; else exec ${B}; fi`],
    [`bash x.sh; ${B}`, { 'x.sh': `exec ${A}\ndocker push no\n` }],
    [`. ./x.sh; ${B}`, { 'x.sh': `exec ${A}\ndocker push no\n` }],
  ]);
});

describe('what runs behind `&`', () => {
  each([[`{ exit 1; } & ${B}`], [`X=a; X=b & wait; docker push $X`]]);
});

describe('a trap', () => {
  each([
    [`trap '${A}' EXIT; ${B}; exit 1`],
    [`trap '${A}' 0; ${B}`],
    [`trap '${A}' exit; ${B}`],
    [`trap '${A}' EXIT; (trap '${B}' EXIT; :)`],
    [`(trap '${A}' EXIT; exit 1); ${B}`],
    [`trap '${A}' EXIT; (${B}; trap 'docker push s' EXIT); trap - EXIT`],
    [`${U} && trap '${A}' EXIT; ${B}`],
    [`if ${U}; then trap '${A}' EXIT; else trap '${B}' EXIT; fi; X=1`],
    [`trap '${A}' EXIT; ${U} || trap - EXIT`],
    [`eval "trap '${A}' EXIT"; trap - EXIT; ${B}`],
    [
      `. ./t.sh; trap - EXIT; ${B}`,
      {
        't.sh': `trap '${A}' EXIT
`,
      },
    ],
    [
      `bash t.sh; ${B}`,
      {
        't.sh': `trap '${A}' EXIT
exit 1
`,
      },
    ],
    [`X=$(trap '${A}' EXIT; echo b); docker push $X`],
    [`trap 'docker push $X' EXIT; X=a; f() { X=b; }; f`],
    [`trap 'docker push $X' EXIT; X=a; ${U} && exit 1; X=b; [ "$U2" = on ] || exit; X=c`],
    [`(trap 'docker push $X' EXIT; X=a; if ${U}; then X=b; exit; fi; X=c); ${B}`],
  ]);
});

describe('a failure under `set -e`', () => {
  each([
    ...[
      'false',
      '(exit 1)',
      '[ a = b ]',
      '[[ a == b ]]',
      '(( 0 ))',
      'test -z a',
      'true && false',
      'X=$(false)',
    ].map((failing) => [`set -e; ${A}; ${failing}; ${B}`] as const),
    ...[
      '! true',
      'false || true',
      'false && true',
      'if false; then :; fi',
      'while false; do :; done',
      'until false; do break; done',
      'false | true',
      '! false',
      'f() { false; true; }; f || true',
      'if ! (exit 1); then true; fi',
      'export X=$(false)',
      '{ false; } || :',
    ].map((passing) => [`set -e; ${passing}; ${B}`] as const),
    [`f() { return 1; }; set -e; f; ${B}`],
    [`f() { return 0; }; set -e; f; ${B}`],
    [`f() { false; ${A}; }; set -e; f; ${B}`],
    [`f() { false; ${A}; true; }; set -e; f || ${B}`],
    [`f() { false; ${A}; }; set -e; if f; then ${B}; fi`],
    [`f() { false && true; }; set -e; f; ${B}`],
    [`set -euo pipefail; false | true; ${B}`],
    [`set -o errexit; false; ${B}`],
    [`set -e; set +e; false; ${B}`],
    [`set -e; set +o errexit; false; ${B}`],
    [`set -e; (false; ${A}); ${B}`],
    [`set -e; (false; ${A}; true) || ${B}`],
    [`set -e; X=$(false; echo x); docker push $X`],
    [`set -e; ${A} $(false); ${B}`],
    [`(set -e; false; ${A}); ${B}`],
    [`set -e; ${U} && false; ${B}`],
    [`${U} && set -e; false; ${B}`],
    [`set -e; if ${U}; then ${A}; false; fi; ${B}`],
    [`set -e; bash x.sh; ${B}`, { 'x.sh': `false; ${A}\n` }],
    [`bash -e x.sh; ${B}`, { 'x.sh': `false; ${A}\n` }],
    [`bash -ec 'false; ${A}'; ${B}`],
    [`./x.sh; ${B}`, { 'x.sh': `#!/bin/bash -e\nfalse; ${A}\n` }],
    [`bash x.sh; ${B}`, { 'x.sh': `#!/bin/bash -e\nfalse; ${A}\n` }],
    [`if bash x.sh; then ${B}; fi`, { 'x.sh': `set -e\nfalse\n${A}\n` }],
    [`set -e; . ./x.sh; ${B}`, { 'x.sh': `false; ${A}\n` }],
    [`set -e; trap '${A}' EXIT; false; ${B}`],
    [`set -e; eval 'false; ${A}'; ${B}`],
    [`set -e; for i in a b; do docker push $i; false; done; ${B}`],
    [`set -- -e; false; ${B}`],
    [`set a -e; false; docker push $1`],
  ]);
});

describe('what a failure comes to', () => {
  each([
    [`X=$(false) || ${A}; X=$(true) || ${B}`],
    [`f() { return 3; }; f || ${A}; f && ${B}`],
    [`f() { false; return; }; f || ${A}`],
    [`(exit 1) || ${A}; (exit 0) || ${B}`],
    [`bash -c 'exit 2' || ${A}`],
    [`(${U} && exit 1; true) || ${A}; ${B}`],
    [`bash -c '[ "$U1" = on ] && exit 1; true' || ${A}; ${B}`],
    [`set -o pipefail; false | true || ${A}; true | true || ${B}`],
    [`false | true || ${A}`],
    [`! false || ${A}; ! true || ${B}`],
    [`f() { for i in a; do return 1; done; }; f || ${A}`],
  ]);
});

describe('a trap on ERR', () => {
  each([
    [`trap '${A}' ERR; true`],
    [`trap '${A}' ERR; false; ${B}`],
    [`trap '${A}' ERR; false || true; if false; then :; fi; ! true`],
    [`trap '${A}' ERR; ${U}; ${B}`],
    [`trap 'docker push $X' ERR; X=a; ${U}; X=b; true`],
    [`set -e; trap '${A}' ERR; false; ${B}`],
    [`trap '${A}; exit 1' ERR; ${U}; ${B}`],
    [`trap '${A}; exit 1' ERR; (exit 1); ${B}`],
    [`trap '${A}' ERR; f() { local X=1; false; true; }; f`],
    [`set -E; trap '${A}' ERR; f() { false; true; }; f; ${B}`],
    [`trap '${A}' ERR; (false; true)`],
    [`trap '${A}' ERR; f() { return 1; }; f; ${B}`],
    [`trap '${A}' ERR; trap - ERR; false`],
  ]);
});

describe('a last line without a break', () => {
  const body = 'do docker push "$x"; done';
  const filters =
    `cat|tr a c|sed s/a/c/|awk '{print}'|sort|uniq|cut -d. -f1|head -2|tail -1|tail -n +1|rev|tac|grep .|paste -sd, -
    sed -n p|xargs|tr b '\\n'|tee /dev/null|sort -u|sed '$d'|sed -n '$p'|awk NR==2|grep -o b|wc -l|tr '\\n' ,|grep -v a`.split(
      /\||\n\s*/,
    );
  each([
    ...filters.map((filter) => [`printf 'a\\nb' | ${filter} | while read x; ${body}`] as const),
    [`printf 'a\\nb\\n' | while read x; ${body}`],
    [`printf 'a\\nb' | while read x || [ -n "$x" ]; ${body}`],
    [`printf 'a b\\nc' | while IFS= read -r x || [[ -n $x ]]; ${body}`],
    [`printf 'a\\nb' > f; while read x; ${body} < f; docker push end-$x`],
    [`printf 'a\\nb\\n' > f; while read x; ${body} < f; docker push end-$x`],
    [`printf 'a\\nb' > f; while read x || [ "$x" ]; ${body} < f; docker push end-$x`],
    [`while read x; ${body} < f; docker push end-$x`, { f: 'a\nb' }],
    [`printf 'a\\nb\\n' > f; while read x; do docker push $x; break; done < f; docker push end-$x`],
    [`while read x; ${body} <<< "a"; docker push end-$x`],
    [`while read x; ${body} < <(printf 'a\\nb')`],
    [`printf a | { read x && ${A}; docker push $x; }`],
    [`printf 'a\\n' | { read x && docker push $x; }`],
    [`printf 'a\\nb' | { read x && docker push $x; }`],
    [`printf '' | while read x; ${body}`],
    [`printf '\\n' | while read x; ${body}`],
    [`mapfile -t L < <(printf 'a\\nb'); docker push \${L[@]}`],
    [`for x in $(printf 'a\\nb'); ${body}`],
  ]);
});

describe('a function that a condition defines', () => {
  const F = 'f() { docker push f-$1-$E; }';
  const G = 'f() { docker push g-$1-$E; }';
  each([
    [`E=0; if ${U}; then ${F}; fi; f a`],
    [`E=0; if [ a = a ]; then ${F}; fi; f a`],
    [`E=0; if [ a = b ]; then ${F}; fi; f a`],
    [`E=0; if ${U}; then ${F}; E=1; else ${G}; E=2; fi; f a; f $E`],
    [`E=0; ${F}; if ${U}; then ${G}; fi; f a`],
    [`E=0; ${F}; ${U} && unset -f f; f a`],
    [`E=0; ${F}; ${U} || { ${G}; }; X=$(f a); f b | cat`],
    [`E=0; case $U1 in on) ${F};; *) ${G};; esac; for i in 1 2; do f $i; done`],
    [`E=0; if ${U}; then ${F}; elif [ "$U2" = on ]; then ${G}; fi; f a`],
    [`E=0; if ${U}; then ${F}; E=1; else E=2; fi; if [ $E = 1 ]; then f a; else ${A}; fi`],
    [`E=0; if ${U}; then ${F}; fi; if [ "$U2" = on ]; then ${G}; fi; f a`],
    [`E=0; ${U} && exit 0; ${F}; f a`],
  ]);
});

describe('what is read-only', () => {
  each([
    [`readonly X=1; X=2; ${A}\ndocker push $X`],
    [`readonly X=1\nX=2\ndocker push $X`],
    [`readonly X=1\nf() { X=2; ${A}; }; f; ${B}\ndocker push $X`],
    [`readonly X=1\nif true; then\nX=2\n${A}\nfi\ndocker push $X`],
    [`readonly X=1\nexport X=2 || docker push $X`],
    [`readonly X=1\nX=2 ${A}; docker push $X`],
    [`readonly X=1\nfor X in a b; do ${A}; done; docker push $X`],
    [`readonly X=1\nread X <<< c || ${A}; docker push $X`],
    [`readonly X=1\necho 'a b' | { read Y X; docker push $X; }`],
    [`readonly X=1\n(X=2; ${A}); docker push $X`],
    [`readonly X=1\nY=$(X=2; echo y); docker push x$Y`],
    [`readonly X=1\nunset X; f() { local X=2; docker push $X; }; f; docker push $X`],
    [`readonly X=1\nX=2 || ${A}\ndocker push $X`],
    [`readonly X=1\neval "X=2; ${A}"; docker push $X`],
    [`readonly X=1\nprintf -v X b; docker push $X`],
    [`readonly X=1\nreadonly X=3; docker push $X`],
    [`readonly X=1\nbash -c 'X=2; docker push $X'`],
    [`readonly X=1\n. ./x.sh; docker push $X`, { 'x.sh': `X=2; ${A}\n${B}\n` }],
    [`trap '${A}' EXIT\nreadonly X=1\nX=2; ${B}`],
    [`${U} && readonly X=1\nX=2; docker push $X\ndocker push $X`],
    [`readonly L=(a b)\nL=(c); ${A}\ndocker push \${L[@]}`],
    [`set -e; readonly X=1\nX=2; ${A}\n${B}`],
    [`declare -r X=1\nX+=2; ${A}\ndocker push $X`],
    [`X=1; readonly X; X=2; ${A}`],
    [`while read l; do readonly X=$l; X=2; ${A}; done <<< a; ${B}\ndocker push c$X`],
  ]);
});

describe('an ending in what has variables of its own', () => {
  each([[`f() { ${A}; exit 1; }; V=1 f; ${B}`]]);
});

describe('what a program sees of the variables', () => {
  const files = { 'x.sh': 'docker push x-${X-0}-${Y-0}\n', 'y.env': 'X=file\n' };
  each([
    ['X=a; sh x.sh', files],
    ['X=a; export X; sh x.sh', files],
    ['export X=a; X=b; sh x.sh', files],
    ['X=a; X=b sh x.sh; sh x.sh', files],
    ['set -a; X=a; set +a; Y=b; sh x.sh', files],
    ['set -o allexport; . ./y.env; set +o allexport; sh x.sh', files],
    ['. ./y.env; sh x.sh; docker push $X', files],
    ['. ./y.env; export X; sh x.sh', files],
    ['declare -x X=a; sh x.sh', files],
    ["X=a; declare -x X; bash -c 'docker push c-${X-0}'", files],
    ['X=a; (export X; sh x.sh); sh x.sh', files],
    ['export X=a; unset X; X=b; sh x.sh', files],
    ['f() { sh x.sh; }; X=a; f; X=c f', files],
    ['for X in a b; do docker push $X; sh x.sh; done', files],
    ['read -r X <<< a; sh x.sh; printf -v Y b; sh x.sh', files],
    ['X=a; . ./x.sh; eval "docker push $X"', files],
  ]);
});
