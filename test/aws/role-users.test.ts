/** Who has a role, in all the regions that there are. */
import { expect, it } from 'vitest';
import type { RoleUses } from '#account/usage.ts';
import type { Connection } from '#aws/connection.ts';
import { readUsesOfRole } from '#aws/read-role-users.ts';

/** Answers by operation; what is left out is refused. */
type Answers = Readonly<Record<string, object>>;

/** Every region has one project and one fleet, on the role. */
const on = (role: string): Answers => ({
  DescribeRegions: { Regions: [{ RegionName: 'us-east-1' }, { RegionName: 'eu-south-1' }] },
  ListProjects: { projects: ['web'] },
  BatchGetProjects: { projects: [{ name: 'web', serviceRole: role }] },
  ListFleets: { fleets: ['fast'] },
  BatchGetFleets: { fleets: [{ arn: 'fast', fleetServiceRole: role }] },
});

function everywhere(answers: Answers, region = 'us-west-2'): Connection {
  const read = (service: string, operation: string) => {
    const value = answers[operation];
    const action = `${service}:${operation}`;
    return Promise.resolve(
      value === undefined
        ? { ok: false, error: { kind: 'denied', code: 'AccessDenied', message: '', action, resource: '*' } }
        : { ok: true, value },
    );
  };
  return { region, read, inRegion: (other: string) => everywhere(answers, other) } as unknown as Connection;
}

async function usesIn(
  partition: string,
  answers: (role: string) => Answers = on,
): Promise<RoleUses | string> {
  const role = `arn:${partition}:iam::290008131176:role/build`;
  const uses = await readUsesOfRole(everywhere(answers(role)), role);
  return uses.kind === 'known' ? uses.value : uses.kind;
}

const without =
  (...names: readonly string[]) =>
  (role: string): Answers =>
    Object.fromEntries(Object.entries(on(role)).filter(([name]) => !names.includes(name)));
const regions = (uses: RoleUses | string) =>
  typeof uses === 'string' ? uses : uses.projects.map(({ region }) => region);

it('is looked for in every region that the account may use, those it opted into among them', async () => {
  const uses = await usesIn('aws');
  expect(regions(uses)).toEqual(['us-west-2', 'us-east-1', 'eu-south-1']);
  expect(uses).toMatchObject({ fleets: ['fast', 'fast', 'fast'], unread: [] });
});

it('is looked for where nobody opts in, and not known whole, where regions may not be listed', async () => {
  const uses = await usesIn('aws', without('DescribeRegions'));
  expect(regions(uses)).toEqual(expect.arrayContaining(['us-west-2', 'eu-central-1']));
  expect(uses).toMatchObject({ unread: [{ needs: 'ec2:DescribeRegions' }] });
  const china = await usesIn('aws-cn', without('DescribeRegions'));
  expect(regions(china)).toEqual(expect.arrayContaining(['cn-north-1', 'cn-northwest-1']));
});

it('is not known whole where fleets may not be read', async () => {
  const uses = await usesIn('aws', without('BatchGetFleets'));
  const hole = { needs: 'codebuild:BatchGetFleets' };
  expect(uses).toMatchObject({ fleets: [], unread: [hole, hole, hole] });
});

it('is not known at all where projects may not be read, or nothing says which regions there are', async () => {
  expect(await usesIn('aws', without('BatchGetProjects'))).toBe('unreadable');
  expect(await usesIn('aws-iso', without('DescribeRegions'))).toBe('unreadable');
});
