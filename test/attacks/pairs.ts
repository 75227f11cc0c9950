/** Pairs of action and resource as the expectations write them: `ecr:PutImage arn:…`. */
import { ACCOUNT, REGION } from '../diagnosis/build-snapshot.ts';

export type Pair = string;

const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'];
const PUSH = [
  ...PULL,
  'ecr:PutImage',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
];

export const FOREIGN = '444455556666';

interface Place {
  readonly account?: string;
  readonly region?: string;
}

export function repositoryOf(name: string, { account = ACCOUNT, region = REGION }: Place = {}): string {
  return `arn:aws:ecr:${region}:${account}:repository/${name}`;
}

export function uriOf(name: string, { account = ACCOUNT, region = REGION }: Place = {}): string {
  return `${account}.dkr.ecr.${region}.amazonaws.com/${name}`;
}

export const login: readonly Pair[] = ['ecr:GetAuthorizationToken *'];

const each = (actions: readonly string[], resource: string): readonly Pair[] =>
  actions.map((action) => `${action} ${resource}`);

/** What a push asks for, the login token left out: it belongs to every push and pull alike. */
export const layers = (name: string, place: Place = {}): readonly Pair[] =>
  each(PUSH, repositoryOf(name, place));
export const push = (name: string, place: Place = {}): readonly Pair[] => [...login, ...layers(name, place)];
export const reads = (name: string, place: Place = {}): readonly Pair[] =>
  each(PULL, repositoryOf(name, place));
export const pull = (name: string, place: Place = {}): readonly Pair[] => [...login, ...reads(name, place)];

/** What CodeBuild asks for to fetch the image that a build runs in. */
export const buildImage = (name: string, place: Place = {}): readonly Pair[] =>
  each(PULL, repositoryOf(name, place));

export const artifactsIn = (place: string): readonly Pair[] => [
  `s3:PutObject arn:aws:s3:::${place}/*`,
  `s3:GetBucketAcl arn:aws:s3:::${place.split('/')[0]}`,
  `s3:GetBucketLocation arn:aws:s3:::${place.split('/')[0]}`,
];
export const cacheIn = (place: string): readonly Pair[] =>
  each(['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::${place}/*`);
export const sourceIn = (bucket: string, key: string): readonly Pair[] => [
  ...each(['s3:GetObject', 's3:GetObjectVersion'], `arn:aws:s3:::${bucket}/${key}`),
  ...each(['s3:GetBucketAcl', 's3:GetBucketLocation'], `arn:aws:s3:::${bucket}`),
];
export const logsTo = (group: string): readonly Pair[] => [
  `logs:CreateLogGroup ${own('logs', `log-group:${group}`)}`,
  ...each(['logs:CreateLogStream', 'logs:PutLogEvents'], `${own('logs', `log-group:${group}`)}:*`),
];
export const session: readonly Pair[] = each(
  [
    'ssmmessages:CreateControlChannel',
    'ssmmessages:CreateDataChannel',
    'ssmmessages:OpenControlChannel',
    'ssmmessages:OpenDataChannel',
  ],
  '*',
);

export function own(service: string, rest: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
}

export const secret = (name: string): Pair =>
  `secretsmanager:GetSecretValue ${own('secretsmanager', `secret:${name}-??????`)}`;
export const parameters = (name: string): Pair =>
  `ssm:GetParameters ${own('ssm', `parameter/${name.replace(/^\//, '')}`)}`;
