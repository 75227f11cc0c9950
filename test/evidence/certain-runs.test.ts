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
  ]);
});

describe('an ending in what has variables of its own', () => {
  each([[`f() { ${A}; exit 1; }; V=1 f; ${B}`]]);
});
