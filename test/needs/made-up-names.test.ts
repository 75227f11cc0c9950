/**
 * Names that only a running build has: what each build makes up anew is a pattern behind what is known of it, what AWS answers to a call
 * is known as far as the call tells it, and anything else is said. Every row is by hand from the services' API references and holds in
 * both directions.
 */
import { expect, it } from 'vitest';
import { project } from '../evidence/project.ts';
import { ACCOUNT as A, askedBy } from './asked.ts';

interface Case {
  readonly run: readonly string[];
  readonly needs: readonly string[];
  readonly said?: readonly RegExp[];
  readonly files?: Readonly<Record<string, string>>;
}

const arn = (service: string, resource: string) => `arn:aws:${service}:us-west-2:${A}:${resource}`;
const ROLE = `arn:aws:iam::${A}:role/exec`;
const MACHINE = arn('states', 'stateMachine:Train');
const definition = JSON.stringify({ family: 'web', executionRoleArn: ROLE, image: 'IMAGE_URI' });
const describeWeb = 'aws ecs describe-task-definition --task-definition web:7';
const register = 'aws ecs register-task-definition --cli-input-json file://new.json';
const REGISTERED = [
  'ecs:DescribeTaskDefinition *',
  `ecs:RegisterTaskDefinition ${arn('ecs', 'task-definition/web:*')}`,
];
const ROLES_OF_TASK = /`aws ecs register-task-definition`: the roles/;

