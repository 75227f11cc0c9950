/** Running a script: lists, pipelines, compound commands. What a simple command is stands in run-command.ts. */
import {
  parse,
  type AndOr,
  type Case,
  type CommandNode,
  type CompoundList,
  type For,
  type If,
  type ParsedScript,
  type Pipeline,
  type PipelineNode,
  type Statement,
  type While,
} from 'unbash';
import { arithmetic } from './arithmetic.ts';
import { expandText, expandWord } from './expand.ts';
import { matches } from './pattern.ts';
import { redirected } from './redirect.ts';
import { type Recursion, runCommand } from './run-command.ts';
import { DEPTH, type Io, type Run, sayNotRun, setVariable, type Shell, subshell } from './shell.ts';
import { testExpression } from './test-expression.ts';
import { withoutTrailing } from './trim.ts';

/** Runs a text in a shell; its status. A flow that leaves the text (`exit`) stays set in the shell. */
export async function runScript(shell: Shell, text: string, io: Io): Promise<number> {
  const script = parse(text);
  const [error] = script.errors ?? [];
  if (error !== undefined) {
    io.err(`sh: syntax error: ${error.message}\n`);
    shell.status = 2;
    return 2;
  }
  return runStatements({ shell, io, tested: false }, script.commands);
}

async function substitute(shell: Shell, script: ParsedScript | undefined, io: Io): Promise<string> {
  if (script === undefined) return '';
  let output = '';
  const inner = subshell(shell);
  const captured = { ...io, out: (text: string) => void (output += text) };
  await runStatements({ shell: inner, io: captured, tested: false }, script.commands);
  shell.status = inner.status;
  return withoutTrailing(output, '\n');
}

const expander = ({ shell, io }: Run) => ({
  shell,
  substitute: (from: Shell, script: ParsedScript | undefined) => substitute(from, script, io),
});

async function runStatements(run: Run, statements: readonly Statement[]): Promise<number> {
  const { shell } = run;
  if (shell.depth > DEPTH) {
    run.io.err('sh: maximum nesting level exceeded\n');
    shell.status = 1;
    return 1;
  }
  for (const { command } of statements) {
    await shell.machine.allowance.step();
    shell.status = command.type === 'AndOr' ? await runAndOr(run, command) : await runPiped(run, command);
    if (shell.status !== 0 && !run.tested && endsOnFailure(shell, command)) shell.flow ??= { kind: 'exit' };
    if (shell.flow !== null) break;
  }
  return shell.status;
}

/** `set -e` does not end the shell on what is negated, nor on the parts of a list, which see to it themselves. */
function endsOnFailure({ options }: Shell, command: PipelineNode | AndOr): boolean {
  if (!options.has('errexit') || command.type === 'AndOr') return false;
  return command.type !== 'Pipeline' || command.prefixes.every(({ type }) => type !== 'Negation');
}

const runList = (run: Run, list: CompoundList): Promise<number> => runStatements(run, list.commands);

async function runAndOr(run: Run, { commands, operators }: AndOr): Promise<number> {
  const { shell } = run;
  for (const [index, command] of commands.entries()) {
    const operator = operators[index - 1];
    if (operator === '&&' && shell.status !== 0) continue;
    if (operator === '||' && shell.status === 0) continue;
    const last = index === commands.length - 1;
    shell.status = await runPiped({ ...run, tested: run.tested || !last }, command);
    if (shell.flow !== null) break;
    if (last && shell.status !== 0 && shell.options.has('errexit') && !run.tested)
      shell.flow = { kind: 'exit' };
  }
  return shell.status;
}

function runPiped(run: Run, node: PipelineNode): Promise<number> {
  return node.type === 'Pipeline' ? runPipeline(run, node) : runNode(run, node);
}

/** Each stage runs when the one before it has ended. */
async function runPipeline(run: Run, { prefixes, commands, operators }: Pipeline): Promise<number> {
  const negated = prefixes.some(({ type }) => type === 'Negation');
  const [only] = commands;
  if (commands.length === 1 && only !== undefined) {
    const status = await runNode({ ...run, tested: run.tested || negated }, only);
    return negated ? Number(status === 0) : status;
  }
  const statuses: number[] = [];
  let stdin = run.io.stdin;
  for (const [index, command] of commands.entries()) {
    let output = '';
    const out = index === commands.length - 1 ? run.io.out : (text: string) => void (output += text);
    const err = operators[index] === '|&' ? out : run.io.err;
    statuses.push(await runNode({ ...run, shell: subshell(run.shell), io: { stdin, out, err } }, command));
    stdin = { rest: output };
  }
  const failed = run.shell.options.has('pipefail') ? statuses.findLast((status) => status !== 0) : undefined;
  const status = failed ?? statuses.at(-1) ?? 0;
  return negated ? Number(status === 0) : status;
}

