/**
 * One world from red to the end: arranged, built, diagnosed, fixed and taken back by the built command, and judged by
 * what AWS then shows. Comes in: a world. Goes out: what was promised and not kept, in words, and what it came to.
 */
import { z } from 'zod';
import type { Build } from '@aws-sdk/client-codebuild';
import { regionOf } from '#sandbox/world.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { runCli, type Surroundings, surroundings } from '../cli/run-cli.ts';
import { type HandedOff, handoffShape, handOver } from './hand-over.ts';
import { deniesLost, grantedBeyond } from './judge.ts';
import { openAround, profileOf, writeProfiles } from './open-around.ts';
import { differences, type Picture, pictureOf } from './picture.ts';
import { Sdk } from './sdk.ts';
import { PUSH_NEEDS } from './words.ts';
import { ACCOUNT, type Arranged, OTHER, PROJECT, REGION, type World } from './world.ts';

export interface Came {
  readonly world: World;
  readonly violations: readonly string[];
  readonly codes: readonly string[];
  readonly steps: readonly string[];
  readonly handoffs: number;
  readonly isGreen: boolean;
  readonly isChanged: boolean;
  readonly isUndone: boolean | null;
  readonly seconds: number;
}

const handoffsSchema = z.array(handoffShape);
const diagnosisSchema = z.looseObject({
  verdict: z.enum(['healthy', 'blocked', 'unknown']),
  findings: z.array(z.looseObject({ code: z.string(), layer: z.string().nullable(), cause: z.string() })),
  notes: z.array(z.string()),
  plan: z
    .looseObject({
      steps: z.array(z.looseObject({ kind: z.string() })),
      handoffs: handoffsSchema,
      withheld: z.array(z.looseObject({ action: z.string(), resource: z.string() })),
      expectedEnd: z.looseObject({
        kind: z.enum(['green', 'not-green', 'cannot-be-told']),
        unless: z.array(z.unknown()),
      }),
    })
    .nullable(),
  handoffs: handoffsSchema.default([]),
});
type Diagnosis = z.infer<typeof diagnosisSchema>;

/** What happened, as everything below judges it. */
interface Run {
  readonly world: World;
  readonly arranged: Arranged;
  readonly diagnosis: Diagnosis;
  /** Those of a later diagnosis too, where the world says that there is more to find then. */
  readonly findings: Diagnosis['findings'];
  readonly fixed: { readonly code: number | null; readonly stderr: string };
  readonly before: Picture;
  readonly after: Picture;
  readonly isGreen: boolean;
  readonly handoffs: readonly HandedOff[];
  /** The hand-offs as text, however they were told. */
  readonly handedOff: string;
}

export async function runWorld(world: World): Promise<Came> {
  const started = Date.now();
  const sandbox = await openAround(world);
  const around = surroundings(sandbox.endpoint);
  writeProfiles(around.stateFolder, world);
  try {
    return { ...(await goThrough(world, sandbox, around)), seconds: (Date.now() - started) / 1_000 };
  } catch (error) {
    // A call that AWS would not take is a fault of the world, and stops no other one.
    return { ...invalid(world, String(error)), seconds: (Date.now() - started) / 1_000 };
  } finally {
    around.close();
    await sandbox.close();
  }
}

async function goThrough(
  world: World,
  sandbox: Sandbox,
  around: Surroundings,
): Promise<Omit<Came, 'seconds'>> {
  const sdk = new Sdk(sandbox);
  const arranged = (await world.arrange(sdk)) ?? {};
  const env = arranged.operator === undefined ? around.env : { ...around.env, ...keysIn(arranged.operator) };
  const red = await build(sdk, sandbox, world);
  if (red.isGreen) return invalid(world, 'the build is green to begin with: the world is not what it says');
  const before = await pictureOf(sdk, world);
  const opened = (world.open ?? []).flatMap((account) => ['--account', `${account}=${profileOf(account)}`]);
  const flags = [...opened, ...(world.flags ?? []), ...(arranged.flags ?? [])];
  const first = await diagnosed(env, flags);
  const fixed = await runCli(['fix', PROJECT, '--yes', '--json', ...flags], env);
  const after = await pictureOf(sdk, world);
  const newest = await newestBuild(sdk, sandbox, world);
  // A batch is retried as itself.
  const isTried = newest.id !== red.id || newest.isGreen;
  const last = isTried ? newest : await build(sdk, sandbox, world);
  const isLater = world.expect.isFoundLater === true && !last.isGreen;
  const later = isLater ? await diagnosed(env, flags) : first;
  const emitted = last.isGreen ? '' : await emittedHandoff(env, flags);
  const handoffs = [...(later.diagnosis.plan?.handoffs ?? []), ...later.diagnosis.handoffs];
  const run: Run = {
    world,
    arranged,
    diagnosis: first.diagnosis,
    findings: isLater ? [...first.diagnosis.findings, ...later.diagnosis.findings] : first.diagnosis.findings,
    fixed,
    before,
    after,
    isGreen: last.isGreen,
    handoffs,
    handedOff: `${handoffs.map((one) => JSON.stringify(one)).join('\n')}\n${emitted}`.trim(),
  };
  const isChanged = differences(before, after).length > 0;
  const left = isChanged ? await undo({ sdk, world, env, before, opened }) : [];
  const still =
    world.expect.endedByOwners === true ? await afterOwners(run, { sdk, sandbox, env, flags }) : [];
  return {
    world,
    violations: [...judge(run, first.isMute), ...left, ...still],
    codes: run.findings.map(({ code }) => code),
    steps: first.diagnosis.plan?.steps.map(({ kind }) => kind) ?? [],
    handoffs: handoffs.length,
    isGreen: last.isGreen,
    isChanged,
    isUndone: isChanged ? left.length === 0 : null,
  };
}

