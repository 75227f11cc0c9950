/** The owners of hand-offs, who do what is asked of them: the commands of each, read as a shell reads them, made by AWS's own clients in its owner's account. */
import { spawnSync } from 'node:child_process';
import { z } from 'zod';
import type { Sandbox } from '#sandbox/server.ts';
import { regionOf } from '#sandbox/world.ts';
import type { Sdk } from './sdk.ts';
import { ACCOUNT, MANAGEMENT, REGION } from './world.ts';

/** As much of a hand-off as its owner needs. */
export const handoffShape = z.looseObject({
  layer: z.string().nullable(),
  owner: z.looseObject({ kind: z.string(), account: z.string().nullable() }),
  at: z.string(),
  awsCli: z.string().nullable(),
  change: z.looseObject({ before: z.string().nullable(), after: z.string().nullable() }),
});
export type HandedOff = z.infer<typeof handoffShape>;

/** Commands that show what is there, and those that wait for a file to be written, are left out. */
export async function handOver(sdk: Sdk, sandbox: Sandbox, handoffs: readonly HandedOff[]): Promise<void> {
  for (const { owner, awsCli, change } of handoffs) {
    const { before, after } = change;
    if (owner.kind === 'project-owner' && before !== null && after !== null)
      await sdk.buildspec((spec) => spec.replace(before.trim(), () => after.trim()));
    // Who runs the product may do everything in his account.
    if (owner.kind === 'operator') continue;
    // A setting of the project is another way out of the same, which nobody takes here.
    if (awsCli?.startsWith('aws codebuild ') === true) continue;
    const account = owner.kind === 'organisation' ? MANAGEMENT : (owner.account ?? ACCOUNT);
    for (const [service = '', command = '', ...options] of commandsIn(awsCli ?? '')) {
      if (/^(get|list|describe)-/.test(command) || options.includes('file://policy.json')) continue;
      if (service === 'ec2') openEndpoint(sandbox, inputOf(service, options));
      else await clientOf(sdk, service, account)[camel(command)]?.(inputOf(service, options));
    }
  }
}

function commandsIn(text: string): readonly (readonly string[])[] {
  const { stdout } = spawnSync('sh', ['-c', `aws() { printf '%s\\0' "$@"; printf '\\001'; }\n${text}`], {
    encoding: 'utf8',
  });
  return stdout
    .split('\u0001')
    .filter((command) => command !== '')
    .map((command) => command.split('\0').slice(0, -1));
}

type Client = Readonly<Record<string, (input: object) => Promise<unknown>>>;

function clientOf(sdk: Sdk, service: string, account: string): Client {
  const clients: Readonly<Record<string, () => unknown>> = {
    iam: () => sdk.iam(account),
    ecr: () => sdk.ecr(account),
    s3api: () => sdk.s3(account),
    kms: () => sdk.kms(account),
    secretsmanager: () => sdk.secrets(account),
    organizations: () => sdk.organizations(),
  };
  const client = clients[service]?.();
  if (client === undefined) throw new Error(`no client for ${service}`);
  return client as Client;
}

/** `--policy-id p-1` as `PolicyId: 'p-1'`; ECR's members begin with a small letter. */
function inputOf(service: string, options: readonly string[]): Readonly<Record<string, string | true>> {
  const input: Record<string, string | true> = {};
  options.forEach((flag, at) => {
    if (!flag.startsWith('--') || flag === '--region') return;
    const word = camel(flag.slice(2));
    const value = options[at + 1];
    const member = service === 'ecr' ? word : `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
    input[member] = value === undefined || value.startsWith('--') ? true : value;
  });
  return input;
}

const camel = (text: string): string =>
  text.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Endpoints are as the file of a world has them: no client of EC2 is here. */
function openEndpoint(
  { world }: Sandbox,
  { VpcEndpointId, PolicyDocument }: ReturnType<typeof inputOf>,
): void {
  const endpoint = regionOf(world, ACCOUNT, REGION).vpcEndpoints.find(({ id }) => id === VpcEndpointId);
  if (endpoint === undefined || typeof PolicyDocument !== 'string')
    throw new Error(`no endpoint ${String(VpcEndpointId)}`);
  endpoint.policy = PolicyDocument;
}
