/**
 * Composes denials as AWS words them, each with its reading, from the grammars that messages of failed builds were
 * seen in: who, which action, on what, because of what, in which wrapper, and what a log did to the text.
 * Shares nothing with the reader, so that a slip in one is seen in the other.
 */
import type { MessageCase } from './message-case.ts';

type Reading = NonNullable<MessageCase['expected']['denial']>;

/** A part of a message: how it is printed, and how it is to be read. */
interface Printed<Read> {
  readonly text: string;
  readonly read: Read;
}

const plain = (text: string): Printed<string> => ({ text, read: text });

const USERS: readonly Printed<string | null>[] = [
  ...[
    'arn:aws:sts::111122223333:assumed-role/codebuild-app-service-role/AWSCodeBuild-4ee54981-a831-47ae-81a5-ff227ffdee01',
    'arn:aws-cn:sts::111122223333:assumed-role/deploy/jane.doe@example.com',
    'arn:aws-us-gov:sts::111122223333:assumed-role/Deploy_Role/botocore-session-1700000000',
    'arn:aws-iso:sts::111122223333:assumed-role/build/i-0a1b2c3d4e5f60718',
    'arn:aws-iso-b:iam::111122223333:user/ci/deployer',
    'arn:aws-eusc:sts::111122223333:assumed-role/a/b=c,d',
    'arn:aws:iam::111122223333:user/division_abc/subdivision_xyz/Kaya',
    'arn:aws:sts::111122223333:federated-user/Bob',
    'arn:aws:iam::111122223333:root',
    'arn:aws:sts::<ACCOUNT_ID>:assumed-role/<ROLE>/<SESSION>',
    'arn:aws:sts::***:assumed-role/role/session',
    'arn:aws:sts::xxxxxxxxxxxx:assumed-role/xxx/xxx',
    'arn:aws:sts::[MASKED]:assumed-role/runner/[MASKED]',
    'arn:aws:sts::$AccountId:assumed-role/runner/GitHubActions',
    'arn:aws:sts::assumed-role/runner/run',
    'arn:aws:sts::????????????:assumed-role/runner/run',
    'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/person@example.com',
    'anonymous',
  ].map((arn) => ({ text: `User: ${arn} is`, read: arn })),
  { text: 'User: `arn:aws:iam::111122223333:user/ticked` is', read: 'arn:aws:iam::111122223333:user/ticked' },
  { text: 'arn:aws:iam::111122223333:role/bare is', read: 'arn:aws:iam::111122223333:role/bare' },
  { text: 'User is', read: null },
];

interface Call {
  readonly action: string;
  readonly resource: Printed<string | null>;
}

const on = (action: string, ...resources: readonly (string | Printed<string | null>)[]): readonly Call[] =>
  resources.map((one) => ({ action, resource: typeof one === 'string' ? plain(one) : one }));

