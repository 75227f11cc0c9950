/** The runbook's case in AWS's other partitions, through the real binary: nothing printed or written is of another partition. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { TRACKER_API } from '#sandbox/worlds/tracker-api.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { accountState } from './account-state.ts';
import { runCli, type Surroundings, surroundings } from './run-cli.ts';

const ACCOUNT = '290008131176';

interface Partition {
  readonly partition: string;
  readonly region: string;
  readonly suffix: string;
  readonly console: string;
}

const PARTITIONS: readonly Partition[] = [
  { partition: 'aws-cn', region: 'cn-north-1', suffix: 'amazonaws.com.cn', console: 'console.amazonaws.cn' },
  {
    partition: 'aws-us-gov',
    region: 'us-gov-west-1',
    suffix: 'amazonaws.com',
    console: 'console.amazonaws-us-gov.com',
  },
];

/** The world's region says its partition; a managed policy of AWS's own is attached, and one of the other world's is not. */
function worldIn({ partition, region, suffix }: Partition) {
  const text = JSON.stringify(TRACKER_API)
    .replaceAll('arn:aws:', `arn:${partition}:`)
    .replaceAll('us-west-2', region)
    .replaceAll('$AWS_DEFAULT_REGION.amazonaws.com', `$AWS_DEFAULT_REGION.${suffix}`)
    .replace(
      '"managed":[',
      `"managed":["arn:${partition}:iam::aws:policy/AmazonElasticContainerRegistryPublicReadOnly",`,
    );
  return worldSchema.parse(JSON.parse(text));
}

/** What would be of another partition. `codebuild.amazonaws.com` is the principal's name in all of them. */
function foreign({ partition, region, suffix, console }: Partition, text: string): readonly string[] {
  const arns = [...text.matchAll(/arn:aws[a-z-]*:/g)].map(([arn]) => arn);
  const hosts = [
    ...text.matchAll(
      /[\w.$-]+\.(?:amazonaws\.com(?:\.cn)?|aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)\b(?!\.cn)/g,
    ),
  ].map(([host]) => host);
  const isOwn = (host: string): boolean =>
    /^codebuild\.amazonaws\.com$/.test(host) ||
    host.endsWith(`.${suffix}`) ||
    host.endsWith(`${region}.${console}`);
  return [...arns.filter((arn) => arn !== `arn:${partition}:`), ...hosts.filter((host) => !isOwn(host))];
}

describe.each(PARTITIONS)('In $partition', (where) => {
  const { partition, region, console } = where;
  let sandbox: Sandbox;
  let around: Surroundings;
  beforeAll(async () => {
    const opened = await openWorld(worldIn(where), { seed: 'partition' });
    if (!opened.ok) throw new Error(opened.error);
    sandbox = opened.value;
    around = surroundings(sandbox.endpoint, { AWS_REGION: region });
  });
  afterAll(async () => {
    around.close();
    await sandbox.close();
  });
  const rolemend = (...args: readonly string[]) => runCli(args, around.env);

  it.each([
    ['fix', 'TrackerAPI', '--emit', 'policy'],
    ['fix', 'TrackerAPI', '--emit', 'aws-cli', '--strategy', 'create-role'],
    ['fix', 'TrackerAPI', '--emit', 'console', '--strategy', 'managed'],
    ['fix', 'TrackerAPI', '--emit', 'runbook'],
    ['fix', 'TrackerAPI', '--dry-run', '--json'],
    ['needs', 'TrackerAPI', '--emit', 'policy'],
    ['permissions', '--fix', 'TrackerAPI'],
  ])('%s %s %s %s prints nothing of another partition', async (...args) => {
    const { stdout, stderr } = await rolemend(...args);
    const links = args.some((arg) => arg === 'console' || arg === 'runbook');
    expect(stdout).toMatch(links ? `${region}.${console}` : `arn:${partition}:`);
    expect(foreign(where, stdout + stderr)).toEqual([]);
  });

  it('the runbook’s build is diagnosed, mended, green, and everything put back', async () => {
    const place = { ...sandbox, region };
    const before = await accountState(place);
    const found = await rolemend('diagnose', 'TrackerAPI');
    expect(found.code).toBe(2);
    expect(found.stdout).toContain(`arn:${partition}:ecr:${region}:${ACCOUNT}:repository/tracker_api`);
    expect(foreign(where, found.stdout)).toEqual([]);
    const fixed = await rolemend('fix', 'TrackerAPI', '--yes');
    expect(fixed.stderr).toContain('the build is green');
    expect(fixed.code).toBe(0);
    expect(foreign(where, fixed.stdout + fixed.stderr)).toEqual([]);
    expect(foreign(where, decodeURIComponent(await accountState(place)))).toEqual([]);
    const undone = await rolemend('undo', '--yes');
    expect(undone.stderr).toContain('everything is as it was before');
    expect(await accountState(place)).toBe(before);
  });
});

it('An address with the suffix of another partition is said, with the one that was meant', async () => {
  const [china] = PARTITIONS;
  if (china === undefined) throw new Error('no partition');
  const opened = await openWorld(worldIn({ ...china, suffix: 'amazonaws.com' }), { seed: 'wrong-suffix' });
  if (!opened.ok) throw new Error(opened.error);
  const around = surroundings(opened.value.endpoint, { AWS_REGION: china.region });
  const found = await runCli(['diagnose', 'TrackerAPI'], around.env);
  around.close();
  await opened.value.close();
  expect(found.stdout).toContain('expected `ACCOUNT.dkr.ecr.REGION.amazonaws.com.cn`');
});
