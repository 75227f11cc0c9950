/**
 * Functions, scripts and loops that some way through an undecided condition leaves: bash runs each script however its conditions come out,
 * and what it calls then, all in all, is what is read. `RANDOM_SCRIPTS` and `RANDOM_SEED` try more.
 */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { Frame } from '#evidence/shell/frame.ts';
import { randomFrom } from '../oracle/random.ts';
import { callsOfBash } from './bash-calls.ts';
import { callsOfDocker } from './calls-of-docker.ts';
import { isLacking } from './lacking.ts';

const U = '[ "$U1" = on ]';
const V = '[ "$U2" = on ]';

const SCRIPTS: Readonly<Record<string, string>> = {
  'what a function prints before it returns': `f() { if ${U}; then echo a; return; fi; echo b; }; docker push $(f)`,
  'with what it printed before': `f() { echo x; ${U} && return; echo y; }; docker push $(f | tr '\\n' -)`,
  'what it sets before it returns': `f() { E=a; ${U} && return 0; E=b; }; f; docker push $E`,
  'what does not go together': `f() { E=a R=1; ${U} && return 0; E=b R=2; }; f; docker push $E-$R`,
  'what is behind': `f() { if ${U}; then X=a; return; fi; docker push behind-$X; X=b; }; X=0; f; docker push $X`,
  'of a function in another': `g() { ${U} && return; docker push g; }; f() { g; ${V} && return; docker push f; }; f; docker push end`,
  'in a loop': `f() { for i in a b c; do ${U} && return; docker push $i; done; docker push all; }; f`,
  'a loop that is broken': `for i in a b c; do if ${U}; then X=$i; break; fi; docker push $i; X=none; done; docker push $X`,
  'a turn that is left': `for i in a b; do if ${U}; then continue; fi; docker push $i; done; docker push end`,
  'two loops at once': `for i in a b; do for j in 1 2; do if ${U}; then break 2; fi; docker push $i$j; done; docker push $i; done; docker push end`,
  'a turn of the loop around': `for i in a b; do for j in 1 2; do if ${U}; then continue 2; fi; docker push $i$j; done; docker push $i; done`,
  'two loops for certain': `for i in a b; do for j in 1 2; do docker push $i$j; break 2; done; docker push $i; done; docker push end`,
  'a turn for certain': `for i in a b; do for j in 1 2; do docker push $i$j; continue 2; done; docker push no; done; docker push end`,
  'a script that is sourced': `printf 'E=a\\n${U} && return\\nE=b\\n' > f.sh; . ./f.sh; docker push $E`,
  'by several ways': `f() { case $U1$U2 in onon) echo 1; return;; on*) echo 2; return;; esac; echo 3; }; docker push $(f)`,
  'its arguments': `f() { set -- x "$@"; ${U} && { docker push $1; return; }; shift; docker push $1; }; f y; docker push end`,
  'its local variables': `X=out; f() { local X=in; ${U} && return; X=more; docker push $X; }; f; docker push $X`,
  'a function that ends the shell': `f() { ${U} && return; docker push f; exit; }; f; docker push on`,
  'a return behind a failure': `f() { ${U} || return 1; E=a; }; f && docker push $E`,
  'what is printed beside a way that fails': `f() { ${U} || return 1; if ${V}; then E=q; echo q; return 0; fi; E=r; echo r; }; f > out && docker push $(cat out)-$E`,
  'the status of what went before': `f() { ${U} || return $?; docker push in; }; f || docker push failed`,
  'a loop over what is not known': `for i in $(cat x); do ${U} && break; docker push turn; done; docker push end`,
  'lines that are read': `printf 'a\\nb\\n' | while read -r l; do ${U} && continue; docker push $l; done`,
};

it.skipIf(isLacking('bash')).each(Object.entries(SCRIPTS))('reads %s', (name, script) => {
  const read = readOf(script);
  const files = name.includes('not known') ? { x: 'one\n' } : {};
  expect(read).toEqual(callsOfBash(script, files));
});