const CASES: Readonly<Record<string, Case>> = {
  'the number of the build behind a name': {
    run: [
      'aws sagemaker update-endpoint --endpoint-name churn --endpoint-config-name churn-$CODEBUILD_BUILD_NUMBER',
    ],
    needs: [
      `sagemaker:UpdateEndpoint ${arn('sagemaker', 'endpoint/churn')}`,
      `sagemaker:UpdateEndpoint ${arn('sagemaker', 'endpoint-config/churn-*')}`,
    ],
  },
  'the time, with more behind it': {
    run: ['S=pre-$(date +%Y%m%d)-db', 'aws rds delete-db-snapshot --db-snapshot-identifier "$S"'],
    needs: [`rds:DeleteDBSnapshot ${arn('rds', 'snapshot:pre-*-db')}`],
  },
  'the commit': {
    run: ['aws sns create-topic --name pr-$(git rev-parse --short HEAD)'],
    needs: [`sns:CreateTopic ${arn('sns', 'pr-*')}`],
  },
  'the commit, by its variable and cut': {
    run: [
      'H=${CODEBUILD_RESOLVED_SOURCE_VERSION:0:7}',
      'aws sns create-topic --name pr-$H',
      'aws sns delete-topic --topic-arn arn:aws:sns:us-west-2:1:pr-$(echo $CODEBUILD_RESOLVED_SOURCE_VERSION | cut -c1-7)',
    ],
    needs: [`sns:CreateTopic ${arn('sns', 'pr-*')}`, 'sns:DeleteTopic arn:aws:sns:us-west-2:1:pr-*'],
  },
  'never every object, a region, an account or a bucket': {
    run: [
      'aws secretsmanager get-secret-value --secret-id arn:aws:secretsmanager:us-west-2:1:secret:$(date +%s)',
      'aws sns publish --topic-arn arn:aws:sns:us-west-2:1:$(date +%s) --message m',
      'aws sns publish --topic-arn arn:aws:sns:$CODEBUILD_BUILD_NUMBER:1:t --message m',
      'aws dynamodb get-item --table-name arn:aws:dynamodb:us-west-2:$CODEBUILD_BUILD_NUMBER:table/t',
      'aws s3api put-object --bucket b-$CODEBUILD_BUILD_NUMBER --key k',
      'aws s3api put-object --bucket arn:aws:s3:::$CODEBUILD_BUILD_NUMBER --key k',
      'aws kinesis put-record --stream-name "a*b-$CODEBUILD_BUILD_NUMBER" --partition-key k --data d',
    ],
    needs: [],
    said: [
      /GetSecretValue/,
      /sns:Publish/,
      /sns:Publish/,
      /dynamodb:GetItem/,
      /s3:PutObject/,
      /kinesis:PutRecord/,
    ],
  },
  'never a time that a file, a zone or a constant makes': {
    run: [
      'aws sns publish --topic-arn arn:aws:sns:us-west-2:1:a-$(date -r d +%s) --message m',
      'aws sns publish --topic-arn arn:aws:sns:us-west-2:1:a-$(TZ=$(cat d) date +%Z) --message m',
      'aws sns publish --topic-arn arn:aws:sns:us-west-2:1:a-$(date +prod) --message m',
    ],
    needs: [],
    // Said once for all that lack the same.
    said: [/sns:Publish/],
  },
  'names in a list, each by itself': {
    run: ['aws ssm get-parameters --names a,b-$CODEBUILD_BUILD_NUMBER'],
    needs: [
      `ssm:GetParameters ${arn('ssm', 'parameter/a')}`,
      `ssm:GetParameters ${arn('ssm', 'parameter/b-*')}`,
    ],
  },
  'a name that is all made up, below another': {
    run: [
      'aws quicksight create-ingestion --aws-account-id 1 --data-set-id d --ingestion-id $CODEBUILD_BUILD_NUMBER',
    ],
    needs: [`quicksight:CreateIngestion ${arn('quicksight', 'dataset/d/ingestion/*')}`],
  },
  'never every object there is': {
    run: ['aws sns create-topic --name $CODEBUILD_BUILD_NUMBER'],
    needs: [],
    said: [/sns:CreateTopic.*only while running/],
  },
  'never a role that is not named whole': {
    run: [
      'aws lambda update-function-configuration --function-name f --role arn:aws:iam::111122223333:role/r-$CODEBUILD_BUILD_NUMBER',
      'aws sts assume-role --role-arn arn:aws:iam::111122223333:role/r-$CODEBUILD_BUILD_NUMBER --role-session-name s',
    ],
    needs: [`lambda:UpdateFunctionConfiguration ${arn('lambda', 'function:f')}`],
    said: [/iam:PassRole/, /sts:AssumeRole/],
  },
  'never what is the same in each build and only not known': {
    run: ['aws lambda invoke --function-name etl-$STAGE out.json'],
    needs: [],
    said: [/lambda:InvokeFunction.*STAGE/],
  },
  'a queue by its name': {
    run: [
      'Q=$(aws sqs get-queue-url --queue-name jobs --query QueueUrl --output text)',
      'aws sqs send-message --queue-url "$Q" --message-body x',
    ],
    needs: [`sqs:GetQueueUrl ${arn('sqs', 'jobs')}`, `sqs:SendMessage ${arn('sqs', 'jobs')}`],
  },
  "another account's queue": {
    run: [
      'Q=$(aws sqs get-queue-url --queue-name jobs --queue-owner-aws-account-id 444455556666 | jq -r .QueueUrl)',
      'aws sqs send-message --queue-url $Q --message-body x',
    ],
    needs: [
      'sqs:GetQueueUrl arn:aws:sqs:us-west-2:444455556666:jobs',
      'sqs:SendMessage arn:aws:sqs:us-west-2:444455556666:jobs',
    ],
  },
  'an execution of a state machine': {
    run: [
      `E=$(aws stepfunctions start-execution --state-machine-arn ${MACHINE} --query executionArn --output text)`,
      'aws stepfunctions describe-execution --execution-arn $E',
    ],
    needs: [
      `states:StartExecution ${MACHINE}`,
      `states:DescribeExecution ${arn('states', 'execution:Train:*')}`,
    ],
  },
  'the revision that is registered, from a file that jq makes': {
    run: [
      'echo \'{"family":"web","containerDefinitions":[{}]}\' > t.json',
      "jq --arg i app:$CODEBUILD_BUILD_NUMBER '.containerDefinitions[0].image = $i' t.json > u.json",
      'T=$(aws ecs register-task-definition --cli-input-json file://u.json --query taskDefinition.taskDefinitionArn --output text)',
      'aws ecs run-task --cluster c --task-definition $T',
    ],
    needs: [
      `ecs:RegisterTaskDefinition ${arn('ecs', 'task-definition/web:*')}`,
      `ecs:RunTask ${arn('ecs', 'task-definition/web:*')}`,
    ],
    said: [/roles it passes may be named/, /roles of its task definition/],
  },
  'a task that is run': {
    run: [
      'aws ecs run-task --cluster c --task-definition web > run.json',
      "T=$(jq -r '.tasks[0].taskArn' run.json)",
      'aws ecs wait tasks-stopped --cluster c --tasks $T',
    ],
    needs: [
      `ecs:RunTask ${arn('ecs', 'task-definition/web:*')}`,
      `ecs:DescribeTasks ${arn('ecs', 'task/c/*')}`,
    ],
    said: [/roles of its task definition/],
  },
  'a build that is started': {
    run: [
      'B=$(aws codebuild start-build --project-name e2e | jq -r .build.id)',
      'aws codebuild batch-get-builds --ids $B',
    ],
    needs: [
      `codebuild:StartBuild ${arn('codebuild', 'project/e2e')}`,
      `codebuild:BatchGetBuilds ${arn('codebuild', 'project/e2e')}`,
    ],
  },
  'a version of a function': {
    run: [
      'V=$(aws lambda update-function-code --function-name f --zip-file fileb://f.zip --publish | jq -r .Version)',
      'aws lambda invoke --function-name f:$V out.json',
    ],
    needs: [
      `lambda:UpdateFunctionCode ${arn('lambda', 'function:f')}`,
      `lambda:InvokeFunction ${arn('lambda', 'function:f:*')}`,
    ],
  },
  "a query's ID, by the work group that it was started in": {
    run: [
      'Q=$(aws athena start-query-execution --query-string x --work-group etl --query QueryExecutionId --output text)',
      'aws athena get-query-execution --query-execution-id $Q',
    ],
    needs: [
      `athena:StartQueryExecution ${arn('athena', 'workgroup/etl')}`,
      `athena:GetQueryExecution ${arn('athena', 'workgroup/etl')}`,
    ],
    said: [/Athena reads the tables/],
  },
  'a job, whose ID is new with its start': {
    run: ['aws amplify start-job --app-id d1 --branch-name main --job-type RELEASE'],
    needs: [`amplify:StartJob ${arn('amplify', 'apps/d1/branches/main/jobs/*')}`],
  },
  'a change that is read': {
    run: [
      'C=$(aws route53 change-resource-record-sets --hosted-zone-id Z1 --change-batch file://c.json --query ChangeInfo.Id --output text)',
      'aws route53 wait resource-record-sets-changed --id $C',
    ],
    needs: [
      'route53:ChangeResourceRecordSets arn:aws:route53:::hostedzone/Z1',
      'route53:GetChange arn:aws:route53:::change/*',
    ],
  },
  'the number of a deployment': {
    run: [
      'D=$(aws appconfig start-deployment --application-id a1 --environment-id e1 --configuration-profile-id p1 --configuration-version 1 --deployment-strategy-id s1 --query DeploymentNumber --output text)',
      'aws appconfig get-deployment --application-id a1 --environment-id e1 --deployment-number $D',
    ],
    needs: [
      ...['', '/configurationprofile/p1', '/environment/e1'].map(
        (below) => `appconfig:StartDeployment ${arn('appconfig', `application/a1${below}`)}`,
      ),
      `appconfig:StartDeployment ${arn('appconfig', 'deploymentstrategy/s1')}`,
      ...['', '/environment/e1', '/environment/e1/deployment/*'].map(
        (below) => `appconfig:GetDeployment ${arn('appconfig', `application/a1${below}`)}`,
      ),
    ],
  },
  'a piece of work that the catalog does not name': {
    run: [
      "J=$(aws signer start-signing-job --source 's3={bucketName=a,key=b,version=1}' --destination 's3={bucketName=c}' --profile-name p --query jobId --output text)",
      'aws signer wait successful-signing-job --job-id $J',
    ],
    needs: [
      `signer:StartSigningJob ${arn('signer', '/signing-profiles/p')}`,
      `signer:DescribeSigningJob ${arn('signer', '/signing-jobs/*')}`,
    ],
  },
  'the same, cut out of the answer': {
    run: [
      `C=$(aws route53 change-resource-record-sets --hosted-zone-id Z1 --change-batch file://c.json | jq '.ChangeInfo.Id' | sed -e 's/^"//' -e 's/"$//' -e 's#/change/##')`,
      'aws route53 get-change --id $C',
    ],
    needs: [
      'route53:ChangeResourceRecordSets arn:aws:route53:::hostedzone/Z1',
      'route53:GetChange arn:aws:route53:::change/*',
    ],
  },
  'never where a part of it may be what is cut out': {
    run: [
      'E=$(aws ecs run-task --cluster c --task-definition web --query tasks[0].taskArn --output text | sed s/a//)',
      'aws ecs stop-task --cluster c --task $E',
    ],
    needs: [`ecs:RunTask ${arn('ecs', 'task-definition/web:*')}`],
    said: [/roles of its task definition/, /ecs:StopTask/],
  },
  'an object with more behind what each build has anew': {
    run: ['aws s3 cp s3://models/churn-$CODEBUILD_BUILD_NUMBER/out/model.tar.gz .'],
    needs: ['s3:GetObject arn:aws:s3:::models/churn-*/out/model.tar.gz'],
  },
  'a file beside the script': {
    run: ['sh ci/live.sh'],
    needs: [`sqs:GetQueueUrl ${arn('sqs', 'jobs')}`],
    files: {
      'ci/live.sh':
        'HERE="$(dirname "$(readlink -f "$0")")"\n. $HERE/names.sh\naws sqs get-queue-url --queue-name $Q\n',
      'ci/names.sh': 'Q=jobs\n',
    },
  },
  'never another answer than one to a call of the build': {
    run: [
      `D=$(aws cloudfront list-distributions --query 'DistributionList.Items[0].Id' --output text)`,
      'aws cloudfront create-invalidation --distribution-id $D --paths "/*"',
    ],
    needs: ['cloudfront:ListDistributions *'],
    said: [/cloudfront:CreateInvalidation/],
  },
  'never a member that the answer was not known to have': {
    run: [
      'T=$(aws ecs run-task --cluster c --task-definition web --query tasks[0].group --output text)',
      'aws ecs stop-task --cluster c --task $T',
    ],
    needs: [`ecs:RunTask ${arn('ecs', 'task-definition/web:*')}`],
    said: [/roles of its task definition/, /ecs:StopTask/],
  },
  'a definition that is read, changed and registered': {
    run: [
      `${describeWeb} --query taskDefinition > td.json`,
      `jq --arg I "$IMAGE" '.containerDefinitions[0].image=$I | del(.revision)' td.json > new.json`,
      register,
    ],
    needs: REGISTERED,
    said: [ROLES_OF_TASK],
  },
  'never one that is changed in any other way': {
    run: [`${describeWeb} --query taskDefinition | jq 'with_entries(.value = "x")' > new.json`, register],
    needs: ['ecs:DescribeTaskDefinition *'],
    said: [/takes its options from an input that is not read/],
  },
  'never a member that every object has': {
    run: [
      'Q=$(aws sqs get-queue-url --queue-name q --query constructor.name)',
      'aws sqs purge-queue --queue-url $Q',
    ],
    needs: [`sqs:GetQueueUrl ${arn('sqs', 'q')}`],
    said: [/sqs:PurgeQueue/],
  },
  'never the member that a word in a structure may be': {
    run: ['aws events put-targets --rule r --targets "Id=1,Arn=x,$(cat extra)"'],
    needs: [`events:PutTargets ${arn('events', 'rule/r')}`],
    said: [/put-targets` asks for/],
  },
  'never a table in a string of a statement': {
    run: [`aws dynamodb execute-statement --statement "SELECT 'x from secret' from real"`],
    needs: [`dynamodb:PartiQLSelect ${arn('dynamodb', 'table/real')}`],
  },
  'the same in one pipe': {
    run: [`${describeWeb} | jq '.taskDefinition | del(.revision)' > new.json`, register],
    needs: REGISTERED,
    said: [ROLES_OF_TASK],
  },
  'never one whose name the program speaks of': {
    run: [`${describeWeb} | jq '.taskDefinition | .family = "other"' > new.json`, register],
    needs: ['ecs:DescribeTaskDefinition *'],
    said: [/on a resource that its arguments do not name/, ROLES_OF_TASK],
  },
  'a file in which the image is put': {
    run: ['sed -i "s|IMAGE_URI|r/app:$CODEBUILD_BUILD_NUMBER|" new.json', register],
    needs: [`ecs:RegisterTaskDefinition ${arn('ecs', 'task-definition/web:*')}`, `iam:PassRole ${ROLE}`],
    files: { 'new.json': definition },
  },
  'never one in which what is not known is looked for': {
    run: ['sed -i "s|web$CODEBUILD_BUILD_NUMBER|x|" new.json', register],
    needs: [],
    said: [/takes its options from an input that is not read/],
    files: { 'new.json': definition },
  },
  'a mark that stands in a set of characters': {
    run: [`N=$(echo jobs/a:1 | sed -e 's/[/][^/:]*:[^:/]*$//')`, 'aws sqs get-queue-url --queue-name $N'],
    needs: [`sqs:GetQueueUrl ${arn('sqs', 'jobs')}`],
  },
};

it.each(Object.entries(CASES))('%s', (_name, { run, needs, said: open = [], files = {} }) => {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands: run } } });
  const script = (path: string) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null);
  const { asked, said } = askedBy({ project: project(), build: null, text, script });
  expect({ asked, said: said.length }, said.join('\n')).toEqual({
    asked: needs.toSorted(),
    said: open.length,
  });
  for (const [index, pattern] of open.entries()) expect(said[index]).toMatch(pattern);
});
