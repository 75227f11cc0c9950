/** How often a second something is done: the best of several short rounds, which other work on the machine disturbs least. */
const ROUND_MS = 40;
const ROUNDS = 15;

export function best(count: number, batch: () => void): number {
  const warm = performance.now() + 300;
  while (performance.now() < warm) batch();
  let fastest = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    let done = 0;
    let now = start;
    while (now - start < ROUND_MS) {
      batch();
      done += count;
      now = performance.now();
    }
    fastest = Math.max(fastest, (done / (now - start)) * 1000);
  }
  return fastest;
}
