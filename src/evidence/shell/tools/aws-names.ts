/** Names that AWS takes in more than one form, as the form that stands in an ARN. */

type Form = (value: string, template: string) => string;

/** By the beginning of a template's resource: what the service takes for it besides its plain name. */
const FORMS: readonly (readonly [template: RegExp, form: Form])[] = [
  [/^\{|:sqs:/, queueArn],
  [/:lambda:[^:]*:[^:]*:(?:function|layer):/, functionArn],
  [/:ecr:[^:]*:[^:]*:repository\/\{@/, repositoryArn],
  [/:ecs:[^:]*:[^:]*:task-definition\//, withRevision],
  [/:codebuild:[^:]*:[^:]*:project\//, projectOfBuild],
  [/:kms:[^:]*:[^:]*:alias\//, (value) => value.replace(/^alias\//, '')],
  [/:sns:/, topicOfSubscription],
  [/:states:[^:]*:[^:]*:stateMachine:/, withoutQualifier],
  [/:ssm:[^:]*:[^:]*:document\//, documentArn],
  [/:oidc-provider\//, (value) => value.replace(/^https:\/\//, '')],
  [/:s3:::/, objectPath],
  [/:wafv2:[^:]*:[^:]*:\{/, scopeInArn],
];

/** A value in the form that its ARN template takes; anything else stays as it is. */
export function completedName(value: string, template: string): string {
  const form = FORMS.find(([pattern]) => pattern.test(template));
  return form === undefined ? value : form[1](value, template);
}

const partitionOf = (template: string) => /^arn:([a-z-]+):/.exec(template)?.[1] ?? 'aws';

const QUEUE_URL =
  /^https:\/\/(?:sqs\.([a-z0-9-]+)|([a-z0-9-]+)\.queue)\.amazonaws\.com(\.cn)?\/(\d{12})\/([\w.-]+)$/;

/** A queue is named by its URL. Source: SQS Developer Guide, queue and message identifiers. */
function queueArn(text: string, template: string): string {
  const [, region, older, china, account, name] = QUEUE_URL.exec(text) ?? [];
  const place = region ?? older;
  if (name === undefined || place === undefined) return text;
  const other = place.startsWith('us-gov-') ? 'aws-us-gov' : partitionOf(template);
  return `arn:${china === undefined ? other : 'aws-cn'}:sqs:${place}:${account}:${name}`;
}

/** `123456789012:function:name`, `function:name`, `123456789012:name`. Source: Lambda API reference, Invoke, FunctionName. */
function functionArn(text: string, template: string): string {
  const [, account, name] = /^(?:(\d{12}):)?(?:(?:function|layer):)?(.+)$/.exec(text) ?? [];
  if (text.startsWith('arn:') || name === undefined) return text;
  if (account === undefined) return name;
  const [header, kind] = [template.split(':').slice(0, 4), template.split(':')[5]];
  return [...header, account, kind, name].join(':');
}

const IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([a-z0-9._/-]+)(?:[:@]\S+)?$/;

/** The repository of an image's address; what is no such address stays what it is and fills no template. */
function repositoryArn(text: string, template: string): string {
  const [, account, region, name] = IMAGE.exec(text) ?? [];
  return name === undefined
    ? text
    : `arn:${partitionOf(template)}:ecr:${region}:${account}:repository/${name}`;
}

/** Source: ECS API reference, RunTask, taskDefinition: without a revision the newest active one is used. */
function withRevision(text: string): string {
  return /:(?:\d+|\*)$/.test(text) ? text : `${text}:*`;
}

/** `project:ID`, by itself or in an ARN. Source: CodeBuild API reference, Build, id. */
function projectOfBuild(text: string): string {
  const build = /^(?:(arn:[^:]*:codebuild:[^:]*:\d{12}):build(?:-batch)?\/)?([^:/]+):[^:/]+$/.exec(text);
  if (build === null) return text;
  return build[1] === undefined ? (build[2] ?? text) : `${build[1]}:project/${build[2]}`;
}

/** The part of a value that names the object, where that is known and what follows is not: a build's ID begins with its project. */
export function nameKnownIn(prefix: string, template: string): string | null {
  if (!/:codebuild:[^:]*:[^:]*:project\//.test(template)) return null;
  const name = /^(?:arn:[^:]*:codebuild:[^:]*:\d{12}:build(?:-batch)?\/)?[^:/]+(?=:)/.exec(prefix)?.[0];
  return name === undefined ? null : `${name}:any`;
}

/** A subscription's ARN is its topic's and an ID. Source: Service Authorization Reference, Amazon SNS. */
function topicOfSubscription(text: string): string {
  const fields = text.split(':');
  return fields[0] === 'arn' && fields.length === 7 ? fields.slice(0, 6).join(':') : text;
}

/** A version or an alias is asked about by its machine. Source: Step Functions Developer Guide, auth-version-alias. */
function withoutQualifier(text: string): string {
  return text.replace(/^(arn:[^:]*:states:[^:]*:\d{12}:stateMachine:[^:]+):[^:]+$/, '$1');
}

/** AWS's own documents belong to no account. Source: Systems Manager User Guide, documents shared by AWS. */
function documentArn(text: string, template: string): string {
  if (!/^AWS[A-Z]*-/.test(text)) return text;
  return `${template.split(':').slice(0, 4).join(':')}::document/${text}`;
}

/** Source: WAF Developer Guide, security_iam_service-with-iam: an ARN has the scope by another name. */
function scopeInArn(text: string): string {
  return (
    new Map([
      ['CLOUDFRONT', 'global'],
      ['REGIONAL', 'regional'],
    ]).get(text) ?? text
  );
}

/** Hosts of S3 in their two styles: the bucket in the name or in the path. Source: Amazon S3 User Guide, VirtualHosting. */
const OBJECT_URL =
  /^https?:\/\/(?:([a-z0-9][a-z0-9.-]*)[.])?s3(?:[.-][a-z0-9-]+)?[.](?:dualstack[.])?(?:[a-z0-9-]+[.])?amazonaws[.]com(?:[.]cn)?\/(.+)$/;

/** `BUCKET/KEY` of an object's address. */
function objectPath(text: string): string {
  const [, bucket, path] = OBJECT_URL.exec(text) ?? [];
  if (path === undefined) return text.replace(/^s3:\/\//, '');
  return bucket === undefined ? path : `${bucket}/${path}`;
}
