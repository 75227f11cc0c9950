import { describe, expect, it } from 'vitest';
import { explainText } from '#tasks/explain.ts';

const ROLE = 'arn:aws:sts::111122223333:assumed-role/codebuild-app/AWSCodeBuild-1';
const REPOSITORY = 'arn:aws:ecr:us-west-2:111122223333:repository/app';
const denied = (action: string, resource: string, reason = ''): string =>
  `User: ${ROLE} is not authorized to perform: ${action} on resource: ${resource}${reason}`;
const codesOf = (text: string): readonly string[] => explainText(text).findings.map(({ code }) => code);

describe('explaining a denial', () => {
  it.each([
    ['because no identity-based policy allows the ecr:PutImage action', 'identity-allow-missing'],
    [
      'with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/no',
      'identity-explicit-deny',
    ],
    ['because no permissions boundary allows the ecr:PutImage action', 'boundary-blocks'],
    ['because no session policy allows the ecr:PutImage action', 'session-blocks'],
    ['with an explicit deny in a service control policy', 'scp-blocks'],
    ['with an explicit deny in a resource control policy', 'rcp-blocks'],
    ['because no VPC endpoint policy allows the ecr:PutImage action', 'vpc-endpoint-blocks'],
    ['because no resource-based policy allows the ecr:PutImage action', 'repository-policy-blocks'],
    ['because no role trust policy allows the sts:AssumeRole action', 'trust-policy-blocks'],
  ])('%s: %s', (reason, code) => {
    expect(codesOf(denied('ecr:PutImage', REPOSITORY, ` ${reason}`))).toEqual([code]);
  });

  it('says that a right seems to be missing where the text names none', () => {
    const [finding] = explainText(
      'Post "https://111122223333.dkr.ecr.us-west-2.amazonaws.com/v2/app/blobs/uploads/": EOF',
    ).findings;
    expect(finding).toMatchObject({ code: 'unexplained', title: 'a right seems to be missing' });
  });

  it.each([
    [
      'CodeBuild is not authorized to perform: sts:AssumeRole on service role. Please verify that the role exists',
      'trust-policy-blocks',
    ],
    ['VPC_CLIENT_ERROR: Unexpected EC2 error: UnauthorizedOperation', 'vpc-permissions-missing'],
    [
      'AccessDenied: Access Denied\n status code: 403, request id: A, host id: b= for primary source',
      'source-not-readable',
    ],
  ])('names what was refused where the words around it tell: %s', (text, code) => {
    expect(codesOf(text)).toEqual([code]);
  });

  it('names no policy layer where the text names none', () => {
    const [finding] = explainText(denied('ecr:PutImage', REPOSITORY)).findings;
    expect(finding).toMatchObject({ code: 'unexplained', title: 'AWS denied a call and named no policy' });
    expect(finding?.cause).toContain('does not say which policy');
    expect(explainText(denied('ecr:PutImage', REPOSITORY)).denials[0]).toMatchObject({
      layer: null,
      explicit: null,
    });
  });

  it.each([
    ['ssm:GetParameters', 'arn:aws:ssm:us-west-2:111122223333:parameter/A', 'parameter-not-readable'],
    ['secretsmanager:GetSecretValue', 'my-secret', 'secret-not-readable'],
    ['logs:CreateLogStream', 'arn:aws:logs:us-west-2:111122223333:log-group:g', 'logs-not-writable'],
    ['kms:Decrypt', 'arn:aws:kms:us-west-2:111122223333:key/1', 'key-not-usable'],
    ['iam:PassRole', 'arn:aws:iam::111122223333:role/task', 'pass-role-missing'],
  ])('names %s by what fails', (action, resource, code) => {
    expect(codesOf(denied(action, resource))).toEqual([code]);
  });

  it('blames the role that is handed over where only the reason names iam:PassRole', () => {
    const text = denied(
      'ecs:RunTask',
      'arn:aws:ecs:us-west-2:111122223333:task-definition/t:1',
      ' because no identity-based policy allows the iam:PassRole action',
    );
    expect(codesOf(text)).toEqual(['pass-role-missing']);
    expect(explainText(text).denials[0]).toMatchObject({
      action: 'ecs:RunTask',
      missingAction: 'iam:PassRole',
    });
  });

  it.each([
    [
      'a parameter denied as `:*`',
      denied('ssm:GetParameter', 'arn:aws:ssm:us-west-2:111122223333:*'),
      'parameter name is wrong',
    ],
    [
      'a repository of another account',
      denied(
        'ecr:BatchGetImage',
        'arn:aws:ecr:us-west-2:444455556666:repository/app',
        ' because no resource-based policy allows the ecr:BatchGetImage action',
      ),
      'a repository name that does not exist',
    ],
    [
      "ECR's bucket of layers",
      denied('s3:GetObject', '"arn:aws:s3:::prod-us-west-2-starport-layer-bucket/x"'),
      'S3 gateway endpoint',
    ],
  ])('warns of what looks alike: %s', (_name, text, hint) => {
    expect(explainText(text).findings[0]?.cause).toContain(hint);
  });
});

