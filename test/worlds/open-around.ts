/** The sandbox that a world begins with, and the credentials of whoever runs the product in it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { TRACKER_API } from '#sandbox/worlds/tracker-api.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { ACCOUNT, MANAGEMENT, type World } from './world.ts';

/** The runbook's world before its first build, with an organisation round it where the world has one. */
export async function openAround({
  name,
  organization,
  members = [],
  endpoints = [],
  routes = [],
}: World): Promise<Sandbox> {
  const inVpc = endpoints[0] === undefined ? {} : { vpcConfig: { vpcId: endpoints[0].vpc, ...NETWORK } };
  const accounts = TRACKER_API.accounts.map((account) => ({
    ...account,
    builds: [],
    vpcEndpoints: endpoints,
    routeTables: routes,
    projects: account.projects?.map((project) => ({ ...project, ...inVpc })),
  }));
  const around =
    organization === true ? { organization: { management: MANAGEMENT, members: [ACCOUNT, ...members] } } : {};
  const others = organization === true ? [MANAGEMENT, ...members].map((id) => ({ id })) : [];
  const description = worldSchema.parse({ ...TRACKER_API, accounts: [...accounts, ...others], ...around });
  const opened = await openWorld(description, { seed: name });
  if (!opened.ok) throw new Error(opened.error);
  return opened.value;
}

const NETWORK = { subnets: ['subnet-0abc1234'], securityGroupIds: ['sg-0abc1234'] };

export const profileOf = (account: string): string => `account-${account}`;

/** An administrator's keys for each account that is opened besides. */
export function writeProfiles(home: string, { open = [] }: World): void {
  if (open.length === 0) return;
  const sections = open.map(
    (account) => `[${profileOf(account)}]\naws_access_key_id = ${account}\naws_secret_access_key = any\n`,
  );
  mkdirSync(join(home, '.aws'));
  writeFileSync(join(home, '.aws', 'credentials'), sections.join('\n'));
}
