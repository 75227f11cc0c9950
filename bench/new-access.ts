/** What a change of a 10 KB policy newly allows, against reading the pair of texts with JSON.parse in the same run. */
import { newAccess } from '../src/iam/access/new-access.ts';
import type { Policy } from '../src/iam/policy.ts';
import { readPolicy } from '../src/iam/read/read-policy.ts';
import { PAIRS } from './lib/policy-pairs.ts';
import type { Row } from './lib/row.ts';

const ROUNDS = 9;

function policyOf(text: string): Policy {
  const read = readPolicy(text, 'identity');
  if (!read.ok) throw new Error(read.error[0]?.message);
  return read.value;
}

/** Processor time in milliseconds, the best of some rounds: other work on the machine is not counted. */
function best(run: () => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

/** Reading a pair is too quick for one clock reading. */
const PARSES = 100;

export function run(): readonly Row[] {
  return Object.entries(PAIRS).map(([name, [before, after]]) => {
    const [old, now] = [policyOf(before), policyOf(after)];
    const time = best(() => newAccess([old], [now]));
    const parse =
      best(() => {
        for (let times = 0; times < PARSES; times++) {
          JSON.parse(before);
          JSON.parse(after);
        }
      }) / PARSES;
    return {
      name: `new access of two policies of ${Math.round(before.length / 1000)} KB: ${name}`,
      value: time.toFixed(1),
      unit: 'ms',
      target: 'under 100 ms',
      ratio: (time / parse).toFixed(0),
      yardstick: `JSON.parse of both (${parse.toFixed(3)} ms)`,
      met: time < 100,
    };
  });
}
