/** Which projects have a role, in all the regions that there are. */
import { expect, it } from 'vitest';
import type { Connection } from '#aws/connection.ts';
import { readProjectsOfRole } from '#aws/read-role-users.ts';

/** Every region has one project, on the role. */
function everywhere(role: string, region = 'us-west-2'): Connection {
  const read = (_: string, operation: string) =>
    Promise.resolve({
      ok: true,
      value:
        operation === 'ListProjects'
          ? { projects: ['web'] }
          : { projects: [{ name: 'web', serviceRole: role }] },
    });
  return { region, read, inRegion: (other: string) => everywhere(role, other) } as unknown as Connection;
}

const roleIn = (partition: string): string => `arn:${partition}:iam::290008131176:role/build`;
const regionsFor = async (partition: string): Promise<unknown> => {
  const role = roleIn(partition);
  const projects = await readProjectsOfRole(everywhere(role), role);
  return projects.kind === 'known' ? projects.value.map(({ region }) => region) : projects.kind;
};

it('are looked for in every region of the partition that the role is of', async () => {
  expect(await regionsFor('aws')).toEqual(expect.arrayContaining(['us-west-2', 'eu-central-1']));
  expect(await regionsFor('aws-cn')).toEqual(expect.arrayContaining(['cn-north-1', 'cn-northwest-1']));
});

it('are not known where it is not known which regions there are', async () => {
  expect(await regionsFor('aws-iso')).toBe('unreadable');
});
