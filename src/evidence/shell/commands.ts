/**
 * What a buildspec's commands make the build do. Comes in: a buildspec, and the project and build whose variables it runs with.
 * Goes out: uses of grade `declared`, and what could not be read, each with its line. Never: runs anything, guesses a value that is not
 * known, or takes a call made with other credentials than the role's for a use of the role.
 */
import { parseArn } from '#iam/arn.ts';
import { stableJson } from '#basics/stable-json.ts';
import { linesIn } from '#basics/text-span.ts';
import type { BuildspecCommand } from '../buildspec.ts';
import type { Evidence } from '../evidence.ts';
import { Exhausted } from './allowance.ts';
import { Interpreter } from './interpreter.ts';
import type { Invocation } from './invocation.ts';
import { knownText } from './text.ts';
import { knownOutput } from './aws-outputs.ts';
import { startingMemory, type ToolMemory } from './tools/memory.ts';
import { type ProjectPlace, type Reading, unresolved, used } from './tools/reading.ts';
import type { Assumed } from './tools/signer.ts';
import { signerOf } from './tools/signer-of.ts';
import { credentialsIn, unknownOutput } from './credentials.ts';
import { runBatch } from './batch/run.ts';
import type { Frame, Unit } from './frame.ts';
import { runPowerShell } from './powershell/run.ts';
import { isTool, readTool } from './tools/tools.ts';
import { type BuildPlace, startingFrame } from './variables.ts';

export interface CommandsInput extends BuildPlace {
  /** The text of a file of the source by its path; null, or absent: it cannot be read. */
  readonly script?: (path: string) => string | null;
  /** The names in a folder of the source, those of folders with `/` behind; null, or absent: they cannot be read. */
  readonly folder?: (path: string) => readonly string[] | null;
  /** Leaves out what the source may choose a part of, so that what is left is the buildspec's own word. */
  readonly settingsAlone?: boolean;
}

export function readCommands(input: CommandsInput): readonly Evidence[] {
  const { buildspec, project } = input;
  const found = new EvidenceList();
  const kind = shellOf(input);
  const arn = parseArn(project.arn);
  const place = {
    partition: arn?.partition ?? 'aws',
    account: arn?.account ?? '',
    region: arn?.region ?? '',
    roleName: project.serviceRole.split('/').at(-1) ?? '',
  };
  const memory = startingMemory(project.source);
  const shell = new Interpreter({
    invoked: (invocation) => {
      for (const reading of readTool(invocation, placeOfSigner(invocation, place, memory), memory)) {
        const isLeftOut = input.settingsAlone && reading.kind === 'use' && reading.isOpenToSource;
        if (isLeftOut) continue;
        for (const one of asSigned(reading, invocation, memory)) found.add(one, invocation);
      }
      return knownOutput(invocation, place, memory);
    },
    unknownOutput: (invocation) => unknownOutput(invocation, memory),
    credentialsIn: (text, words) => credentialsIn(text, words, memory),
    unresolved: (where, text, why) => found.add({ kind: 'unresolved', why }, { where, text }),
    saidOnce: (where, text, why) => found.add({ kind: 'unresolved', why, isOnce: true }, { where, text }),
    isTool,
    script: boundedFiles(input.script),
    folder: (path) => input.folder?.(path) ?? null,
    isWholeSource: isWholeSource(input),
  });
  let frame = startingFrame(input, shell.spend);
  for (const phase of buildspec.phases) {
    for (const command of [...phase.commands, ...phase.finally]) {
      // Version 0.1 runs each command in a shell of its own, on the same files.
      if (buildspec.version === '0.1') {
        const { files } = frame;
        frame = startingFrame(input, shell.spend);
        frame.files = files;
      }
      // An `exit` ends no more than the command it stands in, as far as is known.
      frame.ended = null;
      const unit = { source: command.text, place: placeOf(command), depth: 0 };
      if (!isFollowed(() => follow(kind, { shell, unit, frame, command }))) {
        const why = 'following the commands takes too long: the rest was not read';
        found.add({ kind: 'unresolved', why }, { where: unit.place(0), text: command.text.slice(0, 80) });
        return found.all();
      }
    }
  }
  return found.all();
}

function follow(
  kind: ReturnType<typeof shellOf>,
  {
    shell,
    unit,
    frame,
    command,
  }: { shell: Interpreter; unit: Unit; frame: Frame; command: BuildspecCommand },
): void {
  if (kind === 'powershell') runPowerShell(shell, unit, frame);
  else if (kind === 'posix') shell.run(unit, frame);
  else
    runBatch(shell, { unit, line: (line) => `buildspec line ${command.line + line}`, folder: './' }, frame);
}

function isFollowed(run: () => void): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (error instanceof Exhausted) return false;
    throw error;
  }
}

/** A pipeline may hand on what an earlier action made of the source, and a cache brings more. */
function isWholeSource({ project, buildspec, folder }: CommandsInput): boolean {
  const isCached = project.cache.type !== 'NO_CACHE' && (buildspec.cache?.paths.length ?? 0) > 0;
  return folder !== undefined && project.source.type !== 'CODEPIPELINE' && !isCached;
}

