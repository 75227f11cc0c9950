/** `--state`: the tool's own state says who keeps the role, before anything is asked. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;
afterEach(() => world.end());

it('proves the owner, tells the fate and the form, and shows no secret of the state', async () => {
  world = await openTrackerApi('state');
  const name = 'codebuild-TrackerAPI-service-role';
  const attributes = { arn: `arn:aws:iam::290008131176:role/service-role/${name}`, name, secret: 'hunter2' };
  const resource = (type: string, of: object) => ({
    mode: 'managed',
    type,
    name: 'build',
    instances: [{ attributes: of }],
  });
  const file = join(world.stateFolder, 'terraform.tfstate');
  const exclusive = resource('aws_iam_role_policies_exclusive', { role_name: name });
  writeFileSync(
    file,
    JSON.stringify({ version: 4, resources: [resource('aws_iam_role', attributes), exclusive] }),
  );
  const shown = await runCli(['fix', 'TrackerAPI', '--dry-run', '--details', '--state', file], world.env);
  expect(shown.stdout).toContain(
    'aws_iam_role_policies_exclusive.build removes every policy that it does not name',
  );
  expect(shown.stdout).toContain('--emit terraform');
  expect(shown.stdout + shown.stderr).not.toContain('hunter2');
  const json = await runCli(['diagnose', 'TrackerAPI', '--json', '--state', file], world.env);
  expect(JSON.parse(json.stdout).plan.ownership).toMatchObject({
    tool: 'terraform',
    grade: 'proved',
    fate: 'reverted',
  });
  writeFileSync(file, '{}');
  expect(await runCli(['diagnose', 'TrackerAPI', '--state', file], world.env)).toMatchObject({ code: 3 });
});
