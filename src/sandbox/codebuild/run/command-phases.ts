/** INSTALL, PRE_BUILD, BUILD and POST_BUILD: the buildspec's commands. Source: facts 5.7, 5.8, 7.1. */
import type { BuildspecCommand, BuildspecPhase, PhaseName } from '#evidence/buildspec.ts';
import { readExpression } from '#basics/regular/expression.ts';
import { find } from '#basics/regular/run.ts';
import { runScript } from '../../shell/run-script.ts';
import { type Io, sayNotRun, type Shell, subshell } from '../../shell/shell.ts';
import type { PhaseContext } from '../state.ts';
import type { Container } from './download-source.ts';
import { type BuildRun, notePhaseEnd, pace, phase, type PhaseEnd } from './phases.ts';

const PHASES: readonly PhaseName[] = ['install', 'pre_build', 'build', 'post_build'];

export interface CommandsEnd {
  readonly end: PhaseEnd;
  /** Whether artifacts are to be uploaded. */
  readonly reachedEnd: boolean;
}

/** A failing BUILD is still followed by POST_BUILD; any other failing phase is the last. */
export async function runCommandPhases(run: BuildRun, container: Container): Promise<CommandsEnd> {
  let failed: PhaseEnd | null = null;
  for (const name of PHASES) {
    const spec = container.buildspec.phases.find((each) => each.name === name) ?? null;
    const end = await runWithRetries(run, container, { name, spec });
    if (end === 'STOPPED' || end === 'TIMED_OUT') return { end, reachedEnd: false };
    if (end === 'SUCCEEDED' || spec?.onFailure?.action === 'CONTINUE') continue;
    failed = end;
    setSucceeding(container.shell, '0');
    if (name !== 'post_build' && (name !== 'build' || spec?.onFailure?.action === 'ABORT')) {
      return { end, reachedEnd: false };
    }
  }
  exportVariables(run, container);
  return { end: failed ?? 'SUCCEEDED', reachedEnd: true };
}

function setSucceeding(shell: Shell, value: '0' | '1'): void {
  shell.variables.set('CODEBUILD_BUILD_SUCCEEDING', { value, exported: true });
}

function exportVariables({ build }: BuildRun, { buildspec, shell }: Container): void {
  build.exported = buildspec.env.exportedVariables.flatMap((name) => {
    const value = shell.variables.get(name)?.value;
    return typeof value === 'string' ? [{ name, value }] : [];
  });
}

interface PhaseToRun {
  readonly name: PhaseName;
  readonly spec: BuildspecPhase | null;
}

async function runWithRetries(run: BuildRun, container: Container, wanted: PhaseToRun): Promise<PhaseEnd> {
  const onFailure = wanted.spec?.onFailure ?? null;
  let left = onFailure?.action === 'RETRY' ? (onFailure.retries ?? 3) : 0;
  for (;;) {
    const end = await runPhase(run, container, wanted);
    if (end !== 'FAILED' || left === 0 || !mayRetry(run, container, onFailure?.pattern ?? null)) return end;
    left -= 1;
  }
}

function mayRetry({ build }: BuildRun, { shell }: Container, pattern: string | null): boolean {
  if (pattern === null) return true;
  const message = build.phases.at(-1)?.contexts[0]?.message ?? '';
  const expression = readExpression(pattern, { extended: true });
  const { spend } = shell.machine.allowance;
  return (
    expression.kind === 'program' && find(expression.program, message.slice(0, 2000), { spend }) !== null
  );
}

function runPhase(run: BuildRun, container: Container, { name, spec }: PhaseToRun): Promise<PhaseEnd> {
  const { log } = run;
  const type = name.toUpperCase();
  return phase(run, type, async () => {
    log.note(`Entering phase ${type}`);
    const failure = spec === null ? null : await runCommands(run, container, spec);
    notePhaseEnd(run, type, failure ?? { statusCode: '', message: '' });
    await log.flush();
    return failure;
  });
}

async function runCommands(
  run: BuildRun,
  container: Container,
  { commands, finally: afterwards }: BuildspecPhase,
): Promise<PhaseContext | null> {
  const failure = await firstFailure(run, container, commands);
  const last = await firstFailure(run, container, afterwards);
  return failure ?? last;
}

/** A command's usual time; programs that take longer add to it. */
const USUAL_MS = 150;

async function firstFailure(
  run: BuildRun,
  container: Container,
  commands: readonly BuildspecCommand[],
): Promise<PhaseContext | null> {
  for (const { text } of commands) {
    const command = text.trim();
    await pace(run);
    run.log.note(`Running command ${command}`);
    const status = await runOne(run, container, command);
    run.clock.pass(USUAL_MS);
    if (status === 0) {
      run.log.print('\n');
      await run.log.flush();
      continue;
    }
    run.log.print('\n');
    run.log.note(`Command did not exit successfully ${command} exit status ${status}`);
    const [first = ''] = command.split('\n');
    return {
      statusCode: 'COMMAND_EXECUTION_ERROR',
      message: `Error while executing command: ${first}. Reason: exit status ${status}`,
    };
  }
  return null;
}

/** Version 0.1 runs each command in a shell of its own. */
async function runOne(run: BuildRun, container: Container, command: string): Promise<number> {
  const { shell, buildspec } = container;
  const own = buildspec.version === '0.1' ? subshell(shell) : shell;
  const write = (text: string): void => run.log.print(text);
  const io: Io = { stdin: { rest: '' }, out: write, err: write };
  if (!isPosix(run, container)) {
    sayNotRun(own, io, command);
    return 0;
  }
  const status = await runScript(own, command, io);
  const left = own.flow !== null;
  own.flow = null;
  return left ? own.status : status;
}

/** Windows has PowerShell unless the buildspec says otherwise. Source: CodeBuild User Guide, build-spec-ref, env/shell. */
function isPosix({ build }: BuildRun, { buildspec }: Container): boolean {
  const { shell } = buildspec.env;
  if (shell === null) return !build.settings.environment.type.startsWith('WINDOWS');
  return !/powershell|pwsh|cmd/i.test(shell);
}
