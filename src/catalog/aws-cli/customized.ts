/**
 * Commands that the AWS CLI has of its own, beside the operations of the services' APIs. Source: the AWS CLI's own code,
 * awscli/customizations (2026-11); Service Authorization Reference of each service.
 */
import { call, type CatalogCall, type CatalogService, passRole, regional, when } from './call.ts';

const cluster = regional('elasticmapreduce', 'cluster/{--cluster-id|--cluster-ids}');
const onCluster = (...actions: readonly string[]): readonly CatalogCall[] =>
  actions.map((action) => call(`elasticmapreduce:${action}`, cluster));

const addsSteps: readonly CatalogCall[] = [...onCluster('AddJobFlowSteps'), passRole('--execution-role-arn')];
const setsProtection = (option: string, action: string): CatalogCall =>
  when(option, `elasticmapreduce:${action}`, cluster);
const role = (name: string) => `arn:{partition}:iam::{account}:role/${name}`;
const namedRole = (option: string): CatalogCall =>
  when(option, 'iam:PassRole', `{${option}}`, role(`{${option}}`));

/** Everything but `add-steps` waits for the cluster or looks for its address first. */
export const EMR: CatalogService = {
  prefix: 'elasticmapreduce',
  operations: {
    'add-steps': addsSteps,
    'install-applications': addsSteps,
    'create-hbase-backup': addsSteps,
    'schedule-hbase-backup': addsSteps,
    'disable-hbase-backups': addsSteps,
    'restore-from-hbase-backup': addsSteps,
    'create-cluster': [
      call('elasticmapreduce:RunJobFlow', '*'),
      namedRole('--service-role'),
      namedRole('--auto-scaling-role'),
      passRole('--step-execution-role-arn'),
      when('--use-default-roles', 'iam:PassRole', role('EMR_DefaultRole')),
      when('--use-default-roles', 'iam:PassRole', role('EMR_EC2_DefaultRole')),
    ],
    'terminate-clusters': onCluster('TerminateJobFlows'),
    'describe-cluster': onCluster(
      'DescribeCluster',
      'ListInstanceGroups',
      'ListInstanceFleets',
      'ListBootstrapActions',
    ),
    'modify-cluster-attributes': [
      setsProtection('--visible-to-all-users', 'SetVisibleToAllUsers'),
      setsProtection('--no-visible-to-all-users', 'SetVisibleToAllUsers'),
      setsProtection('--termination-protected', 'SetTerminationProtection'),
      setsProtection('--no-termination-protected', 'SetTerminationProtection'),
      setsProtection('--auto-terminate', 'SetKeepJobFlowAliveWhenNoSteps'),
      setsProtection('--no-auto-terminate', 'SetKeepJobFlowAliveWhenNoSteps'),
      setsProtection('--unhealthy-node-replacement', 'SetUnhealthyNodeReplacement'),
      setsProtection('--no-unhealthy-node-replacement', 'SetUnhealthyNodeReplacement'),
    ],
    ssh: onCluster('DescribeCluster'),
    socks: onCluster('DescribeCluster'),
    put: onCluster('DescribeCluster'),
    get: onCluster('DescribeCluster'),
  },
  beyond: {
    'create-cluster': {
      when: '--ec2-attributes',
      why: 'the role of an instance profile, which it passes (`iam:PassRole`), is not read',
    },
  },
};

export const EMR_CONTAINERS: CatalogService = {
  operations: {
    'update-role-trust-policy': [
      call('eks:DescribeCluster', regional('eks', 'cluster/{--cluster-name}')),
      call('iam:GetRole', role('{--role-name}')),
      call('iam:UpdateAssumeRolePolicy', role('{--role-name}')),
    ],
  },
};

export const GAMELIFT: CatalogService = {
  operations: {
    // The build's ID is AWS's to make; the files are sent with the credentials that the second call gives.
    'upload-build': [
      call('gamelift:CreateBuild', '*'),
      call('gamelift:RequestUploadCredentials', regional('gamelift', 'build/*')),
    ],
    'get-game-session-log': [call('gamelift:GetGameSessionLogUrl', '*')],
  },
};

const trailBucket = 'arn:{partition}:s3:::{--s3-bucket}';

export const CLOUDTRAIL: CatalogService = {
  resources: { trail: [regional('cloudtrail', 'trail/{--trail-name|--name|@resource-id}')] },
  operations: {
    'validate-logs': [
      call('cloudtrail:DescribeTrails', '*'),
      call('cloudtrail:ListPublicKeys', '*'),
      ...['GetBucketLocation', 'ListBucket'].map((action) =>
        when('--s3-bucket', `s3:${action}`, trailBucket),
      ),
      when('--s3-bucket', 's3:GetObject', `${trailBucket}/*`),
    ],
  },
  beyond: {
    'validate-logs': {
      unless: ['--s3-bucket'],
      why: 'it reads the bucket of the trail (`s3:GetBucketLocation`, `s3:ListBucket`, `s3:GetObject`), which the command does not name',
    },
  },
};

/** They sign by themselves, or call what asks for no permission. */
const NOTHING: readonly CatalogCall[] = [];

export const CLOUDFRONT: CatalogService = {
  everywhere: ['list-distributions'],
  operations: { sign: NOTHING },
};

/** What git then does is git's: the helper only signs. */
export const CODECOMMIT: CatalogService = { operations: { 'credential-helper': NOTHING } };

/** Signed in by a token, not by AWS keys. Source: IAM Identity Center portal API reference. */
export const SSO: CatalogService = {
  operations: {
    login: NOTHING,
    logout: NOTHING,
    'get-role-credentials': NOTHING,
    'list-accounts': NOTHING,
    'list-account-roles': NOTHING,
  },
};
