/** The settings that a build ran with, as far as CodeBuild tells them. */
import type { Project } from './project.ts';

/** Settings of a build, with any override of its start; what CodeBuild does not tell of it is left out. */
export interface RanWith
  extends Partial<
    Pick<
      Project,
      | 'source'
      | 'secondarySources'
      | 'secondarySourceVersions'
      | 'cache'
      | 'environment'
      | 'encryptionKey'
      | 'vpc'
      | 'logs'
      | 'fileSystems'
    >
  > {
  readonly artifacts?: BuildArtifacts;
  readonly secondaryArtifacts?: readonly BuildArtifacts[];
}

/** Where a build's artifacts went: the object's ARN, not the settings that made it. */
export interface BuildArtifacts {
  readonly location: string;
  readonly encryptionDisabled: boolean;
  readonly bucketOwnerAccess: string | null;
  readonly identifier: string | null;
}