describe('explaining a refusal that names no action', () => {
  it.each([
    'Access to the resource https://sqs.us-east-1.amazonaws.com/111122223333/q is denied.',
    'An error occurred (ForbiddenException) when calling the GetRoleCredentials operation: No access',
    '403 Forbidden - GET https://d-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/r/pkg',
    'unexpected status from HEAD request to https://[MASKED]/v2/app/manifests/1: 403 Forbidden',
  ])('takes it for a matter of permissions: %s', (text) => {
    expect(explainText(text)).toMatchObject({ permission: true, denials: [] });
  });
});

describe('explaining what follows from a failure', () => {
  const text = [
    `An error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation: ${denied('ecr:GetAuthorizationToken', '*')}`,
    'Error: Cannot perform an interactive login from a non TTY device',
    'Command did not exit successfully aws ecr get-login-password exit status 1',
    'no matching artifact paths found',
  ].join('\n');

  it('stands with the first failure and is no finding of its own', () => {
    const { findings } = explainText(text);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.consequences.map(({ line }) => line)).toEqual([2, 3, 4]);
  });

  it('is a finding where nothing came before it', () => {
    const { findings, permission } = explainText(
      'Error: Cannot perform an interactive login from a non TTY device',
    );
    expect(findings.map(({ code }) => code)).toEqual(['not-logged-in']);
    expect(permission).toBe(false);
  });
});

describe('explaining what is no permission problem', () => {
  it.each([
    ['npm ERR! 403 403 Forbidden - GET https://registry.npmjs.org/@org%2fpkg', 'command-failed'],
    [
      'unexpected status from HEAD request to https://ghcr.io/v2/org/app/manifests/1: 403 Forbidden',
      'command-failed',
    ],
    [
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      'privileged-mode-off',
    ],
    ['no basic auth credentials', 'not-logged-in'],
    [
      "denied: Your Authorization Token has expired. Please run 'aws ecr get-login' to fetch a new one.",
      'token-expired',
    ],
    [
      "tag invalid: The image tag 'v1' already exists in the 'app' repository and cannot be overwritten because the tag is immutable.",
      'tag-immutable',
    ],
    ['toomanyrequests: You have reached your pull rate limit.', 'registry-rate-limit'],
    [
      "name unknown: The repository with name 'app' does not exist in the registry with id '111122223333'",
      'repository-missing',
    ],
    ['YAML_FILE_ERROR Message: YAML file does not exist', 'buildspec-invalid'],
    [
      'Invalid input: cannot use a CodeBuild curated image with imagePullCredentialsType SERVICE_ROLE',
      'image-pull-credentials',
    ],
    ['Command did not exit successfully make test exit status 2', 'command-failed'],
    ['dial tcp: lookup api.example.com: no such host', 'command-failed'],
    [
      "fatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 403",
      'source-not-readable',
    ],
    ['ParameterNotFound: ', 'parameter-not-readable'],
    ["ResourceNotFoundException: Secrets Manager can't find the specified secret.", 'secret-not-readable'],
    ['The repository has reached the maximum allowed number of images', 'image-limit-reached'],
    ['pushing to 111122223333.dkr.ecr..amazonaws.com/app:latest', 'wrong-account'],
  ])('%s: %s', (text, code) => {
    const { findings, permission, denials } = explainText(text);
    expect(findings.map((one) => one.code)).toEqual([code]);
    expect(permission).toBe(false);
    expect(denials).toEqual([]);
    expect(findings[0]).toMatchObject({ cause: expect.any(String), next: expect.any(String) });
  });

  it('is nothing at all in a log of a build that went well', () => {
    expect(explainText('Successfully built 4c7d\nPushed image')).toEqual({
      denials: [],
      findings: [],
      permission: false,
    });
  });
});
