/** Conditions on the tags of resources: met, not met, and not to be told; read only where a policy asks for them. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { verifyNeeds } from '#tasks/verify.ts';
import { control, servedCalls } from '../aws/arrange.ts';
import { buildsOf, type OnSandbox, openOnSandbox } from './on-sandbox.ts';
import { allow, LOGS, PROJECT, projectWorld, PUSH, pushTo, repository, TOKEN } from './project-world.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await on?.close();
  on = null;
});

const tracker = (key: string): object => ({ StringEquals: { [key]: 'tracker' } });
const world = (tags: Readonly<Record<string, string>>, key = 'aws:ResourceTag/team') =>
  projectWorld({
    rights: [LOGS, TOKEN, allow(PUSH, '*', tracker(key))],
    repositories: [{ name: 'tracker_api', tags }],
  });

describe('an Allow on condition of a tag', () => {
  it.each(['aws:ResourceTag/team', 'ecr:ResourceTag/team', 'aws:resourcetag/Team'])(
    'of `%s` that the repository has makes a green build healthy',
    async (key) => {
      on = await openOnSandbox(world({ team: 'tracker' }, key));
      const { diagnosis } = await on.diagnose(PROJECT);
      expect(diagnosis.needs.map(({ decision }) => decision.decision)).not.toContain('unknown');
      expect(diagnosis.verdict).toBe('healthy');
    },
  );

  it.each([{}, { team: 'other' }])(
    'that is %j is told as not met, and mended by a statement of its own',
    async (tags) => {
      on = await openOnSandbox(world(tags));
      const { diagnosis } = await on.diagnose(PROJECT);
      const finding = diagnosis.findings.find(({ code }) => code === 'condition-not-met');
      expect(finding?.cause).toContain('aws:ResourceTag/team');
      await on.fix(PROJECT);
      expect(buildsOf(on.sandbox).at(-1)).toBe('SUCCEEDED');
    },
  );

  it('is decided by AWS’s simulator as here: it is given the tag', async () => {
    on = await openOnSandbox(world({ team: 'tracker' }));
    const { diagnosis } = await on.diagnose(PROJECT);
    const roleArn = diagnosis.snapshot.project.serviceRole;
    const { simulation } = await verifyNeeds({ diagnosis, roleArn }, on.access.reader);
    expect(simulation).toMatchObject({ ok: true, value: { agree: true, allowed: true } });
  });

  it('leaves the answer open where the tags could not be read', async () => {
    on = await openOnSandbox(world({ team: 'tracker' }));
    const fault = { service: 'ecr', operation: 'ListTagsForResource', code: 'AccessDeniedException' };
    await control(on.sandbox.endpoint, 'faults', [fault]);
    const { diagnosis } = await on.diagnose(PROJECT);
    const push = diagnosis.needs.find(({ action }) => action === 'ecr:PutImage');
    expect(push?.decision).toMatchObject({ decision: 'unknown', missing: ['aws:ResourceTag/team'] });
    expect(diagnosis.unreadable.map(({ what }) => what)).toContain(`tags of \`${repository()}\``);
  });
});

describe('tags', () => {
  it('are not read where no policy asks for them', async () => {
    on = await openOnSandbox(projectWorld({ rights: [LOGS, TOKEN, pushTo('tracker_api')] }));
    await on.diagnose(PROJECT);
    const calls = (await servedCalls(on.sandbox.endpoint)).map(({ operation }) => operation);
    expect(calls).toContain('DescribeRepositories');
    expect(calls.filter((operation) => /Tag/.test(operation))).toEqual([]);
  });
});
