/** Writes over the SDK: one call each, none combined, none repeated but where it was throttled. */
import type { AccountWriter, CallProblem, Tag } from '#account/ports.ts';
import { ok, type Result } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { writePolicyAt } from './write-policy.ts';
import { writeSetting } from './write-setting.ts';
import { writeTag } from './write-tag.ts';

export function accountWriter(connection: Connection): AccountWriter {
  const { write, inRegion } = connection;
  return {
    ...roleWrites(write),
    ...policyWrites(write),
    ...otherWrites(write, inRegion),
    setProjectSetting: (change) => writeSetting(connection, change),
    setTag: (input) => done(writeTag(connection, input)),
    writePolicy: (input) => done(writePolicyAt(connection, input)),
  };
}

type Write = Connection['write'];

const awsTag = ({ key, value }: Tag) => ({ Key: key, Value: value });

const tagged = (tags: readonly Tag[] = []) => (tags.length === 0 ? {} : { Tags: tags.map(awsTag) });

function roleWrites(write: Write) {
  return {
    putRolePolicy: ({ role, name, document }) =>
      done(write('iam', 'PutRolePolicy', { RoleName: role, PolicyName: name, PolicyDocument: document })),
    deleteRolePolicy: ({ role, name }) =>
      done(write('iam', 'DeleteRolePolicy', { RoleName: role, PolicyName: name })),
    attachRolePolicy: ({ role, arn }) =>
      done(write('iam', 'AttachRolePolicy', { RoleName: role, PolicyArn: arn })),
    detachRolePolicy: ({ role, arn }) =>
      done(write('iam', 'DetachRolePolicy', { RoleName: role, PolicyArn: arn })),
    createRole: async ({ name, path, description, trustPolicy, boundaryArn, tags }) => {
      const answer = await write('iam', 'CreateRole', {
        RoleName: name,
        Path: path,
        Description: description,
        AssumeRolePolicyDocument: trustPolicy,
        ...(boundaryArn === null ? {} : { PermissionsBoundary: boundaryArn }),
        ...tagged(tags),
      });
      return answer.ok ? ok({ arn: answer.value.Role?.Arn ?? '' }) : answer;
    },
    deleteRole: ({ name }) => done(write('iam', 'DeleteRole', { RoleName: name })),
    setTrustPolicy: ({ role, document }) =>
      done(write('iam', 'UpdateAssumeRolePolicy', { RoleName: role, PolicyDocument: document })),
  } satisfies Partial<AccountWriter>;
}

function policyWrites(write: Write) {
  return {
    createPolicy: async ({ name, path, description, document, tags }) => {
      const answer = await write('iam', 'CreatePolicy', {
        PolicyName: name,
        Path: path,
        Description: description,
        PolicyDocument: document,
        ...tagged(tags),
      });
      return answer.ok ? ok({ arn: answer.value.Policy?.Arn ?? '' }) : answer;
    },
    deletePolicy: ({ arn }) => done(write('iam', 'DeletePolicy', { PolicyArn: arn })),
    createPolicyVersion: async ({ arn, document }) => {
      const answer = await write('iam', 'CreatePolicyVersion', {
        PolicyArn: arn,
        PolicyDocument: document,
        SetAsDefault: true,
      });
      return answer.ok ? ok({ versionId: answer.value.PolicyVersion?.VersionId ?? '' }) : answer;
    },
    setDefaultPolicyVersion: ({ arn, versionId }) =>
      done(write('iam', 'SetDefaultPolicyVersion', { PolicyArn: arn, VersionId: versionId })),
    deletePolicyVersion: ({ arn, versionId }) =>
      done(write('iam', 'DeletePolicyVersion', { PolicyArn: arn, VersionId: versionId })),
  } satisfies Partial<AccountWriter>;
}

function otherWrites(write: Write, inRegion: Connection['inRegion']) {
  return {
    setProjectRole: ({ project, roleArn }) =>
      done(write('codebuild', 'UpdateProject', { name: project, serviceRole: roleArn })),
    createRepository: async ({ account, region, name, scanOnPush, tagMutability, tags = [] }) => {
      const answer = await inRegion(region).write('ecr', 'CreateRepository', {
        registryId: account,
        repositoryName: name,
        imageScanningConfiguration: { scanOnPush },
        imageTagMutability: tagMutability as 'MUTABLE' | 'IMMUTABLE',
        ...(tags.length === 0 ? {} : { tags: tags.map(awsTag) }),
      });
      if (!answer.ok) return answer;
      const { repositoryArn = '', createdAt } = answer.value.repository ?? {};
      return ok({ arn: repositoryArn, createdAt: createdAt?.toISOString() ?? '' });
    },
    // Without `force` ECR refuses to delete a repository that holds an image.
    deleteRepository: ({ account, region, name }) =>
      done(inRegion(region).write('ecr', 'DeleteRepository', { registryId: account, repositoryName: name })),
  } satisfies Partial<AccountWriter>;
}

async function done(answer: Promise<Result<unknown, CallProblem>>): Promise<Result<null, CallProblem>> {
  const result = await answer;
  return result.ok ? ok(null) : result;
}
