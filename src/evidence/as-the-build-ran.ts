/**
 * A project as one build saw it. Comes in: the project as it is set now, and a build of it. Goes out: the project with
 * everything laid over it that the build ran with: overrides of its start, and what the project was set to then.
 * Never: says which of the two a difference is. What CodeBuild does not tell of a build stays as the project has it.
 */
import { parseArn } from '#iam/arn.ts';
import type { EnvironmentVariable, Project, ProjectArtifacts, ProjectSource } from '#account/project.ts';
import type { BuildArtifacts } from '#account/ran-with.ts';
import type { Build } from '#account/snapshot.ts';
import { remember } from '#basics/remember.ts';

/** A reader of settings can be run on either: on the project for what it says, on this for what the build did. */
export function asTheBuildRan(project: Project, build: Build | null): Project {
  return build === null ? project : laidOver(project)(build);
}

/** Remembered, so that what is kept by project is found again. */
const laidOver = remember((project: Project) => remember((build: Build): Project => over(project, build)));

function over(project: Project, build: Build): Project {
  const { artifacts, secondaryArtifacts, ...told } = build.ranWith;
  const { environment = project.environment } = told;
  return {
    ...project,
    ...told,
    serviceRole: build.serviceRole === '' ? project.serviceRole : build.serviceRole,
    source: sourceOf(project, build),
    sourceVersion: build.sourceVersion ?? project.sourceVersion,
    artifacts: artifacts === undefined ? project.artifacts : artifactsOf(project.artifacts, artifacts),
    secondaryArtifacts:
      secondaryArtifacts?.map((one) => artifactsOf(settingFor(one, project), one)) ??
      project.secondaryArtifacts,
    environment: { ...environment, variables: variablesOf(project, build) },
  };
}

function sourceOf({ source }: Project, { ranWith, buildspec }: Build): ProjectSource {
  return ranWith.source ?? { ...source, buildspec: buildspec ?? source.buildspec };
}

/** Its own, which hold any override; where CodeBuild does not tell all of them, the project's that it does not name. */
function variablesOf(
  { environment }: Project,
  { ranWith, variables }: Build,
): readonly EnvironmentVariable[] {
  if (ranWith.environment !== undefined) return ranWith.environment.variables;
  const names = new Set(variables.map(({ name }) => name));
  return [...variables, ...environment.variables.filter(({ name }) => !names.has(name))];
}

function settingFor(
  { identifier }: BuildArtifacts,
  { secondaryArtifacts }: Project,
): ProjectArtifacts | null {
  return secondaryArtifacts.find((one) => one.identifier === identifier) ?? null;
}

/** A build tells the object it wrote. Where the setting would make that object it is the setting, else one made from the object's folder. */
function artifactsOf(setting: ProjectArtifacts | null, ran: BuildArtifacts): ProjectArtifacts {
  const object = parseArn(ran.location)?.resource ?? '';
  if (setting?.type === 'CODEPIPELINE' || (setting !== null && isUnder(object, setting))) return setting;
  const [bucket = '', ...key] = object.split('/');
  return {
    type: 'S3',
    location: bucket,
    path: key.slice(0, -1).join('/') || null,
    bucketOwnerAccess: ran.bucketOwnerAccess,
    encryptionDisabled: ran.encryptionDisabled,
    identifier: ran.identifier,
  };
}

function isUnder(object: string, { type, location, path }: ProjectArtifacts): boolean {
  if (type !== 'S3' || location === null) return false;
  const bucket = parseArn(location)?.resource ?? location;
  const prefix = (path ?? '').replace(/^\/+|\/+$/g, '');
  return `${object}/`.startsWith(prefix === '' ? `${bucket}/` : `${bucket}/${prefix}/`);
}
