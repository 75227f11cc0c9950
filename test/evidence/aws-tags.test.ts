/** What is given its tags as it is made asks for the right to tag it as well. */
import { describe, expect, it } from 'vitest';
import { literal } from '#evidence/shell/text.ts';
import { ACCOUNT, arn, calls, readAws } from './aws-calls.ts';

const tagging = (line: string) =>
  calls(`aws ${line}`).filter((row) => /:(?:Tag|AddTags|CreateTags)/.test(row));
const SPECIFICATION = 'ResourceType=KIND,Tags=[{Key=a,Value=b}]';
const specified = (...kinds: readonly string[]) =>
  `--tag-specifications ${kinds.map((kind) => SPECIFICATION.replace('KIND', kind)).join(' ')}`;

describe('tags of what is made', () => {
  it.each([
    [
      'ecr create-repository --repository-name app --tags Key=a,Value=b',
      `ecr:TagResource ${arn('ecr', 'repository/app')}`,
    ],
    [
      'ecs create-service --cluster c --service-name s --tags key=a,value=b',
      `ecs:TagResource ${arn('ecs', 'service/c/s')}`,
    ],
    [
      'ecs run-task --cluster c --task-definition t:1 --tags key=a,value=b',
      `ecs:TagResource ${arn('ecs', 'task/c/*')}`,
    ],
    [
      'ecs register-task-definition --family f --tags key=a,value=b',
      `ecs:TagResource ${arn('ecs', 'task-definition/f:*')}`,
    ],
    [
      'lambda create-function --function-name f --tags a=b',
      `lambda:TagResource ${arn('lambda', 'function:f')}`,
    ],
    [
      'logs create-log-group --log-group-name /a --tags a=b',
      `logs:TagResource ${arn('logs', 'log-group:/a:*')}`,
    ],
    ['iam create-role --role-name r --tags Key=a,Value=b', 'iam:TagRole arn:aws:iam::111122223333:role/r'],
    [
      'iam create-policy --policy-name p --tags Key=a,Value=b',
      'iam:TagPolicy arn:aws:iam::111122223333:policy/p',
    ],
    ['sqs create-queue --queue-name q --tags a=b', `sqs:TagQueue ${arn('sqs', 'q')}`],
    ['sns create-topic --name t --tags Key=a,Value=b', `sns:TagResource ${arn('sns', 't')}`],
    [
      'secretsmanager create-secret --name s --tags Key=a,Value=b',
      `secretsmanager:TagResource ${arn('secretsmanager', 'secret:s-??????')}`,
    ],
    [
      'dynamodb create-table --table-name t --tags Key=a,Value=b',
      `dynamodb:TagResource ${arn('dynamodb', 'table/t')}`,
    ],
    [
      'ssm put-parameter --name /p --value x --tags Key=a,Value=b',
      `ssm:AddTagsToResource ${arn('ssm', 'parameter/p')}`,
    ],
    ['events put-rule --name r --tags Key=a,Value=b', `events:TagResource ${arn('events', 'rule/r')}`],
    [
      'rds create-db-snapshot --db-instance-identifier d --db-snapshot-identifier s --tags Key=a,Value=b',
      `rds:AddTagsToResource ${arn('rds', 'snapshot:s')}`,
    ],
    [
      'rds create-db-instance --db-instance-identifier d --tags Key=a,Value=b',
      `rds:AddTagsToResource ${arn('rds', 'db:d')}`,
    ],
    [
      'eks create-nodegroup --cluster-name c --nodegroup-name n --tags a=b',
      `eks:TagResource ${arn('eks', 'nodegroup/c/n/*')}`,
    ],
    [
      'batch submit-job --job-name j --job-queue q --job-definition d:1 --tags a=b',
      `batch:TagResource ${arn('batch', 'job/*')}`,
    ],
    [`ec2 create-volume --size 1 ${specified('volume')}`, `ec2:CreateTags ${arn('ec2', 'volume/*')}`],
    [
      `ec2 create-image --instance-id i-1 ${specified('image')}`,
      'ec2:CreateTags arn:aws:ec2:us-west-2::image/*',
    ],
  ])('are asked for: aws %s', (line, expected) => {
    expect(tagging(line)).toEqual([expected]);
    expect(tagging(line.replace(/ --tag.*$/, ''))).toEqual([]);
  });

  it('are of each kind that is tagged', () => {
    expect(tagging(`ec2 run-instances --image-id ami-1 ${specified('instance', 'volume')}`)).toEqual([
      `ec2:CreateTags ${arn('ec2', 'instance/*')}`,
      `ec2:CreateTags ${arn('ec2', 'volume/*')}`,
    ]);
  });

  it.each([
    [`ec2 create-volume ${specified('volume')}`, 'ec2:CreateAction', 'CreateVolume'],
    ['ecs run-task --cluster c --task-definition t:1 --tags key=a', 'ecs:CreateAction', 'RunTask'],
  ])('carry what makes it: aws %s', (line, key, value) => {
    const contexts = readAws(
      line.split(' ').map((word) => literal(word)),
      { account: ACCOUNT },
    ).flatMap((one) =>
      one.kind === 'use' && one.use.kind === 'aws-call' && /Tag/.test(one.use.action)
        ? [one.use.context]
        : [],
    );
    expect(contexts).toEqual([expect.objectContaining({ [key]: value })]);
  });

  it.each([
    'kms create-key --tags TagKey=a,TagValue=b',
    'codeartifact create-repository --domain d --repository r --tags key=a,value=b',
    'ec2 create-volume --size 1 --tag-specifications $UNKNOWN',
  ])('are said where it is not known what they ask for: aws %s', (line) => {
    expect(
      calls(`aws ${line}`)
        .filter((row) => row.startsWith('?'))
        .join(),
    ).toMatch(/TagResource|`--tag-specifications` tells/);
  });

  it.each([
    'ecr tag-resource --resource-arn arn:aws:ecr:us-west-2:111122223333:repository/app --tags Key=a,Value=b',
    'codebuild create-project --name p --tags key=a,value=b',
    'cloudformation deploy --stack-name s --template-file t --tags a=b',
  ])('ask for nothing more: aws %s', (line) => {
    expect(calls(`aws ${line}`).filter((row) => /may ask/.test(row))).toEqual([]);
    expect(tagging(line).length).toBe(line.startsWith('ecr') ? 1 : 0);
  });
});
