/**
 * In which settings a build differs from its project as it is set now. Comes in: the project, and the same as the build ran
 * (`asTheBuildRan`). Goes out: the settings by name, as the CodeBuild API has them. Never: values, which may be
 * secrets, or why: whether its start overrode a setting or the project was changed since.
 */
import { nameInArn } from '#iam/arn.ts';
import { stableJson } from '#basics/stable-json.ts';
import type { Project } from '#account/project.ts';
import type { Build, Snapshot } from '#account/snapshot.ts';
import { asTheBuildRan } from './as-the-build-ran.ts';
import { settingsOf } from './settings-of.ts';

interface Setting {
  readonly of: (project: Project) => unknown;
  /** What StartBuild overrides it with; null: no start can. Source: CodeBuild API reference, StartBuild. */
  readonly override: string | null;
  /** What UpdateProject sets it with, whole; null: it is no setting of a project. Source: the same, UpdateProject. */
  readonly update: string | null;
}

const setting = (update: string, override: string | null, of: Setting['of']): Setting => ({
  of,
  override,
  update,
});
const ofSource = (name: 'type' | 'location' | 'buildspec' | 'auth', override: string): Setting =>
  setting('source', override, ({ source }) => source[name]);
const ofEnvironment = (name: keyof Omit<Project['environment'], 'variables'>, override = name): Setting =>
  setting('environment', `${override}Override`, ({ environment }) => environment[name]);

/** By name what is compared of a setting; variables are compared one by one, and the commit is not a setting. */
const COMPARED: Readonly<Record<string, Setting>> = {
  'source.type': ofSource('type', 'sourceTypeOverride'),
  'source.location': ofSource('location', 'sourceLocationOverride'),
  'source.buildspec': ofSource('buildspec', 'buildspecOverride'),
  'source.auth': ofSource('auth', 'sourceAuthOverride'),
  secondarySources: setting('secondarySources', 'secondarySourcesOverride', (one) => one.secondarySources),
  artifacts: setting('artifacts', 'artifactsOverride', ({ artifacts }) => artifacts),
  secondaryArtifacts: setting(
    'secondaryArtifacts',
    'secondaryArtifactsOverride',
    ({ secondaryArtifacts }) => secondaryArtifacts,
  ),
  cache: setting('cache', 'cacheOverride', ({ cache }) => cache),
  'environment.type': setting(
    'environment',
    'environmentTypeOverride',
    ({ environment }) => environment.type,
  ),
  'environment.image': ofEnvironment('image'),
  'environment.computeType': ofEnvironment('computeType'),
  'environment.privilegedMode': ofEnvironment('privilegedMode'),
  // Where nothing is said CodeBuild pulls with credentials of its own.
  'environment.imagePullCredentialsType': setting(
    'environment',
    'imagePullCredentialsTypeOverride',
    ({ environment }) => environment.imagePullCredentialsType ?? 'CODEBUILD',
  ),
  'environment.registryCredential': ofEnvironment('registryCredential'),
  'environment.certificate': ofEnvironment('certificate'),
  'environment.fleet': setting('environment', 'fleetOverride', ({ environment }) => environment.fleetArn),
  vpcConfig: setting('vpcConfig', null, ({ vpc }) => vpc),
  logsConfig: setting('logsConfig', 'logsConfigOverride', ({ logs }) => logs),
  fileSystemLocations: setting('fileSystemLocations', null, ({ fileSystems }) => fileSystems),
};

/** Those that are compared in a way of their own. */
const OTHERS: Readonly<Record<string, Omit<Setting, 'of'>>> = {
  encryptionKey: { override: 'encryptionKeyOverride', update: 'encryptionKey' },
  serviceRole: { override: 'serviceRoleOverride', update: 'serviceRole' },
  debugSessionEnabled: { override: 'debugSessionEnabled', update: null },
};

const VARIABLE = 'environment variable ';

/** By which members of a call a setting is set, and which variable among them; of the name of a difference. */
export function settersOf(difference: string): Omit<Setting, 'of'> & { readonly variable: string | null } {
  if (difference.startsWith(VARIABLE)) {
    const variable = difference.slice(VARIABLE.length);
    return { override: 'environmentVariablesOverride', update: 'environment', variable };
  }
  const known = COMPARED[difference] ?? OTHERS[difference];
  if (known === undefined) throw new Error(`Internal error: no setting is called ${difference}`);
  return { override: known.override, update: known.update, variable: null };
}

/** `now` may be the project's own settings, or those with what its pipeline sets. The commit is no setting. */
export function differencesOf(now: Project, build: Build): readonly string[] {
  const ran = asTheBuildRan(now, build);
  const settings = Object.entries(COMPARED).flatMap(([name, { of }]) =>
    stableJson(of(now)) === stableJson(of(ran)) ? [] : [name],
  );
  // A project without a key of its own may answer with none where its build names the default.
  const key = now.encryptionKey !== null && now.encryptionKey !== ran.encryptionKey ? ['encryptionKey'] : [];
  // CodeBuild may tell a role by its name.
  const role = nameInArn(now.serviceRole) === nameInArn(ran.serviceRole) ? [] : ['serviceRole'];
  const debugged = build.debugSession ? ['debugSessionEnabled'] : [];
  return [...settings, ...key, ...role, ...debugged, ...variables(now, ran)];
}

/** Those that the build had neither of the project nor of the pipeline that started it. */
export function ownSettings(
  snapshot: Pick<Snapshot, 'project' | 'pipelineAction'>,
  build: Build,
): readonly string[] {
  const { pipelineAction } = snapshot;
  const differences = differencesOf(settingsOf(snapshot), build);
  if (pipelineAction.kind !== 'known') return differences;
  const filledIn = new Set([
    'encryptionKey',
    ...pipelineAction.value.otherVariables.map((name) => `${VARIABLE}${name}`),
  ]);
  return differences.filter((name) => !filledIn.has(name));
}

function variables(now: Project, ran: Project): readonly string[] {
  const [before, after] = [now, ran].map(
    ({ environment }) => new Map(environment.variables.map((one) => [one.name, stableJson(one)])),
  );
  const names = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])];
  return names.filter((name) => before?.get(name) !== after?.get(name)).map((name) => `${VARIABLE}${name}`);
}

/** Whether a build was started with settings of its own for certain: the project has not been changed since. */
export function wasOverridden(project: Project, build: Build): boolean {
  return (
    isUnchangedSince(project, build) &&
    differencesOf(project, build).some((name) => !isPipelines(name, build))
  );
}

/** Whether nothing but the settings told the build what to run: it fetched no source, and its start overrode nothing. */
export function ranSettingsAlone({ project, pipelineAction, build }: Ran): boolean {
  const hasSource = project.source.type !== 'NO_SOURCE' || project.secondarySources.length > 0;
  return (
    !hasSource && build.kind === 'known' && ownSettings({ project, pipelineAction }, build.value).length === 0
  );
}

type Ran = Pick<Snapshot, 'project' | 'pipelineAction' | 'build'>;

/** False also where it is not known. */
export function isUnchangedSince({ lastModified }: Project, { startedAt }: Build): boolean {
  return lastModified !== null && startedAt !== null && startedAt >= lastModified;
}

/** A pipeline's build always has variables and a key of its own. */
function isPipelines(difference: string, { ranWith }: Build): boolean {
  const isFilledIn = difference === 'encryptionKey' || difference.startsWith(VARIABLE);
  return ranWith.source?.type === 'CODEPIPELINE' && isFilledIn;
}
