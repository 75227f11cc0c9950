/**
 * Whatever a source holds, reading it ends soon: by what it costs the processor, which no other work on the machine changes, measured
 * against what it costs to read a plain build.
 */
import { expect, it } from 'vitest';
import { readBuildspecEvidence } from '#evidence/buildspec-evidence.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { project } from '../project.ts';
import { BUILDSPECS } from './buildspecs.ts';
import { COMMANDS } from './commands.ts';
import { FILES } from './files.ts';
import { commands, type HostileBuild, many } from './hostile.ts';
import { WORDS } from './words.ts';

const SIZE = 150;

function read({ text, files = {} }: HostileBuild): readonly Evidence[] {
  const script = (path: string): string | null => files[path.replace(/^\.\//, '')] ?? null;
  return readBuildspecEvidence({ project: project(), build: null, text, script });
}

function cost(build: HostileBuild): number {
  const before = process.cpuUsage();
  read(build);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** Commands as long as their bound, each of them plain. */
const PLAIN = { text: commands(many(4_000, (index) => `docker tag a${index} b${index}`)) };
cost(PLAIN);
const plain = Math.max(cost(PLAIN), 100_000);

/** In plain builds. */
const MOST = 25;

// A busy machine can only add to the cost: the least of three counts.
it.each([...COMMANDS, ...WORDS, ...FILES, ...BUILDSPECS])('%s', { retry: 2 }, (_, of) => {
  expect(cost(of(SIZE)) / plain).toBeLessThan(MOST);
});

it.each<readonly [string, HostileBuild, RegExp]>([
  ['commands', { text: commands(many(6_000, () => 'x')) }, /more than 5000 commands/],
  ['nested calls', { text: commands('f() { f; f; }; f') }, /nested too deeply/],
  [
    'words',
    { text: commands('set -- a b', ...Array<string>(20).fill('set -- "$@" "$@"')) },
    /more than 10000 words/,
  ],
  [
    'elements',
    { text: commands('A=(a b)', ...Array<string>(20).fill('A+=("${A[@]}")'), 'docker push "${A[@]}"') },
    /array `A` is not known/,
  ],
  [
    'recipes',
    {
      text: commands('just r0'),
      files: { justfile: many(600, (i) => `r${i}: r${i + 1}\n    echo`) },
    },
    /more than 500 recipes and lines are called/,
  ],
  ['a script', { text: commands('. ./s.sh'), files: { 's.sh': 'x\n'.repeat(1 << 20) } }, /too long/],
  [
    'work',
    {
      text: commands(
        `A="${'xyxyxyxyxy '.repeat(5_000)}"`,
        ...Array<string>(200).fill('B=$(echo $A | tr x z)'),
      ),
    },
    /takes too long: the rest was not read/,
  ],
  [
    'a text',
    { text: commands('A=xxxxxxxxxx', ...Array<string>(30).fill('A=$A$A'), 'docker push $A') },
    /too long to follow/,
  ],
])('says that it bounds %s', (_, build, why) => {
  const whys = read(build).flatMap((one) => (one.kind === 'unresolved' ? [one.why] : []));
  expect(whys.some((one) => why.test(one))).toBe(true);
});
