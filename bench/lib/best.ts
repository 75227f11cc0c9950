/**
 * How often a second of processor time something is done: the best of several short rounds. Processor time, of all
 * threads of the process, is what one core has to give; by the clock, other work on the machine would be counted too.
 */
const ROUND_MS = 40;
const ROUNDS = 15;
const WARM_MS = 300;

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

export function best(count: number, batch: () => void): number {
  const warm = cpuMs() + WARM_MS;
  while (cpuMs() < warm) batch();
  let fastest = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = cpuMs();
    let [done, taken] = [0, 0];
    while (taken < ROUND_MS) {
      batch();
      done += count;
      taken = cpuMs() - start;
    }
    fastest = Math.max(fastest, (done / taken) * 1000);
  }
  return fastest;
}
