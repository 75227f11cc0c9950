/**
 * The first sign of a command that reads an account, given before its code is loaded, which takes as long as Node's own start. Comes in: argv,
 * standard error. Goes out: a line without an end, on a terminal alone. Never: stays; whatever else is written clears it first.
 */

/** The program is bundled apart from what starts it, and both know of one sign. */
const GIVEN = Symbol.for('rolemend.first-sign');
const shared: typeof globalThis & { [GIVEN]?: boolean } = globalThis;

const READING: ReadonlySet<string> = new Set([
  'apply',
  'builds',
  'check',
  'diagnose',
  'fix',
  'needs',
  'permissions',
  'tighten',
  'undo',
  'verify',
]);
const SAYS_NOTHING: ReadonlySet<string> = new Set(['--quiet', '--help', '-h']);

export function giveFirstSign([command = '', ...words]: readonly string[]): void {
  const isAsked = READING.has(command) && !words.some((word) => SAYS_NOTHING.has(word));
  if (!isAsked || !process.stderr.isTTY || process.env['TERM'] === 'dumb') return;
  process.stderr.write('reading ...');
  shared[GIVEN] = true;
}

/** Whether the sign stands on the screen; who asks takes it on. */
export function takeFirstSign(): boolean {
  const isGiven = shared[GIVEN] === true;
  shared[GIVEN] = false;
  return isGiven;
}
