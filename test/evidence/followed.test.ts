/** Scripts, tasks and shells that lead to other commands are followed where they are plain, and said where they are more. */
import { describe, expect, it } from 'vitest';
import { askedBy, imageNeeds } from '../needs/asked.ts';
import { project } from './project.ts';

function read(run: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands: run } } });
  const script = (path: string) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null);
  return askedBy({ project: project(), build: null, text, script });
}

const HOST = '111122223333.dkr.ecr.us-west-2.amazonaws.com';
const pushed = imageNeeds('push', 'app').toSorted();
const json = (value: unknown) => JSON.stringify(value);

describe('scripts of one package of a workspace', () => {
  const web = json({ name: '@acme/web', scripts: { release: `docker push ${HOST}/app` } });
  const files = {
    'package.json': json({ workspaces: ['packages/*', 'tools'] }),
    'packages/web/package.json': web,
    'packages/api/package.json': json({ name: 'api', scripts: { release: 'echo' } }),
  };

  it.each([
    'npm run release -w @acme/web',
    'npm run release --workspace=packages/web',
    'npm --workspace @acme/web run release',
    'yarn workspace @acme/web run release',
    'yarn workspace @acme/web release',
    'npx lerna run release --scope @acme/web',
    'npx turbo run release --filter=@acme/web',
    'yarn nx run @acme/web:release',
    'npx nx release @acme/web',
  ])('are followed: %s', (command) => {
    expect(read([command], files)).toEqual({ asked: pushed, said: [] });
  });

  it('are followed by the list of pnpm', () => {
    const own = { 'pnpm-workspace.yaml': 'packages:\n  - apps/*\n', 'apps/web/package.json': web };
    expect(read(['pnpm --filter @acme/web run release'], own)).toEqual({ asked: pushed, said: [] });
  });

  it.each([
    'npm run release -ws',
    'npx lerna run release',
    'pnpm --filter "./packages/**" run release',
    'npm run release -w other',
  ])('are said where it is not known which they are: %s', (command) => {
    const { asked, said } = read([command], files);
    expect(asked).toEqual([]);
    expect(said).toHaveLength(1);
  });
});

describe('tasks of a Taskfile', () => {
  const taskfile = (...lines: readonly string[]) => ({
    'Taskfile.yml': ['version: "3"', ...lines].join('\n'),
  });

  it('are followed through variables, needs and other tasks', () => {
    const files = taskfile(
      'vars:',
      '  NAME: other',
      '  ACCOUNT:',
      '    sh: aws sts get-caller-identity --query Account --output text',
      'env:',
      '  HOST: "{{.ACCOUNT}}.dkr.ecr.us-west-2.amazonaws.com"',
      'tasks:',
      '  release:',
      '    deps: [check]',
      '    cmds:',
      '      - echo start',
      '      - task: push',
      '        vars: { TAG: "1" }',
      '  push:',
      '    vars: { NAME: app }',
      '    cmds:',
      '      - cmd: docker push $HOST/{{.NAME}}:{{.TAG}}',
      '  check: npm ci',
    );
    expect(read(['task release'], files)).toEqual({ asked: pushed, said: [] });
  });

  it('are said step by step where they are more than that', () => {
    const files = taskfile(
      'tasks:',
      '  release:',
      '    cmds:',
      '      - for: [a, b]',
      `        cmd: docker push ${HOST}/{{.ITEM}}`,
      `      - docker push ${HOST}/{{.NAME | lower}}`,
      `      - docker push ${HOST}/app`,
    );
    const { asked, said } = read(['task release'], files);
    expect(asked).toEqual(pushed);
    expect(said).toEqual([
      expect.stringMatching(/^this step of the task/),
      expect.stringMatching(/^this step of the task/),
    ]);
  });

  it('are said whole where their file is not at hand', () => {
    expect(read(['task release']).said).toEqual([expect.stringContaining('taskfile')]);
  });
});

describe('PowerShell that another shell runs', () => {
  it.each<readonly [string, Readonly<Record<string, string>>]>([
    [`pwsh -NoProfile -Command "docker push ${HOST}/app"`, {}],
    [`pwsh -c '$n = "app"; docker push "${HOST}/$n"'`, {}],
    ['pwsh -File ci/push.ps1', { 'ci/push.ps1': `docker push ${HOST}/app` }],
    ['pwsh ./ci/push.ps1', { 'ci/push.ps1': `docker push ${HOST}/app` }],
  ])('is followed: %s', (command, files) => {
    expect(read([command], files)).toEqual({ asked: pushed, said: [] });
  });

  it('is said where its file is not at hand, or its text not known', () => {
    expect(read(['pwsh -File ci/push.ps1']).said).toHaveLength(1);
    expect(read(['pwsh -Command "$(cat x)"']).said).toHaveLength(1);
  });
});
