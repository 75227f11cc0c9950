/**
 * The stacks of a world. No call would make them, for the sandbox carries out no template: what a stack made is described beside
 * it, and is given here the tags that CloudFormation would have left on it, which nobody else may set.
 */
import { accountOf, regionOf, type World } from '../world.ts';
import type { AccountDescription } from './world-file.ts';

interface Where {
  readonly account: string;
  readonly region: string;
}

export function arrangeStacks(world: World, where: Where, stacks: AccountDescription['stacks']): void {
  for (const { name, template, resources, region = where.region } of stacks) {
    const { account } = where;
    const id = `arn:${world.partition}:cloudformation:${region}:${account}:stack/${name}/${world.ids.uuid()}`;
    regionOf(world, account, region).stacks.set(name, {
      name,
      id,
      template,
      resources,
      createdAt: world.now(),
    });
    for (const { logicalId, physicalId, type, tagged } of resources)
      if (tagged) tag(world, { account, region }, { type, physicalId, of: { name, id, logicalId } });
  }
}

interface Tagged {
  readonly type: string;
  readonly physicalId: string;
  readonly of: { readonly name: string; readonly id: string; readonly logicalId: string };
}

function tag(world: World, { account, region }: Where, { type, physicalId, of }: Tagged): void {
  const tags = [
    ['aws:cloudformation:stack-name', of.name],
    ['aws:cloudformation:stack-id', of.id],
    ['aws:cloudformation:logical-id', of.logicalId],
  ] as const;
  const role = accountOf(world, account).iam.roles.get(physicalId.toLowerCase());
  if (type === 'AWS::IAM::Role' && role !== undefined)
    role.tags = [...role.tags, ...tags.map(([Key, Value]) => ({ Key, Value }))];
  const project = regionOf(world, account, region).codebuild.projects.get(physicalId);
  if (type === 'AWS::CodeBuild::Project' && project !== undefined)
    project.settings = { ...project.settings, tags: tags.map(([key, value]) => ({ key, value })) };
}
