/**
 * The organisation of a world, made by the management account's calls. Accounts that are there join as if they had
 * been invited and had accepted. Source: facts 1.6, 6.5 [BOTO organizations].
 */
import { listAt, type Members, structureAt, textAt } from '../clients/members.ts';
import { join } from '../organizations/tree-operations.ts';
import { accountOf, type World } from '../world.ts';
import type { WorldDescription } from './world-file.ts';

type Organization = NonNullable<WorldDescription['organization']>;

/** As the management account's administrator. */
type Call = (operation: string, input: Members) => Promise<Members>;

export async function arrangeOrganization(world: World, call: Call, given: Organization): Promise<void> {
  await call('CreateOrganization', { FeatureSet: 'ALL' });
  inviteMembers(world, given);
  const [root] = listAt(await call('ListRoots', {}), 'Roots');
  const rootId = textAt(root, 'Id');
  const { serviceControlPolicies, resourceControlPolicies } = given;
  await attachAll(call, rootId, { type: 'SERVICE_CONTROL_POLICY', policies: serviceControlPolicies });
  if (resourceControlPolicies.length > 0)
    await attachAll(call, rootId, { type: 'RESOURCE_CONTROL_POLICY', policies: resourceControlPolicies });
}

interface PoliciesOfType {
  readonly type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';
  readonly policies: Organization['serviceControlPolicies'];
}

async function attachAll(call: Call, rootId: string, { type, policies }: PoliciesOfType): Promise<void> {
  await call('EnablePolicyType', { RootId: rootId, PolicyType: type });
  for (const { name, document, targets } of policies) {
    const Content = JSON.stringify(document);
    const made = await call('CreatePolicy', { Name: name, Description: name, Type: type, Content });
    const policyId = textAt(structureAt(structureAt(made, 'Policy'), 'PolicySummary'), 'Id');
    for (const target of targets) {
      const TargetId = target === 'root' ? rootId : target;
      await call('AttachPolicy', { PolicyId: policyId, TargetId });
    }
  }
}

function inviteMembers(world: World, { management, members }: Organization): void {
  const organization = world.organizations.find(({ managementAccount }) => managementAccount === management);
  if (organization === undefined) return;
  for (const id of members) {
    accountOf(world, id);
    const member = { id, name: id, email: `${id}@example.com`, joinedAt: world.now() };
    join(organization, { ...member, joinedMethod: 'INVITED', parentId: organization.rootId });
  }
}