const RECURSION: Recursion = {
  run: runScript,
  substitute,
  body: (run, body) => (body.type === 'CompoundList' ? runList(run, body) : runNode(run, body)),
};

async function runNode(run: Run, node: CommandNode): Promise<number> {
  const { shell, io } = run;
  await shell.machine.allowance.step();
  switch (node.type) {
    case 'Command':
      return runCommand(run, node, RECURSION);
    case 'Redirected':
      return redirected(run, { expander: expander(run), redirects: node.redirects }, (inner) =>
        runNode({ ...run, io: inner }, node.command),
      );
    case 'If':
      return runIf(run, node);
    case 'For':
      return runFor(run, node);
    case 'While':
      return runWhile(run, node);
    case 'Case':
      return runCase(run, node);
    case 'Subshell': {
      const inner = subshell(shell);
      return runList({ ...run, shell: inner }, node.body);
    }
    case 'BraceGroup':
      return runList(run, node.body);
    case 'Function':
      if (node.body.type !== 'CompoundList') shell.functions.set(node.name.value, node.body);
      return 0;
    case 'TestCommand':
      return Number(!(await testExpression(expander(run), node.expression)));
    case 'ArithmeticCommand':
      return Number(arithmetic(shell, node.expression) === 0);
    case 'ArithmeticFor':
      return runArithmeticFor(run, node);
    case 'Select':
    case 'Coproc':
      sayNotRun(shell, io, node.type.toLowerCase());
      return 0;
    default:
      return node satisfies never;
  }
}

async function runIf(run: Run, node: If): Promise<number> {
  for (const branch of [node, ...node.elif]) {
    const status = await runList({ ...run, tested: true }, branch.clause);
    if (run.shell.flow !== null) return status;
    if (status === 0) return runList(run, branch.then);
  }
  return node.else === undefined ? 0 : runList(run, node.else);
}

/** Runs a loop's body; false when the loop is to end. */
async function turn(run: Run, body: CompoundList): Promise<boolean> {
  const { shell } = run;
  await shell.machine.allowance.step();
  await runList(run, body);
  const { flow } = shell;
  if (flow === null) return true;
  if (flow.kind !== 'break' && flow.kind !== 'continue') return false;
  shell.flow = flow.levels > 1 ? { ...flow, levels: flow.levels - 1 } : null;
  return flow.kind === 'continue' && flow.levels === 1;
}

async function runFor(run: Run, { name, wordlist, body }: For): Promise<number> {
  const { shell } = run;
  const items: string[] = wordlist === undefined ? [...shell.parameters] : [];
  for (const word of wordlist ?? []) {
    for (const item of await expandWord(expander(run), word)) items.push(item);
  }
  shell.status = 0;
  for (const item of items) {
    setVariable(shell, name.value, item);
    if (!(await turn(run, body))) break;
  }
  return shell.status;
}

async function runWhile(run: Run, { kind, clause, body }: While): Promise<number> {
  const { shell } = run;
  let status = 0;
  for (;;) {
    const tested = await runList({ ...run, tested: true }, clause);
    if (shell.flow !== null || (tested === 0) === (kind === 'until')) break;
    const goOn = await turn(run, body);
    status = shell.status;
    if (!goOn) break;
  }
  return status;
}

async function runArithmeticFor(
  run: Run,
  node: Extract<CommandNode, { readonly type: 'ArithmeticFor' }>,
): Promise<number> {
  const { shell } = run;
  arithmetic(shell, node.initialize);
  shell.status = 0;
  while (node.test === undefined || arithmetic(shell, node.test) !== 0) {
    if (!(await turn(run, node.body))) break;
    arithmetic(shell, node.update);
  }
  return shell.status;
}

async function runCase(run: Run, { word, items }: Case): Promise<number> {
  const subject = await expandText(expander(run), word);
  let status = 0;
  let falling = false;
  for (const { pattern, body, terminator } of items) {
    let hit = falling;
    for (const each of pattern)
      hit ||= matches(subject, await expandText(expander(run), each), run.shell.machine.allowance.spend);
    if (!hit) continue;
    status = await runList(run, body);
    if (terminator !== ';&' && terminator !== ';;&') return status;
    falling = terminator === ';&';
  }
  return status;
}
