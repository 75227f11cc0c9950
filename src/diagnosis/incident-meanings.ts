/** Failures of a command itself: what each means, with an account at hand and without one. No permission would cure it. */
import type { Incident } from '#evidence/symptoms.ts';
import type { Meaning } from './symptom-meanings.ts';

/** What a failure means that is nobody's refusal. */
export const incident = (cause: string, next: string): Meaning => ({ code: 'command-failed', cause, next });

/** Each symptom that is such a failure. */
export const INCIDENT_MEANINGS = {
  network: incident(
    'the network failed: a name, a route, a proxy or a certificate',
    'check the address, and in a VPC the route (NAT gateway or endpoints) and the security groups',
  ),
  'manifest-unknown': incident(
    'the registry has no such image or tag; through a pull-through cache a missing `ecr:BatchImportUpstreamImage` is answered alike',
    'correct the tag, or push it first; for a cache repository see that the role may `ecr:BatchImportUpstreamImage`',
  ),
  'not-found': incident(
    'the registry answered 404: no such repository, image or path',
    'correct the address of the image or of its cache',
  ),
  'lambda-image-address': incident(
    'Lambda does not take the image from there: it must lie in ECR in the region of the function, and be named by its whole address with a tag or a digest',
    'name the image as `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG`; copy one of another registry to ECR first',
  ),
  'outside-refused': incident(
    'a service outside AWS refused: no permission of the role would change that',
    'renew the credentials with which the build speaks to that service',
  ),
  'local-registry': incident(
    'a server on the build machine itself refused, not AWS: a registry, or a program under test',
    'look at the settings of that server',
  ),
  'format-refused': incident(
    'the registry does not take this format or this request',
    'use a client and a media type that the registry supports (for a cache of buildx in ECR `image-manifest=true,oci-mediatypes=true`)',
  ),
  'quota-reached': incident(
    'a quota of the account is used up',
    'ask AWS for a higher quota, or wait for what uses it to end',
  ),
  // Source: AWS General Reference, API retries; CloudFormation and EC2 have quotas of their own that no right of the role changes.
  'calls-throttled': incident(
    'a service, and no registry, answered that there were too many calls: AWS throttles each API by account and region, others by address or token',
    'retry the build; let what polls wait longer between its calls, start fewer of its kind at once, and call an API such as that of GitHub with a token',
  ),
  'image-too-large': incident(
    'the image has more layers, or a larger one, than its registry takes',
    'make fewer and smaller layers: several commands in one `RUN`, stages of a Dockerfile that copy only what is needed, no data in the image',
  ),
  'file-not-executable': incident(
    'a script of the build is not executable on this machine',
    'set its execute bit (`git update-index --chmod=+x FILE`), or run it with its interpreter',
  ),
  'disk-full': incident(
    'the disk of the build machine is full: no space is left on it',
    'free space (`docker system prune --force`, smaller layers), or choose a larger compute type in the project',
  ),
  'timed-out': incident(
    'the build ran out of time: it was stopped at its timeout',
    'look which command the log ends in; raise the timeout of the project, or in a VPC look at the routes',
  ),
  'memory-full': incident(
    'a process of the build was killed for want of memory',
    'choose a larger compute type in the project, or let the command use less',
  ),
  'program-missing': incident(
    'a program is not there on the build image, or too old for what it is asked',
    'install it in the `install` phase, or choose an image that has it',
  ),
  'file-missing': incident(
    'a file that a command needs is not there',
    'compare the path with the directory the command runs in; what `.dockerignore` or a shallow source leaves out is missing too',
  ),
  'package-missing': incident(
    'a package or a version of it is not found where packages are fetched from',
    'correct its name and version, and see that the package manager asks the registry meant',
  ),
  'resource-missing': incident(
    'AWS knows nothing of this name in the account and region that were asked: a permission would not help',
    'compare name, account (`aws sts get-caller-identity`) and region of the call with where it was made',
  ),
  'resource-exists': incident(
    'what the command makes is there already',
    'let the command pass over what is there, or import it into the tool that makes it',
  ),
  'request-invalid': incident(
    'AWS understood the call and refused what it asks: a parameter, not a permission',
    'correct the parameter that the message names',
  ),
  'service-failed': incident(
    'a service or a registry failed by itself (an answer 5xx)',
    'retry the build; where it goes on, look at the health page of that service',
  ),
  'stack-failed': incident(
    'a stack of CloudFormation failed, and this text does not say on what',
    'read its events, the earliest failure first: `aws cloudformation describe-stack-events --stack-name STACK`',
  ),
  'other-platform': incident(
    'the image or the program was made for another platform than that of this machine',
    'build it for that platform (`docker buildx build --platform`), or run it on a machine of the platform it was made for; a script needs its line `#!`',
  ),
  'clock-off': incident(
    'the signature of the call is of another time than that of AWS: the clock of the machine is wrong, or the request was kept for long',
    'set the clock of the machine, then make the call anew',
  ),
  'account-not-ready': incident(
    'AWS has not opened the service or the region to the account, or has closed it: no permission would change that',
    'enable the region or the service for the account (`aws account enable-region --region-name REGION`), or finish its sign-up and verification with AWS Support',
  ),
  'token-refused': incident(
    'STS could not accept the token of the identity provider: its keys could not be fetched, or it was made for another audience',
    'see that the address of the provider serves its keys to the internet, and that the audience of the token is one the provider in IAM lists; then try again',
  ),
  'not-bootstrapped': incident(
    'the CDK finds no bootstrap stack in the account and region that it deploys to',
    'run `cdk bootstrap aws://ACCOUNT/REGION` once with credentials of that account, or correct account and region of the stack',
  ),
  'packages-unsigned': incident(
    'a repository of system packages is signed with a key that has expired or that the machine does not have',
    'fetch its present key before `apt-get update` (into `/etc/apt/keyrings`), take its list out of `/etc/apt/sources.list.d` where nothing of it is needed, or choose a newer build image',
  ),
  'package-refused': incident(
    'a registry of packages refused the package or its publication; where it is not CodeArtifact, no permission of AWS is asked for',
    'see which registry the tool asks (`npm config get registry`), and log in to it with an account that may do this',
  ),
  'container-pull-failed': incident(
    'ECS could not pull the image of a container, and this text does not say why',
    'compare the address of the image with the registry; the execution role of the task needs the rights to pull, and its subnets a route to ECR and S3',
  ),
  'push-rejected': incident(
    'the git server did not take the push: a rule of the branch, the scope of the token, or commits that are not at hand',
    'read what the server answered above; push to a branch that may be pushed to, or fetch and rebase first',
  ),
  'state-locked': incident(
    'the state of Terraform is locked by another run, or was left locked or half written by one that broke off',
    'let the other run end; where there is none, `terraform force-unlock ID` with the ID that the message shows',
  ),
  'wait-over': incident(
    'what the command waited for did not come about in the time it waits',
    'look at the events of what it waited for (a stack, a service, an instance); where that is only slow, let it wait longer',
  ),
  'no-capacity': incident(
    'there is no room just now for what is to run: in the cluster, or at AWS in this zone',
    'add instances to the cluster, ask for less memory and CPU, or try another zone or size',
  ),
  'image-name-refused': incident(
    'docker takes no such name of an image: a repository is written in small letters',
    'write the name in small letters, as `echo "$NAME" | tr A-Z a-z` does',
  ),
  'image-not-local': incident(
    'docker has no image of this name on the machine: it was not built, or under another name',
    'read what `docker build` said above, and tag the image with the very name that is pushed',
  ),
  'file-refused': incident(
    'the file system of the machine did not let the command do that: users and modes of files, and no right of AWS',
    'look whose the file is (`ls -l`) and as whom the command runs (`id`); write below a directory of that user, or run the command as another',
  ),
  'database-refused': incident(
    'a database did not let a user of its own in: name and password are no rights of AWS',
    'compare user, password and host with those of the database; where it takes tokens of IAM instead, the role needs `rds-db:connect`',
  ),
  'cluster-rule': incident(
    'a rule of the Kubernetes cluster refused the object: an admission webhook or a quota of the namespace, and no right of AWS',
    'read which rule the message names; change the object, or have the owner of the cluster change the rule',
  ),
  'region-missing': incident(
    'no region is set for the call',
    'set `AWS_DEFAULT_REGION`, or pass `--region`; inside `docker run` and `docker build` hand it on',
  ),
  'not-a-clone': incident(
    'the source has no history of git: CodeBuild got it as an archive, as from a pipeline',
    'let the pipeline pass a full clone, or use `CODEBUILD_RESOLVED_SOURCE_VERSION` in place of git',
  ),
} as const satisfies Readonly<Record<Incident, Meaning>>;
