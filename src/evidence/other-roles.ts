/**
 * Settings of a project that ask for permissions of other roles than its service role, or of none that is documented. Comes in: the project.
 * Goes out: what the role of its batches does, and what bears on the service role; the rest is said, as it is not looked at. Source: CodeBuild User Guide, batch-build,
 * fleets, public-builds and sample-efs.
 */
import type { Project } from '#account/project.ts';
import type { Evidence, Use } from './evidence.ts';

export function readOtherRoles(project: Project): readonly Evidence[] {
  return [
    ...batch(project),
    ...combining(project),
    ...fleet(project),
    ...publicBuilds(project),
    ...fileSystems(project),
  ];
}

/** The batch role starts the builds of a batch, and runs none; where it is the service role itself, that does so. */
function batch({ batchServiceRole: role, serviceRole, arn }: Project): readonly Evidence[] {
  if (role === null) return [];
  const source = {
    kind: 'project',
    where: 'project setting buildBatchConfig.serviceRole',
    text: role,
  } as const;
  const use: Use = { kind: 'start-batch', projectArn: arn, isOwnRole: role !== serviceRole };
  return [{ kind: 'use', grade: 'configured', source, origin: 'settings', use }];
}

/** Source: CodeBuild API reference, ProjectBuildBatchConfig: it says that they are combined, and not as whom. */
function combining({ combinesArtifacts, artifacts }: Project): readonly Evidence[] {
  if (combinesArtifacts !== true || artifacts.type === 'NO_ARTIFACTS') return [];
  const source = {
    kind: 'project',
    where: 'project setting buildBatchConfig.combineArtifacts',
    text: 'true',
  } as const;
  return [
    unread(
      source,
      'whether combining the artifacts of a batch asks for more than to write them is not documented',
    ),
  ];
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
