/**
 * Settings of a project that ask for permissions of other roles than its service role, or of none that is documented. Comes in: the project.
 * Goes out: what of it bears on the service role; the rest is said, as it is not looked at. Source: CodeBuild User Guide, batch-build,
 * fleets, public-builds and sample-efs.
 */
import type { Project } from '#account/project.ts';
import type { Evidence } from './evidence.ts';

const BATCH_OPERATIONS = ['StartBuild', 'StopBuild', 'RetryBuild'];

export function readOtherRoles(project: Project): readonly Evidence[] {
  return [...batch(project), ...fleet(project), ...publicBuilds(project), ...fileSystems(project)];
}

/** The batch role starts the builds of a batch; where it is the service role itself, so does that. */
function batch({ batchServiceRole: role, serviceRole, arn }: Project): readonly Evidence[] {
  if (role === null) return [];
  const source = {
    kind: 'project',
    where: 'project setting buildBatchConfig.serviceRole',
    text: role,
  } as const;
  if (role !== serviceRole) return [unread(source, `batches are started by \`${role}\`, a role of its own`)];
  return BATCH_OPERATIONS.map((operation) => ({
    kind: 'use',
    grade: 'configured',
    source,
    origin: 'settings',
    use: {
      kind: 'aws-call',
      service: 'codebuild',
      operation,
      action: `codebuild:${operation}`,
      resources: [arn],
    },
  }));
}

function fleet({ environment: { fleetArn } }: Project): readonly Evidence[] {
  if (fleetArn === null || fleetArn === '') return [];
  const source = { kind: 'project', where: 'project setting environment.fleet', text: fleetArn } as const;
  return [unread(source, 'a fleet in a VPC or with an image of its own has a service role of its own')];
}

function publicBuilds({ resourceAccessRole: role }: Project): readonly Evidence[] {
  if (role === undefined) return [];
  const source = { kind: 'project', where: 'project setting resourceAccessRole', text: role } as const;
  return [
    unread(source, `the log and artifacts of public builds are shown by \`${role}\`, a role of its own`),
  ];
}

function fileSystems({ fileSystems: places }: Project): readonly Evidence[] {
  return places.map((place) => {
    const source = { kind: 'project', where: 'project setting fileSystemLocations', text: place } as const;
    return unread(
      source,
      'a file system without a policy asks for nothing of the role; whether it has one is not read',
    );
  });
}

function unread(source: Evidence['source'], why: string): Evidence {
  return { kind: 'unresolved', grade: 'configured', source, why };
}