const CALLS: readonly Call[] = [
  ...on('ecr:GetAuthorizationToken', '*', { text: '\\*', read: '*' }),
  ...on(
    'ecr:InitiateLayerUpload',
    'arn:aws:ecr:us-west-2:111122223333:repository/app',
    'arn:aws:ecr:eu-central-1:111122223333:repository/team/app.web_v2-x',
    'arn:aws-cn:ecr:cn-north-1:111122223333:repository/app',
    'arn:aws-us-gov:ecr:us-gov-west-1:111122223333:repository/a/b/c/d',
    'arn:aws:ecr:<region>:<account>:repository/<name>',
    'arn:aws:ecr:us-east-1:***:repository/***',
  ),
  ...on('ecr-public:InitiateLayerUpload', 'arn:aws:ecr-public::111122223333:repository/app'),
  ...on('ecr:BatchGetImage', 'arn:aws:ecr:us-east-1:444455556666:repository/base/*'),
  ...on(
    's3:PutObject',
    { text: '"arn:aws:s3:::my.bucket/path/to/key.zip"', read: 'arn:aws:s3:::my.bucket/path/to/key.zip' },
    {
      text: '"arn:aws:s3:::my.bucket/a b c/"',
      read: 'arn:aws:s3:::my.bucket/a b c/',
    },
  ),
  ...on('s3:GetObject', 'arn:aws:s3:::prod-us-west-2-starport-layer-bucket/0123-abc'),
  ...on(
    'ssm:GetParameters',
    'arn:aws:ssm:us-west-2:111122223333:parameter/CodeBuild/token',
    'arn:aws:ssm:us-west-2:111122223333:*',
  ),
  ...on('ssm:GetParameter', 'arn:aws:ssm:us-east-1::parameter/aws/service/ami'),
  ...on(
    'secretsmanager:GetSecretValue',
    'my-secret',
    'prod/db.password',
    'arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf',
  ),
  ...on('iam:CreateRole', 'role deployer', 'arn:aws:iam::111122223333:role/deployer'),
  ...on('iam:CreatePolicy', 'policy my-policy'),
  ...on('iam:GetUser', 'user jane.doe'),
  ...on('iam:AddRoleToInstanceProfile', 'instance profile web'),
  ...on('sts:AssumeRole', 'arn:aws:iam::444455556666:role/path/to/deployer'),
  ...on('SNS:Publish', 'arn:aws:sns:us-east-1:111122223333:topic'),
  ...on(
    'sqs:sendmessage',
    'https://sqs.us-east-1.amazonaws.com/111122223333/queue',
    'arn:aws:sqs:us-east-1:111122223333:queue.fifo',
  ),
  ...on('apigateway:POST', 'arn:aws:apigateway:us-east-1::/restapis/abc123/deployments'),
  ...on('bedrock:InvokeModel', 'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.model-v1:0'),
  ...on('lambda:UpdateFunctionCode', 'arn:aws:lambda:us-east-1:111122223333:function:my-function:$LATEST'),
  ...on(
    'logs:PutLogEvents',
    'arn:aws:logs:us-east-1:111122223333:log-group:/aws/codebuild/app:log-stream:4ee54981-a831/x',
  ),
  ...on('batch:DescribeJobDefinitions', 'arn:aws:batch:us-east-1:111122223333:/v1/describejobdefinitions'),
  ...on(
    'codestar-connections:UseConnection',
    'arn:aws:codestar-connections:us-east-1:111122223333:connection/4ee54981-a831-47ae-81a5-ff227ffdee01',
  ),
  ...on('dynamodb:PutItem', 'arn:aws:dynamodb:us-east-1:111122223333:table/My.Table_1/index/*'),
  ...on('kms:GenerateDataKey', 'arn:aws:kms:us-east-1:111122223333:key/4ee54981-a831-47ae-81a5-ff227ffdee01'),
  ...on('cloudformation:DescribeStacks', 'arn:aws:cloudformation:us-east-1:111122223333:stack/app/*'),
  ...on('ec2:DescribeInstances', { text: '', read: null }),
  ...on('codecommit:ListRepositories', { text: '', read: null }),
];

type Why = Pick<Reading, 'layer' | 'explicit'>;

const NO_ALLOW: readonly (readonly [string, Reading['layer']])[] = [
  ['identity-based policy', 'identity'],
  ['resource-based policy', 'resource'],
  ['permissions boundary', 'boundary'],
  ['session policy', 'session'],
  ['VPC endpoint policy', 'vpcEndpoint'],
  ['service control policy', 'serviceControl'],
  ['resource control policy', 'resourceControl'],
  ['role trust policy', 'trust'],
];
const DENY: readonly (readonly [string, Reading['layer']])[] = [
  ['an identity-based policy', 'identity'],
  ['a resource-based policy', 'resource'],
  ['a service control policy', 'serviceControl'],
  ['a resource control policy', 'resourceControl'],
  ['a permissions boundary', 'boundary'],
  ['a session policy', 'session'],
  ['a sessions policy', 'session'],
  ['a VPC endpoint policy', 'vpcEndpoint'],
  ['the role trust policy', 'trust'],
  ['an identity-based policy: arn:aws:iam::111122223333:policy/deny.all', 'identity'],
  ['an identity-based policy: arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3', 'identity'],
  [
    'a service control policy: arn:aws:organizations::111122223333:policy/o-abc123/service_control_policy/p-abc123',
    'serviceControl',
  ],
  ['a permissions boundary: arn:aws-us-gov:iam::111122223333:policy/path/boundary', 'boundary'],
  ['a VPC endpoint policy transitively through a service control policy', 'serviceControl'],
];

