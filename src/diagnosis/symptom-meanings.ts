/** What each symptom of a build's log means where no denied need explains it. */
import type { Incident, Symptom } from '#evidence/symptoms.ts';
import type { FindingCode } from './codes.ts';

export interface Meaning {
  readonly code: FindingCode;
  readonly cause: string;
  readonly next: string;
}

/** Source: CodeBuild API reference, `queuedTimeoutInMinutes`; User Guide, limits (concurrently running builds) and fleets. */
export const QUEUE_TIMED_OUT = {
  code: 'queue-timed-out',
  cause:
    'the build was given up while it was still queued, before it ran anything: as many builds ran as the account, the project or its fleet lets run at once',
  next: 'start it again when fewer builds run; or raise `queuedTimeoutInMinutes` or `concurrentBuildLimit` of the project, the quota of concurrently running builds, or the capacity of its fleet',
} as const satisfies Meaning;

/**
 * `elsewhere`: a cause file of its own weighs it. `clue`: somebody said no and not why; it supports what is
 * denied and explains nothing alone.
 */
export const SYMPTOM_MEANINGS = {
  'docker-daemon-unreachable': 'elsewhere',
  'not-logged-in': 'elsewhere',
  'login-refused': 'elsewhere',
  'namespace-refused': 'elsewhere',
  'repository-unknown': 'elsewhere',
  'bad-registry-address': 'elsewhere',
  'buildspec-invalid': 'elsewhere',
  'command-failed': 'elsewhere',
  'log-stream-denied': 'elsewhere',
  'image-pull-failed': 'elsewhere',
  'interactive-login': 'elsewhere',
  'no-artifacts-found': 'elsewhere',
  'queue-timed-out': 'elsewhere',

  'forbidden-without-detail': 'clue',
  'pull-access-denied': 'clue',
  'denied-without-detail': 'clue',
  'connection-closed': 'clue',
  'manifest-refused': 'clue',
  'empty-answer': 'clue',
  'cluster-denied': 'clue',
  'lake-formation-denied': 'clue',
  'credentials-expired': 'clue',
  'credentials-missing': 'clue',
  'assume-role-failed': 'clue',
  'role-not-assumable': 'clue',
  'identity-provider-missing': 'clue',
  'lambda-image-denied': 'clue',
  'task-secret-failed': 'clue',
  'task-parameter-failed': 'clue',

  'token-expired': {
    code: 'token-expired',
    cause: 'the registry login is older than the 12 hours it is good for',
    next: 'log in again in the build, right before the push',
  },
  'public-login-stale': {
    code: 'token-expired',
    cause: 'a stored login for `public.ecr.aws` is no longer good, and is sent all the same',
    next: 'run `docker logout public.ecr.aws`, or log in to it again, before the pull',
  },
  'tag-immutable': {
    code: 'tag-immutable',
    cause: 'the repository is immutable and holds an image with this tag already',
    next: 'push under a tag that is not taken, for example one made of the commit',
  },
  'image-limit-reached': {
    code: 'image-limit-reached',
    cause: 'the repository holds as many images as its quota lets it',
    next: 'delete images, add a lifecycle policy, or ask AWS for a higher quota',
  },
  // Source: Amazon ECR User Guide, service quotas.
  'image-tags-full': {
    code: 'image-limit-reached',
    cause:
      'one image bears as many tags as ECR lets it: each push of the same content adds a tag to the image that is there',
    next: 'take off tags that nobody pulls any more (`aws ecr batch-delete-image --repository-name NAME --image-ids imageTag=TAG`), or push no new tag where the content is the same',
  },
  'rate-limited': {
    code: 'registry-rate-limit',
    cause: 'the registry answered that there were too many requests',
    next: 'retry the build; where it was a pull, pull with a login or through a pull-through cache',
  },
  'key-denied': {
    code: 'key-not-usable',
    cause:
      'the key does not exist, is in another region, or its policy does not let the role use it: AWS words all three alike',
    next: 'look at the key and its policy; an Allow on the role alone is not enough where the key policy does not delegate',
  },
  'key-unusable': {
    code: 'key-not-usable',
    cause: 'the key is disabled or about to be deleted: no policy would change that',
    next: 'end its deletion (`aws kms cancel-key-deletion --key-id KEY`) and switch it on again (`aws kms enable-key --key-id KEY`), or use another one',
  },
  'bucket-elsewhere': {
    code: 'wrong-region',
    cause: 'the bucket is in another region than the one that was asked',
    next: 'name the region of the bucket (`aws s3api get-bucket-location --bucket BUCKET`) in the call; where it is a bucket of the project, name one in the region of the project',
  },
  'source-refused': {
    code: 'source-not-readable',
    cause: 'the provider of the source, not AWS, refused to hand it out',
    next: 'renew the credentials or the connection that the project uses for its source; for a repository that a command of the build fetches, give git credentials of its own',
  },
  'source-denied': {
    code: 'source-not-readable',
    cause: 'the role may not use the connection that the source is fetched through',
    next: 'allow `codeconnections:UseConnection` (`codestar-connections:UseConnection` on a connection of the old name) on that connection to the role of the build; the provider must know the connection as well',
  },
  'source-missing': {
    code: 'source-not-readable',
    cause:
      'the provider knows no such repository, branch or commit, or does not show it to these credentials',
    next: 'correct the location or the version of the source in the project, or let its credentials see the repository',
  },
  'source-failed': {
    code: 'source-not-readable',
    cause: 'CodeBuild could not fetch the source',
    next: 'read what stands before `for primary source`; compare location, version and credentials of the source in the project',
  },
  'upstream-refused': {
    code: 'not-logged-in',
    cause: 'ECR could not log in to the registry that its pull-through cache pulls from',
    next: 'renew the credentials in the secret `ecr-pullthroughcache/…` that the cache rule names; `aws ecr validate-pull-through-cache-rule --ecr-repository-prefix PREFIX` tries them',
  },
  'public-region': {
    code: 'wrong-region',
    cause: 'ECR Public is asked in a region where it has no endpoint: logins come from `us-east-1` only',
    next: 'call `aws ecr-public` with `--region us-east-1`, whatever the region of the build',
  },
  'image-credentials-type': {
    code: 'image-pull-credentials',
    cause: 'CodeBuild refused the kind of credentials the project chose for its build image',
    next: 'use `CODEBUILD` for images of CodeBuild and `SERVICE_ROLE` for private ones',
  },
  'parameter-missing': {
    code: 'parameter-not-readable',
    cause: 'the parameter does not exist under this name in this region',
    next: 'correct the name in the project or the buildspec; a permission would not help',
  },
  'secret-missing': {
    code: 'secret-not-readable',
    cause: 'the secret does not exist under this name in this region',
    next: 'correct the name in the project or the buildspec; a permission would not help',
  },
} as const satisfies Readonly<Record<Exclude<Symptom, Incident>, Meaning | 'elsewhere' | 'clue'>>;
