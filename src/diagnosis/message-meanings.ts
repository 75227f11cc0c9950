/** What each symptom means to somebody who has the text and nothing else: no account, no project, no policy. */
import type { Symptom } from '#evidence/symptoms.ts';
import { incident, INCIDENT_MEANINGS } from './incident-meanings.ts';
import { loginNext } from './login-meanings.ts';
import { QUEUE_TIMED_OUT, SYMPTOM_MEANINGS, type Meaning } from './symptom-meanings.ts';

const DIAGNOSE = 'run `rolemend diagnose PROJECT`: it tries each possible cause against the policies';

/** Somebody said no, and neither to what nor why. */
const clue = (cause: string, next: string = DIAGNOSE): Meaning => ({ code: 'unexplained', cause, next });
const login = (cause: string): Meaning => ({
  code: 'not-logged-in',
  cause,
  next: loginNext(null),
});

/** Source: Amazon ECS Developer Guide, "ResourceInitializationError". */
const TASK_FETCHES =
  'its execution role (not the role of the build) lacks the right, or its network has no route';

/** Of the image that CodeBuild was to run the build in. */
export const BUILD_IMAGE_MISSING: Meaning = {
  code: 'image-missing',
  cause: 'CodeBuild could not pull the build image: its registry has no such repository, tag or digest',
  next: 'correct the image in the environment of the project, or push it first; `aws ecr list-images --repository-name NAME` shows what a repository holds',
};

/** Of one whose name begins with no registry. Source: CodeBuild User Guide, private registry with Secrets Manager sample. */
export const BUILD_IMAGE_NOT_ON_HUB: Meaning = {
  code: 'image-missing',
  cause:
    'CodeBuild looked for the build image on Docker Hub, as its name begins with no registry, and there is none of that name, or a private one',
  next: 'write the whole name in the environment of the project: `aws/codebuild/…` for an image of CodeBuild, `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG` for one of ECR; a private one of Docker Hub needs a registry credential in the project',
};

