/** `aws s3`: its commands work on paths and call several actions each. Source: AWS CLI reference, s3; Service Authorization Reference, S3. */
import { serviceHost } from '#catalog/partitions.ts';
import { parseArn } from '#iam/arn.ts';
import {
  baseName,
  isOfSource,
  isOpenToSource,
  knownPrefix,
  knownText,
  openPatternOf,
  type ShellText,
  whyUnknown,
} from '../text.ts';
import type { RequestContext, Use } from '../../evidence.ts';
import type { AwsCommand } from './aws-command.ts';
import { type ProjectPlace, type Reading, unresolved, used } from './reading.ts';

interface Path {
  readonly bucket: string;
  readonly key: string;
  /** The key goes on in a way that is not known, or names a folder. */
  readonly isOpen: boolean;
  /** Of a key that is known in part, a `*` for the rest; null: it is known, or has a wildcard of its own. */
  readonly pattern: string | null;
  readonly text: ShellText;
}

export function awsS3(command: AwsCommand, { partition }: ProjectPlace): readonly Reading[] {
  if (command.operation === 'ls' && command.operands.length === 0) return [LIST_OF_BUCKETS];
  const paths = withName(command, command.operands.map(pathOf));
  const problems = paths.flatMap((path) =>
    typeof path === 'string'
      ? [unresolved(`\`aws s3 ${command.operation}\` uses a path that is not known: ${path}`)]
      : [],
  );
  // What the other path asks for is known all the same.
  const places = paths.map((path) => (typeof path === 'string' ? null : path));
  const isTried = command.options.has('--dryrun');
  const asked = callsOf(command, places).filter(([action]) => !isTried || action === 's3:ListBucket');
  const calls = asked.flatMap(([action, path, whole]) => {
    if (path === null) return [];
    const { arn, between } = placeOf(path.bucket, partition);
    const resource = whole === 'bucket' ? arn : `${arn}${between}${keysOf(path, whole)}`;
    const operation = action.replace('s3:', '');
    const context = contextOf(action, path, command);
    const use: Use = {
      kind: 'aws-call',
      service: 's3',
      operation,
      action,
      resources: [resource],
      ...(context === null ? {} : { context }),
    };
    return [{ ...used(use, path.text), isOpenToSource: isOpenToSource(path.text) }];
  });
  return [...problems, ...calls, ...keyCalls(command, calls)];
}

/** Source: Service Authorization Reference, S3: it has no resource. */
const LIST_OF_BUCKETS = used({
  kind: 'aws-call',
  service: 's3',
  operation: 'ListAllMyBuckets',
  action: 's3:ListAllMyBuckets',
  resources: ['*'],
});

/** S3 encrypts with the key as the caller; the parts of a large file are read back with it. Source: S3 User Guide, UsingKMSEncryption. */
const KEY_ACTIONS = ['GenerateDataKey', 'Decrypt'];

/** What is written under a key that the command names by its ARN. */
function keyCalls({ options }: AwsCommand, calls: readonly Reading[]): readonly Reading[] {
  const key = options.get('--sse-kms-key-id')?.at(-1);
  const arn = key === undefined ? null : parseArn(knownText(key) ?? '');
  const isWritten = calls.some(
    (one) => one.kind === 'use' && one.use.kind === 'aws-call' && one.use.action === 's3:PutObject',
  );
  if (key === undefined || !isWritten) return [];
  if (arn === null || arn.region === '' || !arn.resource.startsWith('key/'))
    return [unresolved('the key that `--sse-kms-key-id` names is not known by its ARN')];
  const context = { 'kms:ViaService': serviceHost('s3', arn.region) };
  return KEY_ACTIONS.map((operation) =>
    used(
      {
        kind: 'aws-call',
        service: 'kms',
        operation,
        action: `kms:${operation}`,
        resources: [knownText(key) ?? ''],
        context,
      },
      key,
    ),
  );
}

/** One file that goes into a folder keeps its name there. */
function withName(
  { operands, operation, options }: AwsCommand,
  paths: readonly (Path | string | null)[],
): readonly (Path | string | null)[] {
  const [from, to] = paths;
  const isOne = (operation === 'cp' || operation === 'mv') && !options.has('--recursive');
  if (!isOne || typeof to !== 'object' || to === null || !/^$|\/$/.test(to.pattern ?? to.key)) return paths;
  const name = operands[0] === undefined ? null : baseName(operands[0]);
  if (name === null || name === '-' || /[*?]/.test(name)) return paths;
  const named = to.pattern === null ? { key: to.key + name, isOpen: false } : { pattern: to.pattern + name };
  return [from ?? null, { ...to, ...named }];
}

/** What the command puts into its request; null: nothing that is known of. Source: AWS CLI reference, s3 cp. */
function contextOf(action: string, { key, isOpen }: Path, command: AwsCommand): RequestContext | null {
  if (action === 's3:PutObject') return encryptionOf(command);
  if (action !== 's3:ListBucket' || isOpen !== (key === '' || key.endsWith('/'))) return null;
  const isListed = command.operation === 'ls';
  if (key === '') return isListed ? { 's3:prefix': '' } : null;
  return { 's3:prefix': isListed || key.endsWith('/') ? key : `${key}/` };
}

