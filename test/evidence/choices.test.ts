/**
 * Commands that read what an undecided condition left: bash runs each script however its conditions come out, and what it calls then,
 * all in all, is what is read; nothing of two ways that exclude each other goes together.
 */
import { expect, it } from 'vitest';
import { Frame } from '#evidence/shell/frame.ts';
import { callsOfBash } from './bash-calls.ts';
import { callsOfDocker } from './calls-of-docker.ts';
import { isLacking } from './lacking.ts';

const IF = 'if [ "$U1" = on ]; then E=prod R=eu; else E=dev R=us; fi';
const SCRIPTS: Readonly<Record<string, string>> = {
  'what goes together': `${IF}; docker push $E-$R`,
  'what is made of it': `${IF}; N=app-\${E^^}; N=$N-$(echo $R | tr a-z A-Z); docker push $N:$E`,
  'a condition on it': `${IF}; if [ $E = prod ]; then docker push p-$R; else docker push d-$R; fi`,
  'links that hang on it': `${IF}; [ $E = prod ] && docker push only-$R; docker push $E`,
  'a case of it': `${IF}; case $E in prod) T=1;; *) T=2;; esac; docker push $E:$T`,
  'a default that is overwritten': 'E=dev; if [ "$U1" = on ]; then E=prod; fi; docker push $E',
  'a link that overwrites':
    'E=dev; [ "$U1" = on ] && E=prod; docker push $E; [ "$U2" = on ] || E=test; docker push $E',
  'several conditions':
    'if [ "$U1" = on ]; then A=1; elif [ "$U2" = on ]; then A=2; else A=3; fi; docker push $A',
  'a case that is not known': 'case $([ "$U1" = on ] && echo a) in a) E=x;; *) E=y;; esac; docker push $E',
  'two conditions':
    '[ "$U1" = on ] && A=1 || A=2; if [ "$U2" = on ]; then B=3; else B=4; fi; docker push $A$B',
  'a function': `f() { local N=$1-$E; docker push $N; }; N=outer; ${IF}; f x; docker push $N`,
  'what a function prints':
    'f() { if [ "$U1" = on ]; then echo a; else echo b; fi; }; E=$(f); docker push x-$E; docker push $E',
  'a list': `${IF}; for i in $E $R; do docker push $i; done; L=($E z $R); docker push \${L[@]}`,
  'lists of a length': 'if [ "$U1" = on ]; then L=(a b); else L=(c d); fi; docker push ${L[0]} ${L[1]}',
  'a list that may be longer':
    'if [ "$U1" = on ]; then L="a b"; else L=c; fi; for i in $L; do docker push $i; done',
  arguments: `${IF}; set -- $R $E; docker push $1; shift; docker push $1 "$@"`,
  'a file': `${IF}; echo "N=$E" > f; . ./f; docker push $N`,
  'a file written under a condition': 'echo a > f; [ "$U1" = on ] && echo b > f; docker push $(cat f)',
  'a here-document': `${IF}; cat > f <<EOF\nN=$E\nM=$R\nEOF\n. ./f; docker push $N$M`,
  'a loop over lines': `${IF}; printf 'a\\nb\\n' | while read l; do docker push $E-$l; done`,
  'a way that ends': 'if [ "$U1" = on ]; then E=a; else exit 1; fi; docker push $E',
  'nothing on one way': 'F=; if [ "$U1" = on ]; then F=--all; fi; docker push $F x',
  'a choice by links':
    'E=$([ "$U1" = on ] && echo a || echo b); docker push $E; [ "$U2" = on ] && docker push c || docker push d',
  'links that end':
    'f() { [ "$U1" = on ] || return 0; docker push in; }; f; [ "$U2" = on ] || exit 1; docker push out',
  'functions of a condition':
    'if [ "$U1" = on ]; then f() { docker push a-$1; }; else f() { docker push b-$1; }; fi; f x; f y',
  'what a condition tells':
    'if [ "$U1" = on ]; then docker push $U1; else docker push else; fi; [ $U2 != on ] || docker push ${U2^^}; docker push end',
  'what links tell':
    '[[ "$U1" == off ]] && [ $U2 = on ] && docker push $U1-$U2; test "${U1}" = on && docker push $U1',
  'what a case tells':
    'case "$U1" in on|off) N=x-$U1; docker push $U1; U1=new;; *) exit;; esac; docker push $N $U1',
  'a pipe': `${IF}; docker push $(echo "$E $R" | awk '{print $2}')`,
  'an output that is not the other way’s': 'docker push "$(if [ "$U1" = on ]; then :; else echo x; fi)y"',
};

it.skipIf(isLacking('bash')).each(Object.entries(SCRIPTS))('reads %s', (_, script) => {
  const calls = callsOfDocker(script, { frame: new Frame() });
  expect(new Set(calls.map((call) => call.map((word) => word ?? '?').join(' ')))).toEqual(
    callsOfBash(script),
  );
});
