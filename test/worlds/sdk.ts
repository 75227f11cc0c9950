/** What a world is arranged with: AWS's own clients, as an administrator of each account, and frequent arrangements. */
import { CodeBuild, type Project, type UpdateProjectInput } from '@aws-sdk/client-codebuild';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { ECR } from '@aws-sdk/client-ecr';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { Organizations, type PolicyType } from '@aws-sdk/client-organizations';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SSM } from '@aws-sdk/client-ssm';
import type { Sandbox } from '#sandbox/server.ts';
import { regionOf } from '#sandbox/world.ts';
import { admin, control, type Keys, settings } from '../sandbox/arrange.ts';
import { digestOf, ociImage } from '../sandbox/oci-image.ts';
import { document, PUSH_RIGHTS } from './words.ts';
import { ACCOUNT, MANAGEMENT, PROJECT, REGION, ROLE } from './world.ts';

/** A variable of the project. */
interface Variable {
  readonly name: string;
  readonly value: string;
  readonly type?: 'PLAINTEXT' | 'SECRETS_MANAGER' | 'PARAMETER_STORE';
}

export class Sdk {
  readonly #sandbox: Sandbox;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  readonly #of = (account: string, region = REGION) => settings(this.#sandbox, admin(account), region);
  iam = (account = ACCOUNT): IAM => new IAM(this.#of(account));
  ecr = (account = ACCOUNT, region = REGION): ECR => new ECR(this.#of(account, region));
  kms = (account = ACCOUNT): KMS => new KMS(this.#of(account));
  s3 = (account = ACCOUNT): S3 => new S3({ ...this.#of(account), forcePathStyle: true });
  secrets = (account = ACCOUNT): SecretsManager => new SecretsManager(this.#of(account));
  ssm = (account = ACCOUNT): SSM => new SSM(this.#of(account));
  logs = (account = ACCOUNT): CloudWatchLogs => new CloudWatchLogs(this.#of(account));
  codebuild = (account = ACCOUNT): CodeBuild => new CodeBuild(this.#of(account));
  organizations = (): Organizations => new Organizations(this.#of(MANAGEMENT));

  /** The VPC endpoints of the account, each with its policy. */
  endpoints = (): unknown => structuredClone(regionOf(this.#sandbox.world, ACCOUNT, REGION).vpcEndpoints);

  /** AWS answers so from now on, whatever the policies say: for layers that the sandbox does not have. */
  answer = (fault: Readonly<Record<string, string | number>>): Promise<void> =>
    control(this.#sandbox, 'faults', [{ times: 1_000, ...fault }]);

  /** An inline policy of the build's role. */
  async rights(name: string, ...statements: readonly object[]): Promise<void> {
    await this.iam().putRolePolicy({
      RoleName: ROLE,
      PolicyName: name,
      PolicyDocument: document(...statements),
    });
  }

  /** The role has what the push asks for. */
  enough = (...more: readonly object[]): Promise<void> =>
    this.rights('team-ecr-push', ...PUSH_RIGHTS, ...more);

  async managedPolicy(name: string, text: string): Promise<string> {
    const { Policy } = await this.iam().createPolicy({ PolicyName: name, PolicyDocument: text });
    return Policy?.Arn ?? '';
  }

  async attached(name: string, text: string): Promise<string> {
    const PolicyArn = await this.managedPolicy(name, text);
    await this.iam().attachRolePolicy({ RoleName: ROLE, PolicyArn });
    return PolicyArn;
  }

  async boundary(name: string, ...statements: readonly object[]): Promise<string> {
    const arn = await this.managedPolicy(name, document(...statements));
    await this.iam().putRolePermissionsBoundary({ RoleName: ROLE, PermissionsBoundary: arn });
    return arn;
  }

  async trust(...statements: readonly object[]): Promise<void> {
    await this.iam().updateAssumeRolePolicy({ RoleName: ROLE, PolicyDocument: document(...statements) });
  }

  async repositoryPolicy(account: string, repositoryName: string, ...statements: object[]): Promise<void> {
    const policyText = document(...statements);
    await this.ecr(account).setRepositoryPolicy({ repositoryName, policyText, force: true });
  }

  /** A repository with an image that was pushed to it. */
  async image(repositoryName: string, imageTag = 'latest'): Promise<void> {
    const ecr = this.ecr();
    await ecr.createRepository({ repositoryName });
    const image = ociImage(repositoryName);
    for (const bytes of [image.layer, image.config]) {
      const { uploadId } = await ecr.initiateLayerUpload({ repositoryName });
      const partLastByte = bytes.length - 1;
      const part = { partFirstByte: 0, partLastByte, layerPartBlob: bytes };
      await ecr.uploadLayerPart({ repositoryName, uploadId, ...part });
      await ecr.completeLayerUpload({ repositoryName, uploadId, layerDigests: [digestOf(bytes)] });
    }
    await ecr.putImage({ repositoryName, imageTag, imageManifest: image.manifest });
  }

  async key(policy: string | null = null, account = ACCOUNT): Promise<string> {
    const given = policy === null ? {} : { Policy: policy, BypassPolicyLockoutSafetyCheck: true };
    const { KeyMetadata } = await this.kms(account).createKey(given);
    return KeyMetadata?.Arn ?? '';
  }

  async bucket(name: string, policy: string | null = null, account = ACCOUNT): Promise<void> {
    const s3 = this.s3(account);
    await s3.createBucket({ Bucket: name, CreateBucketConfiguration: { LocationConstraint: REGION } });
    if (policy !== null) await s3.putBucketPolicy({ Bucket: name, Policy: policy });
  }

  async secret(
    name: string,
    given: { policy?: string; key?: string; account?: string } = {},
  ): Promise<string> {
    const secrets = this.secrets(given.account);
    const encrypted = given.key === undefined ? {} : { KmsKeyId: given.key };
    const { ARN = '' } = await secrets.createSecret({
      Name: name,
      SecretString: '{"token":"t"}',
      ...encrypted,
    });
    if (given.policy !== undefined)
      await secrets.putResourcePolicy({ SecretId: ARN, ResourcePolicy: given.policy });
    return ARN;
  }

  async project(change: (project: Project) => Omit<UpdateProjectInput, 'name'>): Promise<void> {
    const { projects = [] } = await this.codebuild().batchGetProjects({ names: [PROJECT] });
    const [project] = projects;
    if (project === undefined) throw new Error('the project is gone');
    await this.codebuild().updateProject({ name: PROJECT, ...change(project) });
  }

  environment = (more: object): Promise<void> =>
    this.project(({ environment }) => ({ environment: { ...environment, ...more } as never }));

  variables = (...variables: readonly Variable[]): Promise<void> =>
    this.project(({ environment }) => ({
      environment: {
        ...environment,
        environmentVariables: [
          ...(environment?.environmentVariables ?? []).filter(
            ({ name }) => !variables.some((one) => one.name === name),
          ),
          ...variables,
        ],
      } as never,
    }));

  /** The text of the buildspec, changed. */
  buildspec = (change: (text: string) => string): Promise<void> =>
    this.project(({ source }) => ({
      source: { ...source, buildspec: change(source?.buildspec ?? '') } as never,
    }));

  /** A command of the build before the image is built. */
  command = (text: string): Promise<void> =>
    this.buildspec((spec) =>
      spec.replace('- docker build -t', () => `- ${JSON.stringify(text)}\n      - docker build -t`),
    );

  /** The build hands a file over to a bucket. */
  async artifacts(bucket: string): Promise<void> {
    await this.command('echo hi > out.txt');
    await this.buildspec((text) => `${text}artifacts:\n  files:\n    - out.txt\n`);
    await this.project(() => ({ artifacts: { type: 'S3', location: bucket } }));
  }

  /** Whoever runs the product: a user of the account. */
  async operator(...statements: readonly object[]): Promise<Keys> {
    const iam = this.iam();
    await iam.createUser({ UserName: 'operator' });
    const PolicyDocument = document(...statements);
    await iam.putUserPolicy({ UserName: 'operator', PolicyName: 'rights', PolicyDocument });
    const { AccessKey } = await iam.createAccessKey({ UserName: 'operator' });
    return {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
  }

  async #root(): Promise<string> {
    const { Roots = [] } = await this.organizations().listRoots({});
    return Roots[0]?.Id ?? '';
  }

  /** The account is put into a new unit of the organisation. */
  async unit(name: string): Promise<string> {
    const root = await this.#root();
    const organizations = this.organizations();
    const made = await organizations.createOrganizationalUnit({ ParentId: root, Name: name });
    const unit = made.OrganizationalUnit?.Id ?? '';
    await organizations.moveAccount({
      AccountId: ACCOUNT,
      SourceParentId: root,
      DestinationParentId: unit,
    });
    return unit;
  }

  /** A policy of the organisation, attached to `root`, a unit or an account. */
  async guardRail(type: PolicyType, given: { name: string; text: string; at: string }): Promise<void> {
    const organizations = this.organizations();
    const root = await this.#root();
    const { Roots = [] } = await organizations.listRoots({});
    if (Roots[0]?.PolicyTypes?.some(({ Type }) => Type === type) !== true)
      await organizations.enablePolicyType({ RootId: root, PolicyType: type });
    const { Policy } = await organizations.createPolicy({
      Name: given.name,
      Description: given.name,
      Type: type,
      Content: given.text,
    });
    await organizations.attachPolicy({
      PolicyId: Policy?.PolicySummary?.Id ?? '',
      TargetId: given.at === 'root' ? root : given.at,
    });
  }
}