/** `--sse` alone means S3's own key. A key is told only by its ARN. */
function encryptionOf({ options }: AwsCommand): RequestContext {
  const told = (option: string): string | null => {
    const value = options.get(option)?.at(-1);
    return value === undefined ? null : knownText(value);
  };
  const [algorithm, key] = [told('--sse'), told('--sse-kms-key-id')];
  const isBare = options.has('--sse') && options.get('--sse')?.length === 0;
  return {
    ...(options.has('--sse')
      ? algorithm === null && !isBare
        ? {}
        : { 's3:x-amz-server-side-encryption': algorithm ?? 'AES256' }
      : { 's3:x-amz-server-side-encryption': [] }),
    ...(options.has('--sse-kms-key-id')
      ? key?.startsWith('arn:') === true
        ? { 's3:x-amz-server-side-encryption-aws-kms-key-id': key }
        : {}
      : { 's3:x-amz-server-side-encryption-aws-kms-key-id': [] }),
  };
}

/** A folder's objects lie under its key and a slash. */
function keysOf({ key, isOpen, pattern }: Path, on: 'object' | 'under'): string {
  const name = pattern ?? key;
  const isFolder = pattern === null ? isOpen : /[*/]$/.test(pattern);
  if (isFolder) return name.endsWith('*') ? name : `${name}*`;
  return on === 'object' ? name : `${name}/*`;
}

type S3Call = readonly [action: string, path: Path | null, on: 'bucket' | 'object' | 'under'];

/** Null among the paths: a local file. */
function callsOf(
  { operation, options }: AwsCommand,
  [from = null, to = null]: readonly (Path | null)[],
): readonly S3Call[] {
  const many = options.has('--recursive') || operation === 'sync';
  const on = many ? 'under' : 'object';
  const list: readonly S3Call[] = many && from !== null ? [['s3:ListBucket', from, 'bucket']] : [];
  const acl: readonly S3Call[] =
    options.has('--acl') || options.has('--grants') ? [['s3:PutObjectAcl', to, on]] : [];
  switch (operation) {
    case 'cp':
      return [...list, ['s3:GetObject', from, on], ['s3:PutObject', to, on], ...acl];
    case 'mv':
      return [
        ...list,
        ['s3:GetObject', from, on],
        ['s3:PutObject', to, on],
        ['s3:DeleteObject', from, on],
        ...acl,
      ];
    case 'sync': {
      const removed: readonly S3Call[] = options.has('--delete') ? [['s3:DeleteObject', to, on]] : [];
      return [
        ...list,
        ['s3:ListBucket', to, 'bucket'],
        ['s3:GetObject', from, on],
        ['s3:PutObject', to, on],
        ...removed,
        ...acl,
      ];
    }
    case 'rm':
      return [...list, ['s3:DeleteObject', from, on]];
    case 'ls':
      return [['s3:ListBucket', from, 'bucket']];
    case 'mb':
      return [['s3:CreateBucket', from, 'bucket']];
    case 'rb':
      return [...emptied(options, from), ['s3:DeleteBucket', from, 'bucket']];
    case 'website':
      return [['s3:PutBucketWebsite', from, 'bucket']];
    default:
      return [];
  }
}

/** `rb --force` takes the objects away first. */
const emptied = (options: AwsCommand['options'], from: Path | null): readonly S3Call[] =>
  options.has('--force')
    ? [
        ['s3:ListBucket', from, 'bucket'],
        ['s3:DeleteObject', from, 'under'],
      ]
    : [];

const ACCESS_POINT = /^arn:aws[\w-]*:s3:[\w-]+:\d{12}:accesspoint[/:][a-z0-9-]+/;

/** A bucket or an access point, and what stands before a key in it. Source: S3 User Guide, access-points-policies. */
function placeOf(bucket: string, partition: string): { readonly arn: string; readonly between: string } {
  return ACCESS_POINT.test(bucket)
    ? { arn: bucket.replace(':accesspoint:', ':accesspoint/'), between: '/object/' }
    : { arn: `arn:${partition}:s3:::${bucket}`, between: '/' };
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,62}$/;

/** Null: a local file or `-`. A string: why the path is not known. A key that is known only in part is taken as far as it is. */
function pathOf(text: ShellText): Path | string | null {
  if (isOfSource(text)) return null;
  const prefix = knownPrefix(text);
  const why = whyUnknown(text);
  // What begins with something that is not known may be a bucket as well as a local file.
  if (!prefix.startsWith('s3://')) return why !== null && 's3://'.startsWith(prefix) ? why : null;
  const rest = prefix.slice('s3://'.length);
  // An access point is named by its ARN, which has a slash or a colon of its own.
  const from = ACCESS_POINT.exec(rest)?.[0].length ?? 0;
  const slash = rest.indexOf('/', from);
  if (slash < 0 && why !== null) return why;
  const bucket = slash < 0 ? rest : rest.slice(0, slash);
  const key = slash < 0 ? '' : rest.slice(slash + 1);
  if (!BUCKET.test(bucket) && !ACCESS_POINT.test(bucket)) return `\`${bucket}\` is no bucket name`;
  if (/[*?]/.test(key)) return 'its key holds a wildcard';
  const pattern = why === null ? null : (openPatternOf(text)?.slice(`s3://${bucket}/`.length) ?? null);
  return { bucket, key, pattern, isOpen: why !== null || key === '' || key.endsWith('/'), text };
}
