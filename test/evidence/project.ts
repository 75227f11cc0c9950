import type { Project } from '#account/project.ts';
import type { Build } from '#account/snapshot.ts';
import type { Evidence } from '#evidence/evidence.ts';

/** A project with nothing switched on but its CloudWatch log; a test changes what it is about. */
export function project(changes: Partial<Project> = {}): Project {
  return {
    name: 'app',
    arn: 'arn:aws:codebuild:us-west-2:111122223333:project/app',
    serviceRole: 'arn:aws:iam::111122223333:role/service-role/codebuild-app-service-role',
    description: null,
    source: { type: 'NO_SOURCE', location: null, buildspec: null, auth: null, identifier: null },
    secondarySources: [],
    artifacts: {
      type: 'NO_ARTIFACTS',
      location: null,
      path: null,
      bucketOwnerAccess: null,
      encryptionDisabled: false,
      identifier: null,
    },
    secondaryArtifacts: [],
    cache: { type: 'NO_CACHE', location: null },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
      privilegedMode: true,
      imagePullCredentialsType: 'CODEBUILD',
      registryCredential: null,
      certificate: null,
      fleetArn: null,
      variables: [
        { name: 'AWS_ACCOUNT_ID', value: '111122223333', type: 'PLAINTEXT' },
        { name: 'IMAGE_REPO_NAME', value: 'tracker_api', type: 'PLAINTEXT' },
        { name: 'IMAGE_TAG', value: 'v1', type: 'PLAINTEXT' },
      ],
    },
    encryptionKey: 'arn:aws:kms:us-west-2:111122223333:alias/aws/s3',
    vpc: null,
    logs: {
      cloudWatch: { enabled: true, groupName: '/aws/codebuild/app' },
      s3: { enabled: false, location: null },
    },
    sourceVersion: null,
    secondarySourceVersions: [],
    webhook: null,
    created: null,
    lastModified: null,
    batchServiceRole: null,
    fileSystems: [],
    ...changes,
  };
}

export function build(changes: Partial<Build> = {}): Build {
  return {
    id: 'app:1',
    arn: 'arn:aws:codebuild:us-west-2:111122223333:build/app:1',
    number: 1,
    status: 'FAILED',
    currentPhase: 'COMPLETED',
    complete: true,
    startedAt: null,
    endedAt: null,
    serviceRole: 'arn:aws:iam::111122223333:role/service-role/codebuild-app-service-role',
    sourceVersion: null,
    resolvedSourceVersion: null,
    initiator: null,
    batchArn: null,
    debugSession: false,
    phases: [],
    logs: { groupName: null, streamName: null },
    buildspec: null,
    variables: [],
    ranWith: {},
    ...changes,
  };
}

/** Evidence of what is asked of AWS: docker's daemon, which asks for nothing, has its own tests. */
export const ofAws = (found: readonly Evidence[]): readonly Evidence[] =>
  found.filter((one) => one.kind !== 'use' || one.use.kind !== 'docker-daemon');
