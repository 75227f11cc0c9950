/**
 * Commands that read what a condition left: walked once for each way through it, so that what the same condition left goes together.
 * Comes in: a node and its frame. Goes out: the choice that it is walked for, and the walk.
 */
import type { Spend } from '#basics/regular/spend.ts';
import { choicesIn, chosenIn } from './choice-text.ts';
import { ATTRIBUTES, type Defined, type Frame } from './frame.ts';
import { joinedWays } from './left.ts';
import type { Outcome, ShellNode, Step } from './shell.ts';
import { type Choice, EMPTY, type ShellText } from './text.ts';

/** Above what a command reads that hangs on conditions; of one that hangs on more, that is not known. */
const MOST_WAYS = 16;

/** Variables that tools read without being given them. Source: AWS CLI user guide, environment variables. */
const READ_BY_TOOLS = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE'];

/** What a condition left and the node reads itself; what only the commands within it read is none of it. Null: nothing. */
export function choiceRead(node: ShellNode, { frame, unit }: Step, spend: Spend): Choice | null {
  const words = ownWords(node, unit.source).join('\n');
  spend(words.length);
  const names = words.includes('$')
    ? [...words.matchAll(/\$\{?[!#]?(\w+|[@*])/g)].map(([, name]) => name)
    : [];
  const byTools = node.type === 'Command' ? READ_BY_TOOLS : [];
  // Whether what is assigned is read-only.
  const assigned =
    node.type === 'Command'
      ? node.prefix.flatMap((part) => (part.type === 'Assignment' ? `${ATTRIBUTES}${part.name}` : []))
      : [];
  const texts = [...new Set([...names, ...byTools, ...assigned])].flatMap((name = '') =>
    textsOf(frame, name),
  );
  return choiceAmong([...texts, ...filesIn(frame, words)]);
}

/** Null: nothing of the texts was chosen, or they hang on too much. */
export function choiceAmong(texts: readonly ShellText[]): Choice | null {
  const byCondition = new Map(texts.flatMap(choicesIn).map((choice) => [choice.condition, choice]));
  const ways = [...byCondition.values()].reduce((product, { values }) => product * values.length, 1);
  const [first] = byCondition.values();
  return first === undefined || ways > MOST_WAYS ? null : first;
}

function ownWords(node: ShellNode, source: string): readonly string[] {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the parser's union: what is not named here has words in its parts alone
  switch (node.type) {
    case 'Command':
      return [
        source.slice(node.pos, node.end),
        ...node.redirects.map((one) => ('body' in one ? one.body.text : '')),
      ];
    case 'Pipeline':
    case 'AndOr':
      return node.commands.flatMap((command) => [
        source.slice(command.pos, command.end),
        ...ownWords(command, source),
      ]);
    case 'TestCommand':
      return [source.slice(node.pos, node.end)];
    case 'Redirected':
      return [source.slice(node.command.end, node.end), ...ownWords(node.command, source)];
    case 'If':
      return [node, ...node.elif].map(({ clause }) => source.slice(clause.pos, clause.end));
    case 'While':
      return [source.slice(node.clause.pos, node.clause.end)];
    case 'Case':
      return [source.slice(node.word.pos, node.word.end)];
    case 'For':
    case 'Select':
      return (node.wordlist ?? []).map(({ pos, end }) => source.slice(pos, end));
    default:
      return [];
  }
}

function textsOf(frame: Frame, name: string): readonly ShellText[] {
  if (/^[\d@*]/.test(name)) return frame.positional;
  const text = frame.get(name);
  return [...(text === null ? [] : [text]), ...(frame.arrays.get(name)?.values() ?? [])];
}

/** Files that commands wrote and that the words name. */
function filesIn(frame: Frame, words: string): readonly ShellText[] {
  return [...frame.files.entries()].flatMap(([path, text]) =>
    words.includes(path.slice(path.lastIndexOf('/') + 1)) ? [text] : [],
  );
}

/** `chosen`: what stands for a text on the way. */
export function eachWay(
  { condition, values }: Choice,
  step: Step,
  walk: (way: Step, chosen: (text: ShellText) => ShellText) => Outcome,
): Outcome {
  const ways = values.map((_, way) => {
    const chosen = (text: ShellText): ShellText | null => chosenIn(text, condition, way);
    const frame = chosenFrame(step.frame, chosen);
    chooseFunctions(frame, condition, way);
    return { frame, outcome: walk({ ...step, frame }, (text) => chosen(text) ?? EMPTY) };
  });
  // What the ways leave goes together with all else that the same condition left.
  return joinedWays(step.frame, ways, condition);
}

/** Walks every way through a condition that is not known. */
export function walkWays(step: Step, ways: readonly ((way: Step) => Outcome)[]): Outcome {
  const walked = ways.map((walk) => {
    const frame = step.frame.copy();
    return { frame, outcome: walk({ ...step, frame }) };
  });
  return joinedWays(step.frame, walked, Symbol('what a condition left'));
}

function chooseFunctions({ functions }: Frame, condition: symbol, way: number): void {
  for (const [name, defined] of functions.entries()) {
    const chosen = chosenFunction(defined, condition, way);
    if (chosen === null) functions.delete(name);
    else if (chosen !== defined) functions.set(name, chosen);
  }
}

function chosenFunction(defined: Defined, condition: symbol, way: number): Defined | null {
  if (!('condition' in defined)) return defined;
  if (defined.condition === condition) return defined.values[way] ?? null;
  const values = defined.values.map((one) => one && chosenFunction(one, condition, way));
  return values.every((one, at) => one === defined.values[at]) ? defined : { ...defined, values };
}

function chosenFrame(from: Frame, chosenOf: (text: ShellText) => ShellText | null): Frame {
  const frame = from.copy();
  const chosen = (text: ShellText): ShellText => chosenOf(text) ?? EMPTY;
  for (const [name, variable] of from.variables.entries()) {
    const text = variable.kind === 'text' ? chosenOf(variable.text) : null;
    if (variable.kind !== 'text' || text === variable.text) continue;
    if (text === null) frame.unset(name);
    else frame.set(name, text);
  }
  for (const [name, elements] of from.arrays.entries())
    if ([...elements.values()].some((text) => chosen(text) !== text))
      frame.setArray(name, new Map([...elements].map(([key, text]) => [key, chosen(text)])));
  for (const [path, text] of from.files.entries()) {
    const left = chosenOf(text);
    if (left === null) frame.files.delete(path);
    else if (left !== text) frame.files.set(path, left);
  }
  frame.positional = from.positional.map(chosen);
  return frame;
}
