/** One case of each kind on the sandbox; `npm run soak -- builds` has all of them. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLI } from '../cli/run-cli.ts';
import { runBuild } from './run-build.ts';

const root = join(import.meta.dirname, '..', 'cases', 'builds');

describe('a build as public repositories have it', () => {
  test.each([
    ['docker-two-tags', ['shop'], []],
    ['kaniko', ['job', 'job-cache'], []],
    ['crane-copy', ['app'], []],
    ['trivy-gate', ['app'], [/^trivy image .*\/app:1$/]],
    ['tools-by-nix', ['app'], [/^nix build /, /^docker load /, /^nix run .#smoke-test$/]],
  ])('(%s) is green after one change, and what it pushes is there', async (name, pushed, notRun) => {
    expect(await runBuild(root, name, CLI)).toMatchObject({
      builds: ['FAILED', 'SUCCEEDED'],
      exit: 0,
      pushed,
      notRun: notRun.map((pattern) => expect.stringMatching(pattern) as string),
      problems: [],
    });
  });

  test.each([
    [
      'public-manifest-list',
      [/^aws ecr-public /, /^login to public/, /^push to public.ecr.aws\/z9y8x7\/cli:1$/],
    ],
    ['windows-image', [/^docker push /]],
  ])('(%s) names every command that was not run, and is not taken for pushed', async (name, notRun) => {
    const outcome = await runBuild(root, name, CLI);
    expect(outcome).toMatchObject({ pushed: [], problems: [] });
    for (const pattern of notRun) expect(outcome.notRun).toContainEqual(expect.stringMatching(pattern));
  });
});
