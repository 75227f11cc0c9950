/**
 * In which settings a build differs from its project as it is set now. Comes in: the project, and the same as the build ran
 * (`asTheBuildRan`). Goes out: the settings by name, as the CodeBuild API has them. Never: values, which may be
 * secrets, or why: whether its start overrode a setting or the project was changed since.
 */
import { stableJson } from '#basics/stable-json.ts';
import type { Project } from '#account/project.ts';
import type { Build } from '#account/snapshot.ts';
import { asTheBuildRan } from './as-the-build-ran.ts';

/** By name what is compared of a setting; variables are compared one by one, and the commit is not a setting. */
const COMPARED: Readonly<Record<string, (project: Project) => unknown>> = {
  'source.type': ({ source }) => source.type,
  'source.location': ({ source }) => source.location,
  'source.buildspec': ({ source }) => source.buildspec,
  'source.auth': ({ source }) => source.auth,
  secondarySources: ({ secondarySources }) => secondarySources,
  artifacts: ({ artifacts }) => artifacts,
  secondaryArtifacts: ({ secondaryArtifacts }) => secondaryArtifacts,
  cache: ({ cache }) => cache,
  'environment.type': ({ environment }) => environment.type,
  'environment.image': ({ environment }) => environment.image,
  'environment.computeType': ({ environment }) => environment.computeType,
  'environment.privilegedMode': ({ environment }) => environment.privilegedMode,
  // Where nothing is said CodeBuild pulls with credentials of its own.
  'environment.imagePullCredentialsType': ({ environment }) =>
    environment.imagePullCredentialsType ?? 'CODEBUILD',
  'environment.registryCredential': ({ environment }) => environment.registryCredential,
  'environment.certificate': ({ environment }) => environment.certificate,
  'environment.fleet': ({ environment }) => environment.fleetArn,
  vpcConfig: ({ vpc }) => vpc,
  logsConfig: ({ logs }) => logs,
  fileSystemLocations: ({ fileSystems }) => fileSystems,
};

/** `now` may be the project's own settings, or those with what its pipeline sets. The commit is no setting. */
export function differencesOf(now: Project, build: Build): readonly string[] {
  const ran = asTheBuildRan(now, build);
  const settings = Object.entries(COMPARED).flatMap(([name, of]) =>
    stableJson(of(now)) === stableJson(of(ran)) ? [] : [name],
  );
  // A project without a key of its own may answer with none where its build names the default.
  const key = now.encryptionKey !== null && now.encryptionKey !== ran.encryptionKey ? ['encryptionKey'] : [];
  const role = nameOf(now.serviceRole) === nameOf(ran.serviceRole) ? [] : ['serviceRole'];
  const debugged = build.debugSession ? ['debugSessionEnabled'] : [];
  return [...settings, ...key, ...role, ...debugged, ...variables(now, ran)];
}

/** CodeBuild may tell a role by its name. */
const nameOf = (role: string): string => role.slice(role.lastIndexOf('/') + 1);

function variables(now: Project, ran: Project): readonly string[] {
  const [before, after] = [now, ran].map(
    ({ environment }) => new Map(environment.variables.map((one) => [one.name, stableJson(one)])),
  );
  const names = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])];
  return names
    .filter((name) => before?.get(name) !== after?.get(name))
    .map((name) => `environment variable ${name}`);
}

/**
 * Whether a build was started with settings of its own for certain: the project has not been changed since.
 */
export function wasOverridden(project: Project, build: Build): boolean {
  const { lastModified } = project;
  if (lastModified === null || build.startedAt === null || build.startedAt < lastModified) return false;
  return differencesOf(project, build).some((name) => !isPipelines(name, build));
}

/** A pipeline's build always has variables and a key of its own. */
function isPipelines(difference: string, { ranWith }: Build): boolean {
  return (
    ranWith.source?.type === 'CODEPIPELINE' && /^(?:environment variable |encryptionKey$)/.test(difference)
  );
}
