import { describe, expect, it } from 'vitest';
import { arn, calls } from './aws-calls.ts';

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const table = (name: string) => arn('dynamodb', `table/${name}`);
const UNKNOWN = '`UNKNOWN` is not set';

describe('what stands inside a structure', () => {
  it.each<[line: string, rows: readonly string[]]>([
    [
      `events put-events --entries '[{"Source":"a","EventBusName":"deploys"},{"Source":"b"}]'`,
      [
        `events:PutEvents ${arn('events', 'event-bus/deploys')}`,
        `events:PutEvents ${arn('events', 'event-bus/default')}`,
      ],
    ],
    [
      'events put-events --entries Source=a,EventBusName=deploys Source=b,EventBusName=deploys',
      [`events:PutEvents ${arn('events', 'event-bus/deploys')}`],
    ],
    [
      'events put-events --entries Source=a,EventBusName=$UNKNOWN Source=b',
      [
        `? \`aws events put-events\` calls \`events:PutEvents\`, on a resource that is not known: ${UNKNOWN}`,
        `events:PutEvents ${arn('events', 'event-bus/default')}`,
      ],
    ],
    [
      'events put-events --entries $UNKNOWN',
      [
        `? \`aws events put-events\` calls \`events:PutEvents\` on what its \`--entries\` tells, which is not known: ${UNKNOWN}`,
      ],
    ],
    [
      'events put-events --entries file://none.json',
      [
        '? `aws events put-events` calls `events:PutEvents` on what its `--entries` tells, which is not known: its file is not read',
      ],
    ],
    [
      `events put-targets --rule r --targets '[{"RoleArn":"${role('a')}"},{"Id":"2"},{"RoleArn":"${role('b')}"}]'`,
      [
        `events:PutTargets ${arn('events', 'rule/r')}`,
        `iam:PassRole ${role('a')}`,
        `iam:PassRole ${role('b')}`,
      ],
    ],
    [
      'events put-targets --rule r --targets $UNKNOWN',
      [
        `events:PutTargets ${arn('events', 'rule/r')}`,
        `? \`aws events put-targets\` asks for what its \`--targets\` tells, which is not known: ${UNKNOWN}`,
      ],
    ],
    [
      'codecommit create-pull-request --title t --targets repositoryName=infra,sourceReference=$UNKNOWN repositoryName=site',
      [
        `codecommit:CreatePullRequest ${arn('codecommit', 'infra')}`,
        `codecommit:CreatePullRequest ${arn('codecommit', 'site')}`,
      ],
    ],
    [
      'workspaces start-workspaces --start-workspace-requests WorkspaceId=ws-1 WorkspaceId=ws-2',
      [
        `workspaces:StartWorkspaces ${arn('workspaces', 'workspace/ws-1')}`,
        `workspaces:StartWorkspaces ${arn('workspaces', 'workspace/ws-2')}`,
      ],
    ],
    ['glue get-registry --registry-id RegistryName=r', [`glue:GetRegistry ${arn('glue', 'registry/r')}`]],
    [
      'glue get-schema --schema-id SchemaName=s,RegistryName=r',
      [`glue:GetSchema ${arn('glue', 'registry/r')}`, `glue:GetSchema ${arn('glue', 'schema/r/s')}`],
    ],
    [
      'glue create-schema --registry-id RegistryName=r --schema-name s --data-format AVRO',
      [`glue:CreateSchema ${arn('glue', 'registry/r')}`, `glue:CreateSchema ${arn('glue', 'schema/r/s')}`],
    ],
    [
      'configservice put-config-rule --config-rule ConfigRuleName=x,Source={Owner=AWS}',
      [
        '? `aws configservice put-config-rule` calls `config:PutConfigRule`, on a resource that its arguments do not name',
      ],
    ],
    [
      `amp create-scraper --source eksConfiguration={clusterArn=${arn('eks', 'cluster/c')},subnetIds=[a,b]} --destination ampConfiguration={workspaceArn=${arn('aps', 'workspace/ws-1')}}`,
      [`aps:CreateScraper ${arn('eks', 'cluster/c')}`, `aps:CreateScraper ${arn('aps', 'workspace/ws-1')}`],
    ],
    [
      `dynamodb batch-write-item --request-items '{"A":[{"PutRequest":{"Item":{}}}],"B":[]}'`,
      [`dynamodb:BatchWriteItem ${table('A')} ${table('B')}`],
    ],
    [
      'dynamodb batch-get-item --request-items A={Keys=[{id={S=a}}]}',
      [`dynamodb:BatchGetItem ${table('A')}`],
    ],
    [
      `dynamodb transact-write-items --transact-items '[{"Put":{"TableName":"p"}},{"Update":{"TableName":"u"}},{"Delete":{"TableName":"d"}},{"ConditionCheck":{"TableName":"c"}}]'`,
      [
        `dynamodb:PutItem ${table('p')}`,
        `dynamodb:UpdateItem ${table('u')}`,
        `dynamodb:DeleteItem ${table('d')}`,
        `dynamodb:ConditionCheckItem ${table('c')}`,
      ],
    ],
    [
      `dynamodb transact-get-items --transact-items '[{"Get":{"TableName":"g"}}]'`,
      [`dynamodb:GetItem ${table('g')}`],
    ],
    [
      `dynamodb execute-statement --statement 'SELECT a FROM "Music"."ByArtist" WHERE a=1'`,
      [`dynamodb:PartiQLSelect ${table('Music/index/ByArtist')}`],
    ],
    [
      `dynamodb execute-statement --statement 'UPDATE Music SET x=$UNKNOWN'`,
      [`dynamodb:PartiQLUpdate ${table('Music')}`],
    ],
    [
      `dynamodb batch-execute-statement --statements '[{"Statement":"INSERT INTO Music value {}"},{"Statement":"DELETE FROM B WHERE x=1"}]'`,
      [`dynamodb:PartiQLInsert ${table('Music')}`, `dynamodb:PartiQLDelete ${table('B')}`],
    ],
    [
      'dynamodb execute-statement --statement $UNKNOWN',
      [
        `? \`aws dynamodb execute-statement\` asks for what its \`--statement\` tells, which is not known: ${UNKNOWN}`,
      ],
    ],
    [
      's3api delete-objects --bucket b --delete Objects=[{Key=a},{Key=c/d}],Quiet=true',
      ['s3:DeleteObject arn:aws:s3:::b/a arn:aws:s3:::b/c/d'],
    ],
    [
      's3api delete-objects --bucket b --delete $UNKNOWN',
      [
        's3:DeleteObject arn:aws:s3:::b/*',
        `? \`aws s3api delete-objects\` asks for what its \`--delete\` tells, which is not known: ${UNKNOWN}`,
      ],
    ],
    [
      'ec2 create-tags --resources i-1 ami-2 --tags Key=a,Value=b',
      [`ec2:CreateTags ${arn('ec2', 'image/ami-2', '')}`, `ec2:CreateTags ${arn('ec2', 'instance/i-1')}`],
    ],
    [
      `s3api put-bucket-replication --bucket b --replication-configuration '{"Role":"${role('r')}","Rules":[]}'`,
      ['s3:PutReplicationConfiguration arn:aws:s3:::b', `iam:PassRole ${role('r')}`],
    ],
    [
      `scheduler create-schedule --name s --target Arn=x,RoleArn=${role('r')}`,
      [`scheduler:CreateSchedule ${arn('scheduler', 'schedule/default/s')}`, `iam:PassRole ${role('r')}`],
    ],
  ])('is asked for: aws %s', (line, rows) => {
    expect(calls(`aws ${line}`)).toEqual(rows);
  });

  it('is read from a file, with what is not known in it', () => {
    const files = {
      'p.json': `{"name":"p","roleArn":"${role('pipe')}","stages":[{"actions":[{"roleArn":"${role('act')}"},{}]}]}`,
      'r.json': '{"$UNKNOWN":[],"A":[]}',
      'e.json': '{"Entries":[{"Source":"$UNKNOWN","EventBusName":"deploys"}]}',
    };
    expect(calls('aws codepipeline update-pipeline --pipeline file://p.json', files)).toEqual([
      `codepipeline:UpdatePipeline ${arn('codepipeline', 'p')}`,
      `iam:PassRole ${role('pipe')}`,
      `iam:PassRole ${role('act')}`,
    ]);
    expect(calls('aws dynamodb batch-write-item --request-items file://r.json', files)).toEqual([
      `? \`aws dynamodb batch-write-item\` calls \`dynamodb:BatchWriteItem\`, on a resource that is not known: ${UNKNOWN}`,
    ]);
    expect(calls('aws events put-events --cli-input-json file://e.json', files)).toEqual([
      `events:PutEvents ${arn('events', 'event-bus/deploys')}`,
    ]);
  });

  it('is not needed for what a command asks for whatever its file says', () => {
    const line = 'aws ecs deploy --cluster c --service s --task-definition d.json';
    const asked = (text: string) =>
      calls(line, { 'd.json': text }).filter((row) => row.includes('DescribeServices'));
    expect(asked('$UNKNOWN')).toEqual([`ecs:DescribeServices ${arn('ecs', 'service/c/s')}`]);
  });
});
