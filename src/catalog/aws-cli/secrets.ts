/** Parameters, secrets and keys. Source: Service Authorization Reference of each service; AWS CLI reference (2026-11). */
import { call, type CatalogService, regional, when } from './call.ts';

export const SSM: CatalogService = {
  resources: {
    parameter: [regional('ssm', 'parameter/{--name|--names|--path|@resource-arn}')],
    document: [regional('ssm', 'document/{--document-name|--name}')],
    maintenancewindow: [regional('ssm', 'maintenancewindow/{--window-id}')],
    patchbaseline: [regional('ssm', 'patchbaseline/{--baseline-id}')],
    servicesetting: [regional('ssm', 'servicesetting/{--setting-id}')],
  },
  everywhere: ['describe-parameters', 'describe-instance-information', 'list-documents'],
  beyond: {
    'send-command': {
      when: '--targets',
      why: 'the instances that its `--targets` choose, which it is on as well, are not named in the command',
    },
  },
  operations: {
    // Source: Systems Manager User Guide, secure-string-parameter-kms-encryption.
    'put-parameter': [
      call('ssm:PutParameter', regional('ssm', 'parameter/{--name}')),
      when('--key-id', 'kms:Encrypt', regional('kms', 'key/{--key-id}')),
    ],
    'get-parameters-by-path': [call('ssm:GetParametersByPath', regional('ssm', 'parameter/{--path}'))],
    'send-command': [
      call('ssm:SendCommand', regional('ssm', 'document/{--document-name}')),
      when('--instance-ids', 'ssm:SendCommand', regional('ec2', 'instance/{--instance-ids}')),
      when('--output-s3-bucket-name', 'ssm:SendCommand', 'arn:{partition}:s3:::{--output-s3-bucket-name}'),
    ],
    'start-session': [
      when('--target.Instance', 'ssm:StartSession', regional('ec2', 'instance/{--target.Instance}')),
      when('--target.Managed', 'ssm:StartSession', regional('ssm', 'managed-instance/{--target.Managed}')),
      when('--document-name', 'ssm:StartSession', regional('ssm', 'document/{--document-name}')),
    ],
    'start-automation-execution': [
      call('ssm:StartAutomationExecution', regional('ssm', 'document/{--document-name}')),
      call('ssm:StartAutomationExecution', regional('ssm', 'automation-execution/*')),
    ],
  },
};

/** Under a key of its own a secret is written as the caller. Source: Secrets Manager User Guide, security-encryption. */
const underKey = ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) =>
  when('--kms-key-id', action, regional('kms', 'key/{--kms-key-id}')),
);

/** A secret's ARN ends in six characters that its name does not tell. */
const secret = regional('secretsmanager', 'secret:{--secret-id|--name}-??????');

export const SECRETSMANAGER: CatalogService = {
  resources: { Secret: [secret] },
  everywhere: ['list-secrets', 'get-random-password'],
  beyond: {
    'batch-get-secret-value': {
      when: '--filters',
      why: 'the secrets that its `--filters` choose, which it reads (`secretsmanager:GetSecretValue`), are not named in the command',
    },
  },
  operations: {
    'batch-get-secret-value': [
      call('secretsmanager:BatchGetSecretValue', '*'),
      when(
        '--secret-id-list',
        'secretsmanager:GetSecretValue',
        regional('secretsmanager', 'secret:{--secret-id-list}-??????'),
      ),
      when('--filters', 'secretsmanager:ListSecrets', '*'),
    ],
    'create-secret': [
      call('secretsmanager:CreateSecret', regional('secretsmanager', 'secret:{--name}-??????')),
      ...underKey,
    ],
    'update-secret': [call('secretsmanager:UpdateSecret', secret), ...underKey],
  },
};

export const KMS: CatalogService = {
  resources: {
    key: [regional('kms', 'key/{--key-id|--target-key-id|--destination-key-id|--source-key-id}')],
    alias: [regional('kms', 'alias/{--alias-name}')],
  },
  everywhere: ['list-keys', 'list-aliases', 'create-key', 'generate-random'],
  operations: {
    're-encrypt': [
      call('kms:ReEncryptFrom', regional('kms', 'key/{--source-key-id}')),
      call('kms:ReEncryptTo', regional('kms', 'key/{--destination-key-id}')),
    ],
  },
};