const NOTHING_FOUND: Diagnosis = { verdict: 'unknown', findings: [], notes: [], plan: null, handoffs: [] };

function invalid(world: World, why: string): Omit<Came, 'seconds'> {
  const nothing = { codes: [], steps: [], handoffs: 0, isGreen: true, isChanged: false, isUndone: null };
  return { world, violations: [why], ...nothing };
}

const keysIn = ({ accessKeyId, secretAccessKey }: NonNullable<Arranged['operator']>) => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
});

async function diagnosed(
  env: Readonly<Record<string, string>>,
  flags: readonly string[],
): Promise<{ readonly diagnosis: Diagnosis; readonly isMute: boolean }> {
  const { stdout } = await runCli(['diagnose', PROJECT, '--json', ...flags], env);
  const read = diagnosisSchema.safeParse(jsonOf(stdout));
  return { diagnosis: read.success ? read.data : NOTHING_FOUND, isMute: !read.success };
}

interface Built {
  readonly id: string | null;
  readonly isGreen: boolean;
}

interface Owning {
  readonly sdk: Sdk;
  readonly sandbox: Sandbox;
  readonly env: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
}

/** The hand-offs are whole: once each owner did what was asked of him, and the asker his own part, the build is green. */
async function afterOwners(
  { world, handoffs, isGreen }: Run,
  { sdk, sandbox, env, flags }: Owning,
): Promise<readonly string[]> {
  if (isGreen) return [];
  await handOver(sdk, sandbox, handoffs);
  await runCli(['fix', PROJECT, '--yes', '--json', ...flags], env);
  const last = await build(sdk, sandbox, world);
  if (last.isGreen) return [];
  const { diagnosis } = await diagnosed(env, flags);
  return diagnosis.findings.map(
    ({ code, cause }) => `red after its owners did what was asked: ${code}: ${cause}`,
  );
}

/** A build, or a batch, that could not even be started is a red one. */
async function build(sdk: Sdk, sandbox: Sandbox, { isBatch = false }: World): Promise<Built> {
  const codebuild = sdk.codebuild();
  try {
    if (!isBatch) {
      const { build: started } = await codebuild.startBuild({ projectName: PROJECT });
      return await ended(sdk, sandbox, started?.id);
    }
    const { buildBatch } = await codebuild.startBuildBatch({ projectName: PROJECT });
    return await endedBatch(sdk, sandbox, buildBatch?.id);
  } catch {
    return NOT_BEGUN;
  }
}

const NOT_BEGUN: Built = { id: null, isGreen: false };

async function newestBuild(sdk: Sdk, sandbox: Sandbox, { isBatch = false }: World): Promise<Built> {
  const codebuild = sdk.codebuild();
  const { ids = [] } = await (isBatch
    ? codebuild.listBuildBatchesForProject({ projectName: PROJECT })
    : codebuild.listBuildsForProject({ projectName: PROJECT }));
  const [id] = ids;
  if (id === undefined) return NOT_BEGUN;
  return isBatch ? endedBatch(sdk, sandbox, id) : ended(sdk, sandbox, id);
}

async function ended(sdk: Sdk, { world }: Sandbox, id = ''): Promise<Built> {
  await regionOf(world, ACCOUNT, REGION).codebuild.builds.get(id)?.ended;
  const { builds = [] } = await sdk.codebuild().batchGetBuilds({ ids: [id] });
  const [only]: Build[] = builds;
  return { id, isGreen: only?.buildStatus === 'SUCCEEDED' };
}

async function endedBatch(sdk: Sdk, { world }: Sandbox, id = ''): Promise<Built> {
  await regionOf(world, ACCOUNT, REGION).codebuild.batches.get(id)?.ended;
  const { buildBatches = [] } = await sdk.codebuild().batchGetBuildBatches({ ids: [id] });
  return { id, isGreen: buildBatches[0]?.buildBatchStatus === 'SUCCEEDED' };
}

