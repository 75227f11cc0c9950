/** Signs of a keeper that anybody could have set: tags, the clients that CloudTrail names, and the name itself. */
import type { OwnerSigns } from '#account/owner-signs.ts';
import { nameInArn } from '#iam/arn.ts';
import { type ChangedThing, tagsOf } from './changed-things.ts';
import { indicated, type Keeper, type OwningTool } from './keeper.ts';

/** The first sign there is, the clearest kind first; null: there is none. */
export function signOfKeeper({ thing }: ChangedThing, signs: OwnerSigns | undefined): Keeper | null {
  const tagged = Object.entries(tagsOf(thing, signs))
    .map(signOfTag)
    .find((sign) => sign !== null);
  return tagged ?? signOfCalls(signs?.calls) ?? signOfName(nameInArn(thing.arn));
}

const beside = (tool: OwningTool, shown: string): Keeper =>
  indicated(tool, `${shown}; a change made beside the code is drift, and the next run may take it back`);

const TOOLS: readonly { readonly tool: OwningTool; readonly pattern: RegExp }[] = [
  { tool: 'pulumi', pattern: /pulumi/i },
  { tool: 'terraform', pattern: /terraform|opentofu|terragrunt/i },
  { tool: 'cdk', pattern: /^(aws-)?cdk$/i },
  { tool: 'sam', pattern: /^(aws-)?sam$/i },
  { tool: 'cloudformation', pattern: /^cloudformation(\.amazonaws\.com)?$/i },
];

const toolIn = (text: string): OwningTool | undefined =>
  TOOLS.find(({ pattern }) => pattern.test(text))?.tool;

/** Keys under which teams write what keeps a thing. */
const KEEPER = /^(managed[-_ .]?by|provisioned[-_ .]?by|created[-_ .]?by|iac([-_ .]?tool)?|provisioner)$/i;

function signOfTag([key, value]: readonly [key: string, value: string]): Keeper | null {
  const tool = toolIn(KEEPER.test(key) ? value : key);
  return tool === undefined ? null : beside(tool, `its tag \`${key}\` = \`${value}\` says so`);
}

/** What made it tells more than what changed it since. */
function signOfCalls(calls: OwnerSigns['calls'] | undefined): Keeper | null {
  if (calls?.kind !== 'known') return null;
  const signed = calls.value.flatMap(({ agent, action, at }) => {
    const tool = toolIn(agent);
    return tool === undefined ? [] : [{ tool, action, at }];
  });
  const sign = signed.find(({ action }) => action.startsWith('Create')) ?? signed[0];
  if (sign === undefined) return null;
  const { tool, action, at } = sign;
  return beside(tool, `by CloudTrail, the client of ${action} at ${at} called itself so`);
}

/**
 * What Terraform puts behind a `name_prefix`: eighteen digits of the time and a counter of eight. Pulumi ends names with seven hexadecimal
 * digits. Sources: terraform-plugin-sdk, PrefixedUniqueId; Pulumi, auto-naming.
 */
function signOfName(name: string): Keeper | null {
  if (/20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{10}[0-9a-f]{8}$/.test(name))
    return beside('terraform', 'its name ends as Terraform ends what has a `name_prefix`');
  return /-(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7}$/.test(name)
    ? beside('pulumi', 'its name ends as Pulumi ends names')
    : null;
}
