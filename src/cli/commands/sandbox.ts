import { openWorld } from '#sandbox/worlds/open-world.ts';
import { safeLine } from '#render/terminal-text.ts';
import { EXIT } from '../exit-codes.ts';
import { report, type Terminal } from '../terminal.ts';

interface Flags {
  readonly port: number;
  readonly world: string;
  readonly latency: number;
  readonly json?: boolean;
}

/** `rolemend sandbox`: serves until it is interrupted. */
export async function sandboxCommand(flags: Flags, terminal: Terminal): Promise<number> {
  const json = flags.json === true;
  const opened = await open(flags);
  if (!opened.ok) {
    const help = 'see `rolemend sandbox --help`; `--port 0` picks a free port';
    return report({ message: safeLine(opened.error), help, exit: EXIT.invalidInput }, terminal, json);
  }
  const sandbox = opened.value;
  const { endpoint, registry, region, accounts } = sandbox;
  terminal.print(
    json ? JSON.stringify({ endpoint, registry, region, accounts }) : readyText(sandbox, terminal),
  );
  await interrupted();
  await sandbox.close();
  return EXIT.done;
}

async function open({ port, world, latency }: Flags) {
  try {
    return await openWorld(world, { port, latencyMs: latency });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false as const, error: `the sandbox could not listen on port ${port}: ${reason}` };
  }
}

function readyText(
  { endpoint, region, accounts }: { endpoint: string; region: string; accounts: readonly string[] },
  { paint }: Terminal,
): string {
  return [
    `sandbox ready at ${paint.bold(endpoint)}; stop it with Ctrl-C`,
    '',
    'in another terminal:',
    `  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region}`,
    `  export AWS_ACCESS_KEY_ID=${accounts[0] ?? '111122223333'} AWS_SECRET_ACCESS_KEY=any`,
    ...(accounts.length === 0 ? [] : ['  rolemend diagnose TrackerAPI']),
  ].join('\n');
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