function readOf(script: string): ReadonlySet<string> {
  const calls = callsOfDocker(script, { frame: new Frame() });
  return new Set(calls.map((call) => call.map((word) => word ?? '?').join(' ')));
}

const { below, pick } = randomFrom(Number(process.env['RANDOM_SEED'] ?? 5));
const COUNT = Number(process.env['RANDOM_SCRIPTS'] ?? 8);
/** How often a script may ask; one that asks more is not tried. */
const MOST_ASKED = 4;

interface Place {
  readonly depth: number;
  /** How many loops lie around it. */
  readonly loops: number;
  readonly inFunction: boolean;
  /** Whether the function is there to be called. */
  readonly mayCall: boolean;
}

function statement(place: Place): string {
  const inner = (more: Partial<Place> = {}) => list({ ...place, depth: place.depth + 1, ...more });
  const ends = [
    ...(place.inFunction ? ['return', 'return 0'] : []),
    ...(place.loops > 0 ? ['break', 'continue'] : []),
    ...(place.loops > 1 ? ['break 2', 'continue 2'] : []),
  ];
  const plain = [
    `docker ${pick(['p', 'q'])} $A$B`,
    `A=${pick(['1', '2'])}`,
    `B=$A${pick(['x', 'y'])}`,
    'echo $A',
  ];
  const nested = [
    () => `if u; then ${inner()}; else ${inner()}; fi`,
    () => `for i in a b; do A=$i; ${inner({ loops: place.loops + 1 })}; done`,
    () => `B=$(${inner({ loops: 0, inFunction: false })})`,
    ...(place.mayCall ? [() => 'f', () => 'f', () => 'B=$(f)'] : []),
  ];
  const left =
    ends.length === 0 ? [] : [() => `u && ${pick(ends)}`, () => `if u; then ${inner()}; ${pick(ends)}; fi`];
  const all = [...plain.map((one) => () => one), ...(place.depth > 2 ? [] : [...nested, ...left, ...left])];
  return pick(all)();
}

function list(place: Place): string {
  return Array.from({ length: 1 + below(3) }, () => statement(place)).join('; ');
}

function randomScript(): string {
  const f = list({ depth: 0, loops: 0, inFunction: true, mayCall: false });
  const rest = Array.from({ length: 3 }, () =>
    statement({ depth: 0, loops: 0, inFunction: false, mayCall: true }),
  );
  return `A=0; B=; f() { ${f}; }; ${rest.join('; ')}; f; docker end $A $B`;
}

/** Each way of all answers; null: it asks too often. */
function callsHoweverAsked(script: string): ReadonlySet<string> | null {
  const driver = `
FUNCNEST=20
u() { local b; read -r -n1 b <&9; [ -n "$b" ] || { echo TOO-OFTEN >&8; exit 99; }; [ "$b" = 1 ]; }
docker() { echo "docker $*" >&8; }
for ((n = 0; n < ${2 ** MOST_ASKED}; n++)); do
  bits=; for ((k = 0; k < ${MOST_ASKED}; k++)); do bits+=$(( (n >> k) & 1 )); done
  ( ${script} ) 9<<< $bits || [ $? -ne 99 ] || break
done 8>&1 >/dev/null`;
  const { stdout } = spawnSync('bash', ['--norc', '-c', driver], { encoding: 'utf8', timeout: 60_000 });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.includes('TOO-OFTEN') ? null : new Set(lines.map((line) => line.replace(/ +/g, ' ').trim()));
}

it.skipIf(isLacking('bash'))(
  `reads ${COUNT} at random`,
  () => {
    let tried = 0;
    while (tried < COUNT) {
      const script = randomScript();
      const made = callsHoweverAsked(script);
      if (made === null) continue;
      const read = readOf(script);
      if ([...read].some((call) => call.includes('?'))) continue;
      tried += 1;
      expect({ script, calls: [...read].toSorted() }).toEqual({ script, calls: [...made].toSorted() });
    }
  },
  600_000,
);
