/** What ends a failure of the build itself, where no policy and no permission does: more time, a larger machine, another try. */
import type { Snapshot } from '#account/snapshot.ts';
import { type ChangeOf, type FindingChange, type ShownFinding, toRun } from './finding-change.ts';
import type { AwsCall } from './handoff.ts';
import { environmentCall } from './step-calls.ts';

/** Source: CodeBuild API reference, UpdateProject (`queuedTimeoutInMinutes`, `timeoutInMinutes`). */
const MOST_QUEUED = 480;
const MOST_MINUTES = 2_160;

const updateProject = ({ project, region }: Snapshot, option: readonly [string, string]): AwsCall => ({
  operation: 'codebuild update-project',
  options: [['--name', project.name], ['--region', region], option],
});

/** A build that waited as long as it may, and another try. */
export const ofQueue: ChangeOf = ({ snapshot }) =>
  toRun([
    updateProject(snapshot, ['--queued-timeout-in-minutes', String(MOST_QUEUED)]),
    ...retry({ snapshot }).calls,
  ]);

/** The buildspec as the project has it. */
export const showBuildspec: ChangeOf = ({ snapshot: { project, region } }) =>
  toRun([
    {
      operation: 'codebuild batch-get-projects',
      options: [
        ['--names', project.name],
        ['--region', region],
        ['--query', 'projects[0].source.buildspec'],
      ],
    },
  ]);

/** The end of the log. */
export const logOf: ChangeOf = ({ snapshot }) => toRun(logCalls(snapshot));

/** The same build again. */
export function retry({ snapshot: { build, region } }: Pick<ShownFinding, 'snapshot'>): FindingChange {
  return toRun(
    build.kind === 'known'
      ? [
          {
            operation: 'codebuild retry-build',
            options: [
              ['--id', build.value.id],
              ['--region', region],
            ],
          },
        ]
      : [],
  );
}

/** As CodeBuild names those who keep source. Source: CodeBuild API reference, ImportSourceCredentials. */
const SERVERS = new Set(['GITHUB', 'GITHUB_ENTERPRISE', 'BITBUCKET', 'GITLAB', 'GITLAB_SELF_MANAGED']);

/** Where its provider refused to hand out the source: other credentials for it. */
export function sourceCredentials({ snapshot: { project, region } }: ShownFinding): FindingChange {
  const { type } = project.source;
  const shows: AwsCall = { operation: 'codebuild list-source-credentials', options: [['--region', region]] };
  if (!SERVERS.has(type)) return toRun([]);
  const renews: AwsCall = {
    operation: 'codebuild import-source-credentials',
    options: [
      ['--region', region],
      ['--server-type', type],
      ['--auth-type', 'PERSONAL_ACCESS_TOKEN'],
      ['--token', 'file://token.txt'],
    ],
  };
  return toRun([shows, renews]);
}

/** The next larger machine of a type of environment. Source: CodeBuild API reference, ProjectEnvironment (`computeType`). */
const LARGER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  LINUX_CONTAINER: {
    BUILD_GENERAL1_SMALL: 'BUILD_GENERAL1_MEDIUM',
    BUILD_GENERAL1_MEDIUM: 'BUILD_GENERAL1_LARGE',
    BUILD_GENERAL1_LARGE: 'BUILD_GENERAL1_2XLARGE',
  },
  ARM_CONTAINER: {
    BUILD_GENERAL1_SMALL: 'BUILD_GENERAL1_MEDIUM',
    BUILD_GENERAL1_MEDIUM: 'BUILD_GENERAL1_LARGE',
  },
};

/** A command that failed of what the machine or the time did not give; else where to read on. */
export function ofIncident({ snapshot, evidence }: ShownFinding): FindingChange {
  const symptoms = new Set(evidence.flatMap((one) => (one.kind === 'symptom' ? [one.symptom] : [])));
  if (symptoms.has('disk-full') || symptoms.has('memory-full')) return largerMachine(snapshot);
  if (symptoms.has('timed-out')) return longerTime(snapshot);
  if (symptoms.has('service-failed') || symptoms.has('calls-throttled')) return retry({ snapshot });
  return toRun(logCalls(snapshot));
}

function largerMachine({ project, region }: Snapshot): FindingChange {
  const { type, computeType } = project.environment;
  const larger = LARGER[type]?.[computeType];
  if (larger === undefined) return toRun([]);
  const text = (value: string): string => JSON.stringify({ computeType: value });
  return {
    calls: [environmentCall({ project: project.name, region }, 'computeType', larger)],
    change: { before: text(computeType), after: text(larger), statement: null },
  };
}

/** Twice what the build was given. */
function longerTime(snapshot: Snapshot): FindingChange {
  const { build } = snapshot;
  if (build.kind !== 'known' || build.value.startedAt === null || build.value.endedAt === null)
    return toRun([]);
  const minutes = (Date.parse(build.value.endedAt) - Date.parse(build.value.startedAt)) / 60_000;
  const doubled = Math.min(MOST_MINUTES, Math.max(5, Math.ceil(minutes) * 2));
  return toRun([updateProject(snapshot, ['--timeout-in-minutes', String(doubled)])]);
}

/** Where the log is to be read; none where there is none. */
function logCalls({ build, region }: Snapshot): readonly AwsCall[] {
  const { groupName = null, streamName = null } = build.kind === 'known' ? build.value.logs : {};
  if (groupName === null || streamName === null) return [];
  return [
    {
      operation: 'logs get-log-events',
      options: [
        ['--region', region],
        ['--log-group-name', groupName],
        ['--log-stream-name', streamName],
        ['--limit', '100'],
      ],
    },
  ];
}