/** The reasons that may stand behind an action. */
function reasons(action: string): readonly Printed<Why>[] {
  return [
    { text: '', read: { layer: null, explicit: null } },
    ...NO_ALLOW.map(([noun, layer]) => ({
      text: ` because no ${noun} allows the ${action} action`,
      read: { layer, explicit: false },
    })),
    ...DENY.map(([noun, layer]) => ({
      text: ` with an explicit deny in ${noun}`,
      read: { layer, explicit: true },
    })),
    { text: ' with an explicit deny', read: { layer: null, explicit: true } },
    {
      text: ' with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/deny (deny)',
      read: { layer: 'identity', explicit: true },
    },
    {
      text: ` because no identity-based policy allows the ${action} action. Encoded authorization failure message: ${'dGhpcyBpcyBub3QgcmVhbA'.repeat(9)}`,
      read: { layer: 'identity', explicit: false },
    },
    {
      text: ` because no identity-based policy allows the ${action} action. Authorization ID: 0abc1def2ghi3jkl. For details, see https://console.aws.amazon.com/iam/#/authorization-details/0abc1def2ghi3jkl`,
      read: { layer: 'identity', explicit: false },
    },
    { text: ' because the role trust policy allows', read: { layer: null, explicit: null } },
  ];
}

const ID = '4ee54981-a831-47ae-81a5-ff227ffdee01';
/** What tools print around the sentence; `%` stands for it, `@` for the operation. */
const WRAPPERS: readonly string[] = [
  '%',
  '%.',
  'denied: %',
  'An error occurred (AccessDeniedException) when calling the @ operation: %',
  'An error occurred (AccessDenied) when calling the @ operation (reached max retries: 4): %\n\nCommand did not exit successfully aws x exit status 254',
  'A client error (AccessDenied) occurred when calling the @ operation: %',
  `operation error ECR: @, https response error StatusCode: 400, RequestID: ${ID}, api error AccessDeniedException: %`,
  `AccessDeniedException: %\n\tstatus code: 400, request id: ${ID}`,
  `AccessDeniedException: % status code: 400, request id: ${ID}, host id: abc=`,
  `% (Service: AmazonECR; Status Code: 400; Error Code: AccessDeniedException; Request ID: ${ID}; Proxy: null)`,
  `% (Service: S3, Status Code: 403, Request ID: ${ID})`,
  `Resource handler returned message: "% (Service: Ecr, Status Code: 400, Request ID: ${ID})" (RequestToken: ${ID}, HandlerErrorCode: AccessDenied)`,
  `pull access denied for 111122223333.dkr.ecr.us-west-2.amazonaws.com/app, repository does not exist or may require 'docker login': denied: %`,
  `Error: creating thing: @: AccessDenied: %\n\twith aws_ecr_repository.app,\n\ton main.tf line 1`,
  'You are not authorized to perform this operation. %',
  '%\nError: Process completed with exit code 254.',
  'Service role arn:aws:iam::111122223333:role/service-role/r does not allow AWS CodeBuild to create Amazon CloudWatch Logs log streams for build arn:aws:codebuild:us-west-2:111122223333:build/app:1. Error message: %',
  'Phase context status code: Secrets Manager Error Message: AccessDeniedException: %',
  `error while downloading key src.zip, error: AccessDenied: %\n    status code: 403, request id: 7, host id: x`,
  'botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the @ operation: %',
  "AccessDeniedException: %\n    at throwDefaultError (/app/node_modules/@smithy/smithy-client/dist-cjs/index.js:867:20)\n    at process.processTicksAndRejections {\n  $fault: 'client'\n}",
  'fatal: %!',
  '(%)',
  "'%'",
];

