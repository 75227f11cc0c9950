/**
 * Deployers whose first calls their command line tells: the CDK through the roles of its bootstrapping, SAM's uploads.
 * Source: AWS CDK Developer Guide, bootstrapping-env and bootstrapping-customizing (roles, qualifier); AWS SAM CLI reference.
 */
import { takesResource } from '#catalog/actions.ts';
import { type Invocation, regionIn } from '../invocation.ts';
import { knownText, literal, type ShellText } from '../text.ts';
import { pushOf } from './images.ts';
import { isName, knownName } from './names.ts';
import { optionNames, readOptions } from './options.ts';
import { called, type ProjectPlace, type Reading, type ToolReader, unresolved } from './reading.ts';
import { withConfiguration } from './sam-config.ts';

const CDK_VALUED = optionNames(`
  -a --app -c --context -p --plugin --profile -o --output --require-approval --toolkit-stack-name --role-arn -r --parameters
  --outputs-file -O --qualifier --method --concurrency --progress --hotswap-fallback --change-set-name --tags -t --proxy
  --build --asset-parallelism --asset-prebuild
`);

/** The roles that each command assumes; those for assets and lookups where the app has any. */
const CDK_ROLES: ReadonlyMap<string, readonly string[]> = new Map([
  ['deploy', ['deploy', 'file-publishing', 'image-publishing', 'lookup']],
  ['watch', ['deploy', 'file-publishing', 'image-publishing', 'lookup']],
  ['import', ['deploy', 'file-publishing', 'image-publishing', 'lookup']],
  ['publish-assets', ['file-publishing', 'image-publishing']],
  ['destroy', ['deploy', 'lookup']],
  ['rollback', ['deploy']],
  ['diff', ['deploy', 'lookup']],
]);

export const cdk: ToolReader = (invocation, place) => {
  const options = readOptions(invocation.args, CDK_VALUED);
  const verb = knownText(options.operands[0] ?? literal('')) ?? '';
  if (verb === 'bootstrap')
    return [
      unresolved(
        '`cdk bootstrap` makes roles, a bucket, a repository and keys: what it calls is in its template',
      ),
    ];
  if (/^(?:synth|synthesize|list|ls)$/.test(verb))
    return [unresolved(`\`cdk ${verb}\` asks AWS what the app looks up, which is in its own files`)];
  const roles = CDK_ROLES.get(verb);
  if (roles === undefined) return [];
  const qualifier = qualifierOf(options.all('--context', '-c'), options.last('--qualifier'), invocation);
  const region = knownText(regionIn(invocation) ?? literal(place.region));
  const beyond = unresolved(
    `\`cdk ${verb}\` was read as far as the roles of the account's bootstrapping: an app for other accounts or regions, or with a synthesizer of its own, asks for more, which is in its own files`,
  );
  if (qualifier === null || region === null) return [beyond];
  const arn = (role: string) =>
    `arn:${place.partition}:iam::${place.account}:role/cdk-${qualifier}-${role}-role-${place.account}-${region}`;
  return [...roles.map((role) => called('sts:AssumeRole', arn(role))), beyond];
};

const QUALIFIER = '@aws-cdk/core:bootstrapQualifier';

/** Null: it is not known. */
function qualifierOf(
  context: readonly ShellText[],
  option: ShellText | null,
  { file }: Invocation,
): string | null {
  const given = context.map(knownText).find((text) => text?.startsWith(`${QUALIFIER}=`));
  const named = given?.slice(QUALIFIER.length + 1);
  if (named) return isName(named) ? named : null;
  if (option !== null) return knownName(option);
  const written = /"@aws-cdk\/core:bootstrapQualifier"\s*:\s*"(\w{1,32})"/.exec(
    file(literal('cdk.json'))?.text ?? '',
  )?.[1];
  return written ?? 'hnb659fds';
}

const SAM_VALUED = optionNames(`
  --template-file -t --template --s3-bucket --s3-prefix --kms-key-id --image-repository --image-repositories --stack-name --region
  --profile --role-arn --parameter-overrides --capabilities --config-file --config-env --output-template-file --tags --build-dir -b
  --base-dir -s --container-env-var --cached --use-container-image --notification-arns --signing-profiles --build-image -bi
`);