async function emittedHandoff(
  env: Readonly<Record<string, string>>,
  flags: readonly string[],
): Promise<string> {
  const { code, stdout, stderr } = await runCli(['fix', PROJECT, '--emit', 'handoff', ...flags], env);
  return code === 0 || code === 2 ? stdout : `${stdout}\n${stderr}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

interface Undoing {
  readonly sdk: Sdk;
  readonly world: World;
  readonly env: Readonly<Record<string, string>>;
  readonly before: Picture;
  readonly opened: readonly string[];
}

async function undo({ sdk, world, env, before, opened }: Undoing): Promise<readonly string[]> {
  const { code, stderr } = await runCli(['undo', '--yes', '--json', ...opened], env);
  const { leaves } = world.expect;
  const left = differences(before, await pictureOf(sdk, world)).filter((line) => leaves?.test(line) !== true);
  return [
    ...(code === 0 ? [] : [`undo ended with ${code}: ${stderr.slice(-300)}`]),
    ...left.slice(0, 4).map((line) => `undo is not exact: ${line}`),
  ];
}

/** Who may not even read the project is told so, and there is no diagnosis to judge. */
function judge(run: Run, isMute: boolean): readonly string[] {
  const mute = run.arranged.operator === undefined ? ['diagnose gave no diagnosis'] : [];
  return [...(isMute ? mute : judgeFindings(run)), ...judgeEnd(run), ...judgeChange(run)];
}

function judgeFindings({ world: { expect }, diagnosis, findings }: Run): readonly string[] {
  const codes = findings.map(({ code }) => code);
  const text = [...findings.map((finding) => JSON.stringify(finding)), ...diagnosis.notes].join('\n');
  const isOfLayer = expect.layer === undefined || findings.some(({ layer }) => layer === expect.layer);
  const withheld = JSON.stringify(diagnosis.plan?.withheld ?? []);
  const lacking = (kind: string, shown: readonly RegExp[] = [], from: string): readonly string[] =>
    shown.filter((one) => !one.test(from)).map((one) => `${kind} ${one}`);
  return [
    ...expect.codes
      .filter((code) => !codes.includes(code))
      .map((code) => `no finding ${code}, but ${codes.join(', ') || 'none'}`),
    ...(expect.notCodes ?? []).filter((code) => codes.includes(code)).map((code) => `finding ${code}`),
    ...(isOfLayer ? [] : [`no finding is of the layer ${expect.layer}`]),
    ...lacking('no finding names', expect.names, text),
    ...lacking('nothing is withheld as', expect.withheld, withheld),
  ];
}

function judgeEnd({
  world,
  diagnosis,
  fixed,
  isGreen,
  before,
  after,
  handoffs,
  handedOff,
}: Run): readonly string[] {
  const { expect } = world;
  const isChanged = differences(before, after).length > 0;
  const faults: string[] = [];
  if (fixed.code === 0 && !isGreen) faults.push('fix ends with 0 over a red build');
  if (diagnosis.verdict === 'healthy') faults.push('the verdict is healthy over a red build');
  if (expect.outcome === 'green' && !isGreen)
    faults.push(`not green: fix ended with ${fixed.code}: ${fixed.stderr.slice(-300)}`);
  if (expect.outcome === 'handoff' && isGreen) faults.push('green, though nobody here may do that');
  if (isChanged && !isGreen && expect.partialOk !== true)
    faults.push('changed something and left the build red');
  const { kind: said, unless = [] } = diagnosis.plan?.expectedEnd ?? {};
  const isTried = isChanged || diagnosis.plan?.steps.length === 0;
  if (isTried && said === 'green' && !isGreen && unless.length === 0)
    faults.push('expected green, ended red');
  if (isTried && said === 'not-green' && isGreen) faults.push('expected not green, ended green');
  if (!isGreen && expect.withheld === undefined)
    faults.push(...judgeHandoff({ expect, owner: world.owner, handoffs, handedOff }));
  return faults;
}

function judgeHandoff({
  expect,
  owner,
  handoffs,
  handedOff,
}: Pick<World, 'expect' | 'owner'> & Pick<Run, 'handoffs' | 'handedOff'>): readonly string[] {
  if (handedOff === '') return ['neither green nor handed off'];
  const lacking = (expect.handoffShows ?? expect.names ?? []).filter((shown) => !shown.test(handedOff));
  const owners = {
    own: true,
    'other-account': handoffs.some((one) => one.owner.account === OTHER),
    organisation: handoffs.some((one) => one.owner.kind === 'organisation'),
    operator: handoffs.length === 0 || handoffs.some((one) => one.owner.kind === 'operator'),
  };
  return [
    ...(expect.handoffs === undefined || expect.handoffs === handoffs.length
      ? []
      : [`${handoffs.length} hand-offs, not ${expect.handoffs}`]),
    ...lacking.map((shown) => `the hand-off does not show ${shown}`),
    ...(owners[owner]
      ? []
      : [`no hand-off is for ${owner}: ${handoffs.map((one) => JSON.stringify(one.owner)).join()}`]),
  ];
}

function judgeChange({ world, arranged, before, after }: Run): readonly string[] {
  const needs = arranged.needs ?? world.expect.needs ?? PUSH_NEEDS;
  return [
    ...grantedBeyond(before, after, needs).map((one) => `granted beyond the needs: ${one}`),
    ...deniesLost(before, after),
  ];
}