/** Far above the sources of real builds; a file that is read time and again counts each time. */
const ALL_FILES = 1 << 23;

/** Beyond the bound a file is one that was not read. */
function boundedFiles(read: CommandsInput['script']): (path: string) => string | null {
  let left = ALL_FILES;
  return (path) => {
    if (left < 0) return null;
    const text = read?.(path) ?? null;
    left -= text?.length ?? 0;
    return text;
  };
}

function placeOf({ text, line }: BuildspecCommand): (offset: number) => string {
  const lineOf = linesIn(text);
  return (offset) => `buildspec line ${line + lineOf(offset) - 1}`;
}

/** What somebody else signs is no use of the role's, but for the roles that it is turned into on the way there. */
function asSigned(reading: Reading, invocation: Invocation, memory: ToolMemory): readonly Reading[] {
  if (reading.kind !== 'use') return [reading];
  if (invocation.onlyOn !== null)
    return [unresolved(`it is run only upon \`${invocation.onlyOn}\`, which a build need not come to`)];
  const signer = reading.login ?? signerOf(invocation, memory, reading.profile);
  if (signer.kind === 'project-role') return [reading];
  const { assumes, how, taken } = signer;
  const bound: readonly Reading[] =
    taken === undefined
      ? []
      : [{ kind: 'session', session: taken.session, call: reading.use, at: taken.source }];
  return [...assumes.map(assuming), ...bound, unresolved(`it runs ${how}, not with the role's`)];
}

/** Names without an account are of that of whoever signs. */
function placeOfSigner(invocation: Invocation, place: ProjectPlace, memory: ToolMemory): ProjectPlace {
  const signer = signerOf(invocation, memory);
  const taken = signer.kind === 'other' ? signer.taken : undefined;
  const account = parseArn(taken?.session.roleArn ?? '')?.account;
  return account ? { ...place, account } : place;
}

function assuming({ role, context }: Assumed): Reading {
  const arn = knownText(role);
  if (arn === null) return unresolved('a profile assumes a role whose ARN is not known');
  const call = { service: 'sts', operation: 'AssumeRole', action: 'sts:AssumeRole' } as const;
  return used({ kind: 'aws-call', ...call, resources: [arn], context }, role);
}

/** Equal uses count once, where they were found first. */
class EvidenceList {
  readonly #found = new Map<string, Evidence>();
  /** How often what is said once was to be said. */
  readonly #times = new Map<string, number>();

  add(reading: Reading, { where, text }: { readonly where: string; readonly text: string }): void {
    const source = reading.at ?? ({ kind: 'buildspec', where, text } as const);
    const key = keyOf(reading, source.where);
    const known = this.#found.get(key);
    if (reading.kind === 'unresolved') {
      this.#times.set(key, (this.#times.get(key) ?? 0) + 1);
      if (known === undefined) {
        const { why, mayAskFor } = reading;
        const only = mayAskFor === undefined ? {} : { mayAskFor };
        this.#found.set(key, { kind: 'unresolved', grade: 'declared', source, why, ...only });
      }
      return;
    }
    if (reading.kind === 'session') {
      const { session, call } = reading;
      const calls = known?.kind === 'session' ? known.calls : [];
      const more = call === null || calls.some((one) => stableJson(one) === stableJson(call)) ? [] : [call];
      this.#found.set(key, {
        kind: 'session',
        grade: 'declared',
        source,
        session,
        calls: [...calls, ...more],
      });
      return;
    }
    const isBetter = known?.kind === 'use' && known.origin === 'source' && reading.isNamedBySettings === true;
    if (known !== undefined && !isBetter) return;
    const origin = reading.isNamedBySettings === true ? 'settings' : 'source';
    const { use, through } = reading;
    this.#found.set(key, { kind: 'use', grade: 'declared', source, origin, use, through });
  }

  all(): readonly Evidence[] {
    return [...this.#found].map(([key, one]) => {
      const times = this.#times.get(key) ?? 0;
      const isMore = one.kind === 'unresolved' && times > 1 && key === one.why;
      return isMore ? { ...one, why: `${one.why} (${times} commands in all)` } : one;
    });
  }
}

function keyOf(reading: Reading, where: string): string {
  if (reading.kind === 'use') return stableJson(reading.use);
  if (reading.kind === 'session') return `${where} ${stableJson(reading.session)}`;
  return reading.isOnce === true ? reading.why : `${where} ${reading.why}`;
}

function shellOf({ buildspec, project }: BuildPlace): 'posix' | 'powershell' | 'cmd' {
  const { shell } = buildspec.env;
  if (/cmd(\.exe)?$/i.test(shell ?? '')) return 'cmd';
  const isWindows = shell === null && project.environment.type.startsWith('WINDOWS');
  return isWindows || /powershell|pwsh/i.test(shell ?? '') ? 'powershell' : 'posix';
}
