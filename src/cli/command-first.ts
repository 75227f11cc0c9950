/** Options that mean the same behind any command, given before it. Comes in: argv. Goes out: the same with the command in front. Never: judges an option; what is not known stays where it is, to be answered. */

const WITH_VALUE: ReadonlySet<string> = new Set(['--region', '--profile', '--color']);
const ALONE: ReadonlySet<string> = new Set(['--json', '--quiet', '--verbose', '--trace']);

export function commandFirst(argv: readonly string[]): readonly string[] {
  const at = commandAt(argv);
  const command = argv[at];
  const isCommand = command !== undefined && !command.startsWith('-');
  return isCommand ? [command, ...argv.slice(0, at), ...argv.slice(at + 1)] : argv;
}

/** Where the command stands, or would stand, behind the options that go before it. */
export function commandAt(argv: readonly string[]): number {
  let at = 0;
  for (let word = argv[0]; word !== undefined; word = argv[at]) {
    const width = widthOf(word);
    if (width === 0) break;
    at += width;
  }
  return at;
}

/** Whether an option may be given before the command. */
export const mayGoBefore = (name: string): boolean => WITH_VALUE.has(name) || ALONE.has(name);

/** How many words an option takes; 0: it is none of these. */
function widthOf(word: string): number {
  const [name = ''] = word.split('=', 1);
  if (WITH_VALUE.has(name)) return word === name ? 2 : 1;
  return ALONE.has(word) ? 1 : 0;
}
