/** What the registry's own settings ask of a push: images that are signed as whoever pushes, and repositories that the push makes. */
import { afterEach, describe, expect, test } from 'vitest';
import { regionOf } from '#sandbox/world.ts';
import { ACCOUNT, buildsOf, type OnSandbox, openOnSandbox, pairs, REGION } from './on-sandbox.ts';
import { ENOUGH, LOGS, PROJECT, projectWorld, PUSH, repository } from './project-world.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  await on?.close();
  on = null;
});

const repositories = (opened: OnSandbox) => regionOf(opened.sandbox.world, ACCOUNT, REGION).ecr.repositories;

describe('a registry that signs what is pushed to it', () => {
  const profile = (name: string) => `arn:aws:signer:${REGION}:${ACCOUNT}:/signing-profiles/${name}`;
  const signingRules = [
    { profile: profile('release'), repositories: ['tracker_*', 'other'] },
    { profile: profile('audit') },
    { profile: profile('web'), repositories: ['tracker'] },
  ];

  test('has the pusher need its profiles: a green build left images unsigned, and the change has them signed', async () => {
    on = await openOnSandbox(projectWorld({ rights: ENOUGH, account: { signingRules } }));
    expect(buildsOf(on.sandbox)).toEqual(['SUCCEEDED']);
    const { diagnosis, plan } = await on.diagnose(PROJECT);
    expect(diagnosis.verdict).toBe('blocked');
    expect(pairs(plan.ok ? plan.value.grants : [])).toEqual([
      `signer:SignPayload ${profile('audit')}`,
      `signer:SignPayload ${profile('release')}`,
    ]);
    expect(plan.ok && plan.value.expectedEnd).toMatchObject({ kind: 'green', remaining: [] });
    await on.fix(PROJECT);
    const [image] = repositories(on).get('tracker_api')?.images.values() ?? [];
    expect([...(image?.signing.values() ?? [])]).toEqual([
      { profileArn: profile('release'), failure: null },
      { profileArn: profile('audit'), failure: null },
    ]);
    expect((await on.diagnose(PROJECT)).diagnosis.verdict).toBe('healthy');
  });
});

describe('a repository that is not there', () => {
  const templates = (...appliedFor: readonly string[]) => ({
    repositoryCreationTemplates: [{ prefix: 'ROOT', appliedFor, imageTagMutability: 'IMMUTABLE' }],
  });

  test('is made by the push where a template is for that: no step creates it, and plan and diagnosis say so', async () => {
    const account = templates('CREATE_ON_PUSH', 'REPLICATION');
    on = await openOnSandbox(projectWorld({ rights: [LOGS], repositories: [], account }));
    expect(buildsOf(on.sandbox)).toEqual(['FAILED']);
    const { diagnosis, plan } = await on.diagnose(PROJECT);
    const note = expect.stringMatching(/`tracker_api` is not there yet.* creation template `ROOT`/) as string;
    expect(diagnosis.findings.map(({ code }) => code)).not.toContain('repository-missing');
    expect(diagnosis.notes).toContainEqual(note);
    if (!plan.ok) throw new Error(plan.error.message);
    expect(plan.value.notes).toContainEqual(note);
    expect(plan.value.steps.map(({ kind }) => kind)).not.toContain('create-repository');
    const asked = [...PUSH.map((action) => `${action} ${repository()}`), 'ecr:GetAuthorizationToken *'];
    expect(pairs(plan.value.grants)).toEqual(asked.sort());
    await on.fix(PROJECT);
    expect(buildsOf(on.sandbox)).toEqual(['FAILED', 'SUCCEEDED']);
    expect(repositories(on).get('tracker_api')?.tagMutability).toBe('IMMUTABLE');
  });

  test('is created by a step where templates are for other occasions', async () => {
    const account = templates('PULL_THROUGH_CACHE');
    on = await openOnSandbox(projectWorld({ repositories: [], account }));
    const { diagnosis, plan } = await on.diagnose(PROJECT);
    expect(diagnosis.findings.map(({ code }) => code)).toContain('repository-missing');
    expect(plan.ok && plan.value.steps.map(({ kind }) => kind)).toEqual(['create-repository']);
  });
});