export const MESSAGE_MEANINGS: Readonly<Record<Symptom, Meaning>> = {
  'docker-daemon-unreachable': {
    code: 'privileged-mode-off',
    cause: 'docker found no daemon to talk to, as in a build without privileged mode',
    next: 'switch on privileged mode in the project; an environment of type Lambda cannot run docker, and a daemon that is there takes root and the members of its group alone',
  },
  'not-logged-in': login('the registry was asked without a login that is good for it'),
  'login-refused': login(
    'the registry refused the login: it was made for another registry, account or region, or its password is empty',
  ),
  'namespace-refused': login(
    'docker asked Docker Hub: the image address names no registry of its own, or no repository in it',
  ),
  'interactive-login': {
    code: 'not-logged-in',
    cause: '`docker login` got no password, because the command before it in the pipe failed',
    next: 'read what that command says: `aws ecr get-login-password` needs AWS credentials, a region and `ecr:GetAuthorizationToken`; a variable that holds a password is empty',
  },
  'repository-unknown': {
    code: 'repository-missing',
    cause:
      'the registry knows no such repository; through a pull-through cache a missing `ecr:CreateRepository` is answered alike',
    next: 'create the repository, or correct the name, account or region in the image address',
  },
  'bad-registry-address': {
    code: 'wrong-account',
    cause: 'the image address is not valid, as happens when a variable such as `AWS_ACCOUNT_ID` is not set',
    next: 'set the variables of the image address in the project (CodeBuild does not predefine `AWS_ACCOUNT_ID`)',
  },
  'buildspec-invalid': {
    code: 'buildspec-invalid',
    cause: 'CodeBuild could not use the buildspec',
    next: 'correct the buildspec where the message points',
  },
  'command-failed': incident(
    'a command of the build failed, and the text shows no denial',
    'read the log above that command; CodeBuild names only its first line',
  ),
  'log-stream-denied': {
    code: 'logs-not-writable',
    cause: 'the role may not create the log stream of the build, so that there is no log to read',
    next: 'allow `logs:CreateLogGroup`, `logs:CreateLogStream` and `logs:PutLogEvents` on the group the project names; `rolemend diagnose PROJECT` plans it',
  },
  'image-pull-failed': {
    code: 'image-pull-credentials',
    cause:
      'CodeBuild could not pull the build image: its name, the kind of credentials, or a right to pull it',
    next: 'check the image name and imagePullCredentialsType in the project; an image of ECR needs pull rights for the role, or for CodeBuild in the repository policy',
  },
  'no-artifacts-found': incident(
    'the build made no file where its artifacts are looked for',
    'correct the paths of `artifacts` in the buildspec, or the command that should have made the files',
  ),

  'forbidden-without-detail': clue(
    'the registry answered 403 and named no action: a right to push or pull is missing, or the login is of another account',
  ),
  'pull-access-denied': clue(
    'docker may not pull the image, or there is no such repository: the two are answered alike',
  ),
  'denied-without-detail': clue('AWS refused a call without saying which right is missing'),
  'connection-closed': clue(
    'the registry hung up while layers were pushed, as ECR does where a right to push is missing or the repository does not exist',
  ),
  'manifest-refused': {
    code: 'image-limit-reached',
    cause:
      'the registry took all layers and refused the manifest, as ECR does when the repository holds as many images as its quota lets it',
    next: 'count the images of the repository and add a lifecycle policy; if there are few, `rolemend diagnose PROJECT` looks for a missing `ecr:PutImage`',
  },
  'empty-answer': clue(
    'the registry answered 403 without a body, as it answers a HEAD request where `ecr:BatchCheckLayerAvailability` is missing',
  ),
  'cluster-denied': clue(
    'the Kubernetes cluster does not know the principal: this is its access configuration, not IAM alone',
    'map the role in the access entries of the cluster (or its aws-auth), then try again',
  ),
  'lake-formation-denied': clue(
    'Lake Formation refused, which asks for rights of its own beside those of IAM',
    'grant the principal in Lake Formation (`aws lakeformation grant-permissions`) what the message asks for on that database or table',
  ),
  'credentials-expired': incident(
    'the AWS credentials had expired by the time of the call',
    'take fresh credentials (a person with `aws sso login`); a build longer than its session must assume the role again',
  ),
  'credentials-missing': incident(
    'the call was made without AWS credentials that work',
    'let the command use the credentials of the build: unset stale keys, name no profile that the machine does not have, pass the container credentials on to inner containers',
  ),
  'assume-role-failed': clue(
    'a role could not be assumed: its trust policy or the policy of the caller does not allow it',
  ),

  'role-not-assumable': {
    code: 'trust-policy-blocks',
    cause:
      'a service could not assume the role that it was handed: the trust policy of that role does not name the service, or there is no such role',
    next: 'let the service assume the role in its trust policy (`ecs-tasks.amazonaws.com` for a task, `lambda.amazonaws.com` for a function, the role of the pipeline for the role of an action), and have whoever hands it over allowed `iam:PassRole`; where role or policy was made moments ago, try once more first',
  },
  'identity-provider-missing': {
    code: 'trust-policy-blocks',
    cause:
      'the account that the role belongs to has no identity provider for the address that signed the token',
    next: 'make the identity provider (OIDC) for that very address in the account of the role, or correct the account in the ARN of the role',
  },
  'lambda-image-denied': {
    code: 'repository-policy-blocks',
    cause:
      'Lambda may not pull the image of the function: the policy of its repository does not let the service in',
    next: 'let `lambda.amazonaws.com` do `ecr:BatchGetImage` and `ecr:GetDownloadUrlForLayer` in the repository policy; Lambda writes it itself where the caller may `ecr:GetRepositoryPolicy` and `ecr:SetRepositoryPolicy`',
  },

  'task-secret-failed': {
    code: 'secret-not-readable',
    cause: `ECS could not fetch a secret for the task before it began, and the text does not say why: ${TASK_FETCHES}`,
    next: 'let the execution role of the task do `secretsmanager:GetSecretValue` on that secret (and `kms:Decrypt` on its key), and see that its subnets reach Secrets Manager',
  },
  'task-parameter-failed': {
    code: 'parameter-not-readable',
    cause: `ECS could not fetch a parameter for the task before it began, and the text does not say why: ${TASK_FETCHES}`,
    next: 'let the execution role of the task do `ssm:GetParameters` on that parameter (and `kms:Decrypt` on its key), and see that its subnets reach Systems Manager',
  },

  // These mean the same with and without a snapshot.
  ...INCIDENT_MEANINGS,
  'queue-timed-out': QUEUE_TIMED_OUT,
  'key-unusable': SYMPTOM_MEANINGS['key-unusable'],
  'bucket-elsewhere': SYMPTOM_MEANINGS['bucket-elsewhere'],
  'source-failed': SYMPTOM_MEANINGS['source-failed'],
  'upstream-refused': SYMPTOM_MEANINGS['upstream-refused'],
  'token-expired': SYMPTOM_MEANINGS['token-expired'],
  'public-login-stale': SYMPTOM_MEANINGS['public-login-stale'],
  'tag-immutable': SYMPTOM_MEANINGS['tag-immutable'],
  'image-limit-reached': SYMPTOM_MEANINGS['image-limit-reached'],
  'image-tags-full': SYMPTOM_MEANINGS['image-tags-full'],
  'rate-limited': SYMPTOM_MEANINGS['rate-limited'],
  'key-denied': SYMPTOM_MEANINGS['key-denied'],
  'source-refused': SYMPTOM_MEANINGS['source-refused'],
  'source-denied': SYMPTOM_MEANINGS['source-denied'],
  'source-missing': SYMPTOM_MEANINGS['source-missing'],
  'public-region': SYMPTOM_MEANINGS['public-region'],
  'image-credentials-type': SYMPTOM_MEANINGS['image-credentials-type'],
  'parameter-missing': SYMPTOM_MEANINGS['parameter-missing'],
  'secret-missing': SYMPTOM_MEANINGS['secret-missing'],
};

/** Those behind which a missing permission is the first thing to suspect. */
export const PERMISSION_SYMPTOMS: ReadonlySet<Symptom> = new Set([
  'forbidden-without-detail',
  'pull-access-denied',
  'denied-without-detail',
  'connection-closed',
  'empty-answer',
  'cluster-denied',
  'lake-formation-denied',
  'assume-role-failed',
  'key-denied',
  'log-stream-denied',
  'source-denied',
  'role-not-assumable',
  'identity-provider-missing',
  'lambda-image-denied',
  'task-secret-failed',
  'task-parameter-failed',
]);
