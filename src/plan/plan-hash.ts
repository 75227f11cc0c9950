/** What a plan is known by: its steps, and the state they were made from. */
import { createHash } from 'node:crypto';
import { stableJson } from '#basics/stable-json.ts';
import type { Snapshot } from '#account/snapshot.ts';
import type { Step } from './plan.ts';

/** Twelve hexadecimal digits of the steps alone: enough to tell plans apart, short enough to type. */
export function planId(steps: readonly Step[]): string {
  return digest(steps).slice(0, 12);
}

export function planHash(steps: readonly Step[], snapshot: Snapshot): string {
  return digest({ steps, state: stateOf(snapshot) });
}

/** What the policies and settings were; when it was looked, by whom, and what the last build printed changes no plan. */
function stateOf(snapshot: Snapshot): object {
  const { account, region, role, repositories } = snapshot;
  // What tags of the project say bears on nothing that is planned.
  const { tags: _, ...project } = snapshot.project;
  const { registryPolicies, resourcePolicies, resourceTags, serviceControl, resourceControl } = snapshot;
  return {
    account,
    region,
    project,
    role,
    repositories,
    registryPolicies,
    resourcePolicies,
    serviceControl,
    resourceControl,
    // Without any a plan keeps the name that it had before tags were looked at.
    ...(Object.keys(resourceTags).length === 0 ? {} : { resourceTags }),
  };
}

/** AWS's words on what could not be read differ from call to call. */
function digest(value: unknown): string {
  const text = JSON.stringify(value, (key, one: unknown) => (key === 'message' ? undefined : one));
  return createHash('sha256')
    .update(stableJson(JSON.parse(text)))
    .digest('hex');
}
