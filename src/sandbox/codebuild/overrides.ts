/** The settings of a build: its project's, with what StartBuild overrides. Source: facts 5.6 [BOTO codebuild]. */
import { z } from 'zod';
import {
  artifacts,
  cache,
  computeType,
  environmentType,
  fleet,
  logsConfig,
  minutes,
  type ProjectSettings,
  pullCredentials,
  registryCredential,
  source,
  sourceAuth,
  sourceType,
  sourceVersions,
  variablesSchema,
} from './settings.ts';

export const overridesSchema = z.object({
  sourceVersion: z.string().optional(),
  sourceTypeOverride: sourceType.optional(),
  sourceLocationOverride: z.string().optional(),
  sourceAuthOverride: sourceAuth.optional(),
  secondarySourcesOverride: z.array(source).max(12).optional(),
  secondarySourcesVersionOverride: sourceVersions.optional(),
  gitCloneDepthOverride: source.shape.gitCloneDepth,
  gitSubmodulesConfigOverride: source.shape.gitSubmodulesConfig,
  insecureSslOverride: z.boolean().optional(),
  reportBuildStatusOverride: z.boolean().optional(),
  buildStatusConfigOverride: source.shape.buildStatusConfig,
  buildspecOverride: z.string().optional(),
  artifactsOverride: artifacts.optional(),
  secondaryArtifactsOverride: z.array(artifacts).max(12).optional(),
  environmentVariablesOverride: variablesSchema.optional(),
  environmentTypeOverride: environmentType.optional(),
  imageOverride: z.string().min(1).optional(),
  computeTypeOverride: computeType.optional(),
  privilegedModeOverride: z.boolean().optional(),
  imagePullCredentialsTypeOverride: pullCredentials.optional(),
  registryCredentialOverride: registryCredential.optional(),
  certificateOverride: z.string().optional(),
  fleetOverride: fleet.optional(),
  hostKernelOverride: z.looseObject({}).optional(),
  cacheOverride: cache.optional(),
  serviceRoleOverride: z.string().min(1).optional(),
  timeoutInMinutesOverride: minutes(5, 2160).optional(),
  queuedTimeoutInMinutesOverride: minutes(5, 480).optional(),
  encryptionKeyOverride: z.string().min(1).optional(),
  logsConfigOverride: logsConfig.optional(),
  autoRetryLimitOverride: z.int().min(0).max(10).optional(),
  debugSessionEnabled: z.boolean().default(false),
});

export type Overrides = z.output<typeof overridesSchema>;

export function withOverrides(settings: ProjectSettings, given: Overrides): ProjectSettings {
  return defined(settings, {
    sourceVersion: given.sourceVersion,
    source: defined(settings.source, {
      type: given.sourceTypeOverride,
      location: given.sourceLocationOverride,
      auth: given.sourceAuthOverride,
      buildspec: given.buildspecOverride,
      gitCloneDepth: given.gitCloneDepthOverride,
      gitSubmodulesConfig: given.gitSubmodulesConfigOverride,
      insecureSsl: given.insecureSslOverride,
      reportBuildStatus: given.reportBuildStatusOverride,
      buildStatusConfig: given.buildStatusConfigOverride,
    }),
    secondarySources: given.secondarySourcesOverride,
    secondarySourceVersions: given.secondarySourcesVersionOverride,
    artifacts: given.artifactsOverride,
    secondaryArtifacts: given.secondaryArtifactsOverride,
    environment: environmentOf(settings, given),
    cache: given.cacheOverride,
    serviceRole: given.serviceRoleOverride,
    timeoutInMinutes: given.timeoutInMinutesOverride,
    queuedTimeoutInMinutes: given.queuedTimeoutInMinutesOverride,
    encryptionKey: given.encryptionKeyOverride,
    logsConfig: given.logsConfigOverride,
    autoRetryLimit: given.autoRetryLimitOverride,
  });
}

/** A variable given at the start takes the place of the project's of the same name. */
function environmentOf({ environment }: ProjectSettings, given: Overrides): ProjectSettings['environment'] {
  const variables = given.environmentVariablesOverride ?? [];
  const kept = environment.environmentVariables.filter(
    ({ name }) => !variables.some((variable) => variable.name === name),
  );
  return defined(environment, {
    environmentVariables: [...kept, ...variables],
    type: given.environmentTypeOverride,
    image: given.imageOverride,
    computeType: given.computeTypeOverride,
    privilegedMode: given.privilegedModeOverride,
    imagePullCredentialsType: given.imagePullCredentialsTypeOverride,
    registryCredential: given.registryCredentialOverride,
    certificate: given.certificateOverride,
    fleet: given.fleetOverride,
    hostKernel: given.hostKernelOverride,
  });
}

/** `base`, with the members of `given` that are not undefined. */
function defined<Base extends object>(
  base: Base,
  given: { readonly [Key in keyof Base]?: Base[Key] | undefined },
): Base {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(entries) };
}