/** What happens to a message on its way into a log. */
const DAMAGE: readonly (readonly [string, (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['CodeBuild prefix', (text) => eachLine(text, '[Container] 2026/01/15 10:35:17.480905 ')],
  ['clock', (text) => eachLine(text, '2026-01-15T10:35:17.123Z ')],
  [
    'web console',
    (text) =>
      text
        .split('\n')
        .map((line, index) => `${index + 240} | ${line}`)
        .join('\n'),
  ],
  ['BuildKit', (text) => eachLine(text, '#16 12.34 ')],
  ['box broken at words', (text) => `╷\n${eachLine(words(text, 60), '│ ')}\n╵`],
  ['broken at words', (text) => words(text, 72)],
  ['broken at words with indent', (text) => eachLine(words(text, 50), '    ')],
  ['carriage returns', (text) => text.replaceAll('\n', '\r\n')],
  ['JSON', (text) => JSON.stringify({ level: 'error', message: text, code: 7 })],
  ['JSON twice', (text) => JSON.stringify({ line: JSON.stringify({ Message: text }) })],
  ['errorDetail', (text) => JSON.stringify({ errorDetail: { message: text }, error: text })],
  [
    'HTML',
    (text) =>
      `<pre>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}</pre>`,
  ],
  [
    'colours',
    (text) => `\u001b[31m${text.replaceAll('not authorized', '\u001b[1mnot authorized\u001b[0m')}\u001b[0m`,
  ],
  ['twice', (text) => `Error: Failed: ${text}\n\nError: ${text}`],
  [
    'double spaces',
    (text) => text.replaceAll(' is not', '  is not').replaceAll(' on resource', '  on resource'),
  ],
  [
    'breaks of documentation',
    (text) =>
      text
        .replace(' is not', ' \nis not')
        .replace('perform: ', 'perform: \n')
        .replace(' because', '\nbecause')
        .replace(' with an', ' \nwith an'),
  ],
  [
    'log event',
    (text) => JSON.stringify({ events: [{ timestamp: 1, message: `${text}\n`, ingestionTime: 2 }] }, null, 2),
  ],
  ['comment', (text) => eachLine(text, '# ')],
  ['cut into lines of 100', (text) => text.replace(/.{100}/g, '$&\n')],
  ['cut into lines of 61', (text) => text.replace(/.{61}/g, '$&\n')],
  ['box cut into lines of 77', (text) => eachLine(text.replace(/.{77}/g, '$&\n'), '│ ')],
  ['Markdown', (text) => text.replace(/[_*<>]/g, '\\$&')],
  ['URL', (text) => `https://example.com/fail?error=${encodeURIComponent(text)}`],
  ['quoted', (text) => eachLine(text, '> ')],
  [
    'in a log',
    (text) => `Step 3/9 : RUN make\n ---> Running in 4c7d\nok\n${text}\nmake: *** [all] Error 1\n`,
  ],
  ['level', (text) => `[ERROR] ${text}`],
];

const eachLine = (text: string, prefix: string): string => text.replace(/^/gm, prefix);

/** Breaks lines between words, as a form or a box does. */
function words(text: string, width: number): string {
  return text.replace(new RegExp(`(?=.{${width + 1}})(.{1,${width}}) `, 'g'), '$1\n');
}

/** `count` messages, each of another mixture; every part comes up with every other sooner or later. */
export function composeMessages(count: number): readonly (MessageCase & { readonly damage: string })[] {
  const pick = picker();
  return Array.from({ length: count }, (_, index) => {
    const user = pick(USERS);
    const { action, resource } = pick(CALLS);
    const why = pick(reasons(action));
    const wrapper = pick(WRAPPERS);
    const [damage, apply] = pick(DAMAGE);
    const object = resource.text === '' ? '' : ` on resource: ${resource.text}`;
    const sentence = `${user.text} not authorized to perform: ${action}${object}${why.text}`;
    const operation = action.split(':')[1] ?? '';
    const text = apply(wrapper.replace('@', operation).replace('%', () => sentence));
    const denial = { action, resource: resource.read, principal: user.read, ...why.read };
    return { id: `g${index} (${damage})`, damage, text, expected: { denial, permission: true } };
  });
}

/** Picks at random but always the same. Source of the constants: Numerical Recipes, the quick generator. */
function picker(): <T>(list: readonly T[]) => T {
  let state = 20_261_125;
  return (list) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return list[Math.floor((state / 2 ** 32) * list.length)] as never;
  };
}
