/** What a failed build prints that is no worded denial. Comes in: nothing. Goes out: each kind by its name. Never: what it means. */

/** Failures that say little where anything else is said: most builds print such a line somewhere and go on. */
export const MINOR_INCIDENTS = [
  'program-missing',
  'file-missing',
  'package-missing',
  'packages-unsigned', // those of a system: or with a key that is expired or not known
  'resource-missing', // AWS knows no such thing
  'resource-exists', // and so cannot be made
  'request-invalid', // AWS took the call and not what it asks
  'service-failed', // it answered 5xx
  'stack-failed', // CloudFormation, whose events say why
  'region-missing',
  'not-a-clone', // the source has no history of git
  'container-pull-failed', // by ECS
  'push-rejected', // by a git server
  'state-locked', // of Terraform, by another run
  'wait-over', // what the command waited for did not come
  'no-capacity', // for what is to be run
  'file-refused', // by the file system of the machine: users and modes
  'database-refused', // by a database, to a user of its own
  'cluster-rule', // of Kubernetes: an admission webhook or a quota
  'image-name-refused', // by docker, which takes small letters and certain signs alone
  'image-not-local', // docker has none of that name on the machine
] as const;

/** Failures of a command itself: nobody's refusal, and no permission would cure them. */
export const INCIDENTS = [
  'network',
  'manifest-unknown',
  'not-found',
  'local-registry',
  'outside-refused', // 403 of a host that is not AWS's
  'format-refused',
  'quota-reached',
  'calls-throttled', // by an API that is no registry's
  'image-too-large', // for its registry: of layers or of bytes
  'file-not-executable',
  'disk-full',
  'lambda-image-address', // Lambda takes no image from there
  'timed-out',
  'memory-full',
  'other-platform',
  'clock-off',
  'account-not-ready', // for a service or a region: not signed up, not opted in, not verified
  'token-refused', // of an identity provider, by STS
  'not-bootstrapped', // the CDK finds none of its own resources
  'package-refused', // by a registry of packages that the text does not name
  ...MINOR_INCIDENTS,
] as const;
/** One of them. */
export type Incident = (typeof INCIDENTS)[number];

/** Everything that is read. Each is a cause or a clue of its own. */
export const SYMPTOMS = [
  'docker-daemon-unreachable',
  'not-logged-in',
  'token-expired',
  'tag-immutable',
  'image-limit-reached',
  'image-tags-full', // one image bears as many as it may
  'rate-limited',
  'repository-unknown',
  'forbidden-without-detail',
  'pull-access-denied',
  'interactive-login', // always follows a failed get-login-password
  'no-artifacts-found', // usually follows an earlier failure
  'log-stream-denied',
  'buildspec-invalid',
  'image-pull-failed',
  'command-failed',
  'credentials-expired',
  'bad-registry-address',
  'denied-without-detail', // AWS said no and named no action
  'connection-closed', // a registry that hangs up on a push
  'manifest-refused', // 403 on the last request of a push: the image limit or a missing right
  'empty-answer', // a 403 without a body, as a HEAD request is refused
  'key-denied',
  'assume-role-failed',
  'cluster-denied', // Kubernetes does not know the principal
  'lake-formation-denied', // which has rights of its own beside IAM
  'login-refused',
  'public-login-stale',
  'namespace-refused', // Docker Hub's words for an image that is not one's own
  'source-refused', // by the source provider, not by AWS
  'source-missing',
  'credentials-missing',
  'image-credentials-type',
  'parameter-missing',
  'secret-missing',
  'task-secret-failed', // ECS could not fetch a secret for a task, and the words do not say why
  'task-parameter-failed', // nor a parameter
  'source-denied', // the role may not use the connection of its source
  'role-not-assumable', // by a service that was handed the role
  'identity-provider-missing', // the account knows none of the address that signed the token
  'lambda-image-denied', // Lambda may not pull the image of a function
  'public-region', // ECR Public is asked in a region that it is not in
  'source-failed', // the source could not be fetched, and the words do not say why
  'upstream-refused', // by the registry that a pull-through cache pulls from
  'key-unusable', // it is disabled or about to be deleted
  'queue-timed-out', // the build was given up before a machine was free
  'bucket-elsewhere', // in another region than was asked
  ...INCIDENTS,
] as const;
/** One of them. */
export type Symptom = (typeof SYMPTOMS)[number];

/** Whether it is a failure of the command itself. */
export function isIncident(symptom: Symptom): symptom is Incident {
  return (INCIDENTS as readonly Symptom[]).includes(symptom);
}
