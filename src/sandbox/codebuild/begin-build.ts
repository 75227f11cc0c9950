/** A build begun: the role is taken, and it runs. Source: facts 5.2, 5.6 [BOTO codebuild, IAMD]. */
import { recordEvent } from '../cloudtrail/event.ts';
import type { Call } from '../operation.ts';
import { assumeRoleAsService, type Session } from '../sts/assume-role.ts';
import { regionOf } from '../world.ts';
import { CODEBUILD, notAssumable } from './projects.ts';
import { runBuild } from './run/build-run.ts';
import type { ProjectSettings } from './settings.ts';
import type { BatchPlace, BuildState, LogPlace, ProjectState } from './state.ts';

/** What a build is begun with; `batch`: it is begun for a task of one. */
export interface Start extends Pick<BuildState, 'settings' | 'debugSession'> {
  readonly batch?: BatchPlace | null;
}

/** Who begins it, and where. */
export type Beginner = Pick<Call, 'world' | 'account' | 'region' | 'partition' | 'caller' | 'now'>;

/** The role is taken before there is a build: without it there is none. */
export function beginBuild(
  call: Beginner,
  project: ProjectState,
  { settings, debugSession, batch = null }: Start,
): BuildState {
  const { world, account, region } = call;
  const uuid = world.ids.uuid();
  const id = `${project.name}:${uuid}`;
  const arn = `arn:${call.partition}:codebuild:${region}:${account}:build/${id}`;
  const { serviceRole: roleArn } = settings;
  const session = takeRole(call, {
    roleArn,
    uuid,
    arn,
    projectArn: project.arn,
    vpc: settings.vpcConfig,
  });
  project.buildCount += 1;
  const build: BuildState = {
    id,
    uuid,
    arn,
    number: project.buildCount,
    projectName: project.name,
    projectArn: project.arn,
    settings,
    startTime: call.now,
    endTime: null,
    status: 'IN_PROGRESS',
    currentPhase: 'SUBMITTED',
    phases: [],
    initiator: initiatorOf(call),
    debugSession,
    log: logPlace(project.name, uuid, settings),
    resolvedSourceVersion: null,
    exported: [],
    batch,
    buildspec: null,
    notRun: new Set(),
    stop: new AbortController(),
    ended: Promise.resolve(),
  };
  regionOf(world, account, region).codebuild.builds.set(id, build);
  build.ended = runBuild({ world, account, region, build, session });
  return build;
}

interface RoleTaking {
  readonly roleArn: string;
  readonly uuid: string;
  readonly arn: string;
  readonly projectArn: string;
  /** Where a build runs; a batch runs nowhere itself. */
  readonly vpc?:
    | { readonly vpcId?: string | undefined; readonly subnets?: readonly string[] | undefined }
    | undefined;
}

/** CodeBuild's session in a role, for a build or a batch; refused where it may not assume it for the project. */
export function takeRole(
  call: Beginner,
  { roleArn, uuid, arn, projectArn, vpc: { vpcId = '', subnets = [] } = {} }: RoleTaking,
): Session {
  const { world, account, region } = call;
  const sessionName = `AWSCodeBuild-${uuid}`;
  const session = assumeRoleAsService({
    world,
    service: CODEBUILD,
    roleArn,
    sessionName,
    sourceArn: projectArn,
    sourceAccount: account,
    sessionContext: { 'codebuild:projectArn': projectArn, 'codebuild:buildArn': arn },
    ...(vpcId === '' ? {} : { vpc: { account, region, id: vpcId, subnets } }),
  });
  recordEvent(world, {
    service: 'sts',
    operation: 'AssumeRole',
    region,
    input: { roleArn, roleSessionName: sessionName },
    caller: {
      kind: 'service',
      account,
      arn: CODEBUILD,
      userId: '',
      accessKeyId: '',
      entity: null,
      sessionPolicies: [],
      sessionContext: {},
    },
    error: session === null ? { code: 'AccessDenied', message: 'An unknown error occurred' } : null,
  });
  if (session === null) throw notAssumable(roleArn);
  return session;
}

/** A pipeline by its name, an IAM user by its own; a session by role and session name, as the console shows it. */
export const initiatorOf = ({ caller: { arn, onBehalfOf } }: Pick<Call, 'caller'>): string =>
  onBehalfOf?.name ?? arn.slice(arn.indexOf('/') + 1);

/** `streamName` in the settings is a prefix. Source: facts 5.6. */
function logPlace(project: string, uuid: string, { logsConfig }: ProjectSettings): LogPlace | null {
  const given = logsConfig?.cloudWatchLogs;
  if (given?.status === 'DISABLED') return null;
  const prefix = given?.streamName ?? '';
  return {
    group: given?.groupName ?? `/aws/codebuild/${project}`,
    stream: prefix === '' ? uuid : `${prefix}/${uuid}`,
  };
}
