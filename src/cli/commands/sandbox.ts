import type { SandboxDocument } from '#render/documents.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { err, type Result } from '#basics/result.ts';
import { safeText } from '#render/terminal-text.ts';
import { EXIT } from '#render/exit-codes.ts';
import type { Problem } from '#render/problem.ts';
import { report, type Terminal } from '../terminal.ts';
import { safeJson } from '#render/safe-json.ts';

interface Flags {
  readonly port: number;
  readonly world: string;
  readonly latency: number;
  readonly json?: boolean;
}

const WORLD_HELP = 'docs/sandbox.md shows a world file; `rolemend sandbox --world tracker-api` needs none';

/** `rolemend sandbox`: serves until it is interrupted. */
export async function sandboxCommand(flags: Flags, terminal: Terminal): Promise<number> {
  const json = flags.json === true;
  const opened = await open(flags);
  if (!opened.ok) return report(opened.error, terminal, json);
  const sandbox = opened.value;
  const { endpoint, registry, region, accounts } = sandbox;
  terminal.print(
    json
      ? safeJson({ endpoint, registry, region, accounts } satisfies SandboxDocument)
      : readyText({ ...sandbox, world: flags.world }, terminal),
  );
  await interrupted();
  await sandbox.close();
  return EXIT.done;
}

const PORT_REFUSED: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else does',
  EACCES: 'you may not',
};

async function open({ port, world, latency }: Flags): Promise<Result<Sandbox, Problem>> {
  try {
    const opened = await openWorld(world, { port, latencyMs: latency });
    return opened.ok
      ? opened
      : err({ message: safeText(opened.error), help: WORLD_HELP, exit: EXIT.invalidInput });
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? PORT_REFUSED[String(error.code)] : undefined;
    if (why === undefined) throw error;
    return err({
      message: `the sandbox could not listen on port ${port}: ${why}`,
      help: 'choose another `--port`; `rolemend sandbox --port 0` picks a free one',
      exit: EXIT.couldNotRun,
    });
  }
}

function readyText(
  {
    endpoint,
    region,
    accounts,
    world,
  }: Pick<Sandbox, 'endpoint' | 'region' | 'accounts'> & { readonly world: string },
  { paint }: Terminal,
): string {
  return [
    `sandbox ready at ${paint.bold(endpoint)}; stop it with Ctrl-C`,
    '',
    'in another terminal:',
    `  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region}`,
    `  export AWS_ACCESS_KEY_ID=${accounts[0] ?? '111122223333'} AWS_SECRET_ACCESS_KEY=any`,
    ...(world === 'tracker-api' ? ['  rolemend diagnose TrackerAPI'] : []),
  ].join('\n');
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