/** Commands that deploy no template. */
const SAM_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['pipeline', 'it makes roles, a bucket and a user for a pipeline'],
  ['remote', 'what it invokes is looked up in a stack'],
  ['logs', 'whose logs it reads is looked up in a stack'],
  ['traces', 'it reads traces of X-Ray'],
  ['list', 'it looks up what a stack made'],
]);

/** What SAM uploads is told by its options, on the line or in its configuration; the stack that it makes is in its template. */
export const sam: ToolReader = (invocation, place) => {
  const line = readOptions(invocation.args, SAM_VALUED);
  const verb = knownText(line.operands[0] ?? literal('')) ?? '';
  if (SAM_ELSEWHERE.has(verb))
    return [
      unresolved(
        `the calls of \`sam ${verb}\` cannot be read from its command line: ${SAM_ELSEWHERE.get(verb)}`,
      ),
    ];
  if (!['deploy', 'package', 'publish', 'sync', 'delete'].includes(verb)) return [];
  const options = withConfiguration(line, verb, invocation);
  const why = unresolved(
    verb === 'package'
      ? '`sam package` uploads what its template names, and its files tell which'
      : `what \`sam ${verb}\` deploys is in its own files, and not all of what it calls is on its command line`,
  );
  const images = [...options.all('--image-repository'), ...options.all('--image-repositories')].map(
    withoutFunction,
  );
  const uploads = ['deploy', 'package', 'sync'].includes(verb);
  return [
    ...(verb === 'deploy' ? stackCalls(options, invocation, place) : []),
    ...(uploads ? uploadOf(options.last('--s3-bucket'), options.last('--s3-prefix'), place) : []),
    ...(uploads ? images.flatMap((image) => pushOf(image, { readsBack: true })) : []),
    ...(verb === 'package' && options.has('--s3-bucket') ? [] : [why]),
  ];
};

/** Source: aws-sam-cli, samcli/lib/deploy/deployer.py. */
const STACK_CALLS = [
  'DescribeStacks',
  'GetTemplateSummary',
  'CreateChangeSet',
  'DescribeChangeSet',
  'ExecuteChangeSet',
  'DescribeStackEvents',
];

/** Its own calls on the stack that is named, and the role that CloudFormation is handed for the stack's resources. */
function stackCalls(
  options: ReturnType<typeof readOptions>,
  invocation: Invocation,
  { partition, account, region: home }: ProjectPlace,
): readonly Reading[] {
  const [stack, role] = [options.last('--stack-name'), options.last('--role-arn')];
  const place = options.last('--region') ?? regionIn(invocation) ?? literal(home);
  const [name, region] = [stack === null ? null : knownName(stack), knownName(place)];
  if (stack === null || name === null || region === null) return [];
  const made = (operation: string, resource: string): Reading =>
    called(
      `cloudformation:${operation}`,
      `arn:${partition}:cloudformation:${region}:${resource}`,
      stack,
      place,
    );
  const handed = role === null ? null : knownName(role);
  return [
    ...STACK_CALLS.map((operation) => made(operation, `${account}:stack/${name}/*`)),
    // Every template of SAM names its transform. Source: SAM Developer Guide, sam-specification-template-anatomy.
    made('CreateChangeSet', 'aws:transform/Serverless-2016-10-31'),
    ...(role === null || handed === null || !takesResource('iam:PassRole', handed)
      ? []
      : [handedOver(handed, role)]),
  ];
}

function handedOver(role: string, from: ShellText): Reading {
  const { use, ...reading } = called('iam:PassRole', role, from);
  return { ...reading, use: { ...use, context: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } } };
}

/** `FUNCTION=REPOSITORY` of `--image-repositories`. */
function withoutFunction(text: ShellText): ShellText {
  const known = knownText(text);
  return known === null ? text : { ...text, pieces: [{ text: known.replace(/^\w+=/, '') }] };
}

/** Objects are named by their hash, so that SAM looks first whether they are there. */
function uploadOf(
  bucket: ShellText | null,
  prefix: ShellText | null,
  { partition }: ProjectPlace,
): readonly Reading[] {
  if (bucket === null) return [];
  const name = knownName(bucket);
  const under = prefix === null ? '' : knownName(prefix);
  if (name === null || under === null) return [unresolved('where SAM uploads to is not known')];
  const resource = `arn:${partition}:s3:::${[name, under, '*'].filter((part) => part !== '').join('/')}`;
  const from = prefix === null ? [bucket] : [bucket, prefix];
  return ['s3:PutObject', 's3:GetObject'].map((action) => called(action, resource, ...from));
}
