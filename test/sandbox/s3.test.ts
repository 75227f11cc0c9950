/** S3 as the AWS SDK meets it: ranges, preconditions, parts, copies, deletions, lists and tags, each judged. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketAbacCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import {
  ACCOUNT,
  OTHER,
  allow,
  putPolicy,
  settings,
  start,
  statements,
  takeRole,
  type Keys,
} from './arrange.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await start();
  await s3().send(new CreateBucketCommand({ Bucket }));
});
afterEach(() => sandbox.close());

const Bucket = 'tracker';
const s3 = (keys?: Keys): S3Client => new S3Client({ ...settings(sandbox, keys), forcePathStyle: true });
const put = (Key: string, Body = 'v', more: Partial<PutObjectCommandInput> = {}) =>
  s3().send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const textOf = async (Key: string): Promise<string> => {
  const { Body } = await s3().send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
};

const BUCKET = `arn:aws:s3:::${Bucket}`;
const BUILD = `arn:aws:sts::${ACCOUNT}:assumed-role/build/AWSCodeBuild-test`;
const denied = (action: string, resource: string): object =>
  expect.objectContaining({
    name: 'AccessDenied',
    message: `User: ${BUILD} is not authorized to perform: ${action} on resource: "${resource}" because no identity-based policy allows the ${action} action`,
  });
const session = (...actions: readonly string[]): Promise<Keys> =>
  takeRole(sandbox, { name: 'build', policy: statements(allow(['iam:GetRole', ...actions])) });
const letBuild = (...policy: readonly object[]): Promise<void> =>
  putPolicy(sandbox, { name: 'build', policy: statements(...policy) });

describe('a part of an object', () => {
  test.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=0-1,4-5', '0123456789', undefined],
    ['bytes=4-2', '0123456789', undefined],
  ])('%s of ten bytes is %j', async (Range, text, ContentRange) => {
    await put('k', '0123456789');
    const got = await s3().send(new GetObjectCommand({ Bucket, Key: 'k', Range }));
    expect(await got.Body?.transformToString()).toBe(text);
    expect(got).toMatchObject({ ContentLength: text.length, AcceptRanges: 'bytes' });
    expect(got.ContentRange).toBe(ContentRange);
    const head = await s3().send(new HeadObjectCommand({ Bucket, Key: 'k', Range }));
    expect(head.ContentLength).toBe(text.length);
  });

  test('behind its end is refused', async () => {
    await put('k', '0123456789');
    const get = new GetObjectCommand({ Bucket, Key: 'k', Range: 'bytes=10-' });
    await expect(s3().send(get)).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    });
  });
});

describe('a precondition', () => {
  const [past, future] = [new Date('2001-01-01'), new Date('2101-01-01')];

  test.each([
    [{ IfMatch: 'own' }, 200],
    [{ IfMatch: '"other"' }, 412],
    [{ IfNoneMatch: 'own' }, 304],
    [{ IfNoneMatch: '"other"' }, 200],
    [{ IfModifiedSince: future }, 304],
    [{ IfModifiedSince: past }, 200],
    [{ IfUnmodifiedSince: past }, 412],
    [{ IfUnmodifiedSince: future }, 200],
    [{ IfMatch: 'own', IfUnmodifiedSince: past }, 200],
    [{ IfNoneMatch: '"other"', IfModifiedSince: future }, 200],
  ])('%j of a read ends in %i', async (asked, status) => {
    const { ETag = '' } = await put('k');
    const own = Object.fromEntries(
      Object.entries(asked).map(([name, value]) => [name, value === 'own' ? ETag : value]),
    );
    for (const Command of [GetObjectCommand, HeadObjectCommand]) {
      const answer = await s3()
        .send(new Command({ Bucket, Key: 'k', ...own }))
        .catch((error: unknown) => error);
      expect(answer).toMatchObject({ $metadata: { httpStatusCode: status } });
    }
  });

  test('of a write holds before anything is replaced or deleted', async () => {
    const { ETag } = await put('k', 'first');
    const failed = { name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } };
    await expect(put('k', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject(failed);
    await expect(put('k', 'second', { IfMatch: '"other"' })).rejects.toMatchObject(failed);
    await expect(put('absent', 'second', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
    const remove = new DeleteObjectCommand({ Bucket, Key: 'k', IfMatch: '"other"' });
    await expect(s3().send(remove)).rejects.toMatchObject(failed);
    expect(await textOf('k')).toBe('first');
    await put('k', 'second', { IfMatch: ETag });
    await put('new', 'v', { IfNoneMatch: '*' });
    expect(await textOf('k')).toBe('second');
  });

  test('by an entity tag needs the right to read, and is seen by policies', async () => {
    const { ETag } = await put('k');
    const keys = await session('s3:PutObject', 's3:DeleteObject');
    const write = new PutObjectCommand({ Bucket, Key: 'k', Body: 'w', IfMatch: ETag });
    const remove = new DeleteObjectCommand({ Bucket, Key: 'k', IfMatch: ETag });
    for (const command of [write, remove])
      await expect(s3(keys).send(command)).rejects.toEqual(denied('s3:GetObject', `${BUCKET}/k`));
    const Condition = { Null: { 's3:if-none-match': 'false' } };
    await letBuild({ ...allow('s3:PutObject'), Condition });
    const plain = new PutObjectCommand({ Bucket, Key: 'new', Body: 'w' });
    await expect(s3(keys).send(plain)).rejects.toEqual(denied('s3:PutObject', `${BUCKET}/new`));
    await s3(keys).send(new PutObjectCommand({ Bucket, Key: 'new', Body: 'w', IfNoneMatch: '*' }));
  });
});

describe('what a write asks for', () => {
  test('is seen by policies: encryption, storage class, tags', async () => {
    const keys = await session();
    const wanted = {
      StringEquals: { 's3:x-amz-server-side-encryption': 'AES256', 's3:RequestObjectTag/team': 'a' },
      'ForAllValues:StringEquals': { 's3:RequestObjectTagKeys': ['team'] },
    };
    await letBuild({ ...allow('s3:PutObject'), Condition: wanted });
    const write = (more: Partial<PutObjectCommandInput>) =>
      s3(keys).send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'v', ...more }));
    await expect(write({})).rejects.toEqual(denied('s3:PutObject', `${BUCKET}/k`));
    const asked = { ServerSideEncryption: 'AES256', Tagging: 'team=a' } as const;
    await expect(write(asked)).rejects.toEqual(denied('s3:PutObjectTagging', `${BUCKET}/k`));
    await letBuild({ ...allow(['s3:PutObject', 's3:PutObjectTagging']), Condition: wanted });
    await expect(write(asked)).resolves.toMatchObject({ ServerSideEncryption: 'AES256' });
    const { TagSet } = await s3().send(new GetObjectTaggingCommand({ Bucket, Key: 'k' }));
    expect(TagSet).toEqual([{ Key: 'team', Value: 'a' }]);
  });

  test('an ACL needs its right, and is refused but for the owner, as buckets are made', async () => {
    const keys = await session('s3:PutObject');
    const write = (ACL: 'public-read' | 'bucket-owner-full-control') =>
      s3(keys).send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'v', ACL }));
    await expect(write('public-read')).rejects.toEqual(denied('s3:PutObjectAcl', `${BUCKET}/k`));
    await letBuild(allow(['s3:PutObject', 's3:PutObjectAcl']));
    await expect(write('public-read')).rejects.toMatchObject({
      name: 'AccessControlListNotSupported',
      message: 'The bucket does not allow ACLs',
    });
    await write('bucket-owner-full-control');
  });

  test('of another owner than the expected is denied', async () => {
    await put('k');
    const theirs = { Bucket, Key: 'k', ExpectedBucketOwner: OTHER };
    await expect(s3().send(new GetObjectCommand(theirs))).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(s3().send(new PutObjectCommand(theirs))).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('an upload in parts', () => {
  const begin = async (keys?: Keys, more = {}): Promise<string> => {
    const { UploadId } = await s3(keys).send(
      new CreateMultipartUploadCommand({ Bucket, Key: 'large', ContentType: 'x/y', ...more }),
    );
    return UploadId ?? '';
  };
  const part = async (UploadId: string, PartNumber: number, Body: Uint8Array | string, keys?: Keys) => {
    const given = { Bucket, Key: 'large', UploadId, PartNumber, Body };
    const { ETag } = await s3(keys).send(new UploadPartCommand(given));
    return { ETag, PartNumber };
  };
  const complete = (
    UploadId: string,
    Parts: readonly { ETag: string | undefined; PartNumber: number }[],
    keys?: Keys,
  ) =>
    s3(keys).send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key: 'large',
        UploadId,
        MultipartUpload: { Parts: [...Parts] },
      }),
    );
  const full = Buffer.alloc(5 * 1024 * 1024, 'a');

  test('is listed, put together in order, and gone when it is complete', async () => {
    const id = await begin();
    const [two, one] = [await part(id, 2, 'end'), await part(id, 1, full)];
    const parts = await s3().send(new ListPartsCommand({ Bucket, Key: 'large', UploadId: id }));
    expect(parts.Parts).toMatchObject([
      { PartNumber: 1, Size: full.byteLength },
      { PartNumber: 2, Size: 3 },
    ]);
    expect((await s3().send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toMatchObject([
      { UploadId: id, Key: 'large' },
    ]);
    await expect(s3().send(new HeadObjectCommand({ Bucket, Key: 'large' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
    await expect(complete(id, [two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete(id, [{ ...one, ETag: '"x"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
    const made = await complete(id, [one, two]);
    expect(made.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    const head = await s3().send(new HeadObjectCommand({ Bucket, Key: 'large' }));
    expect(head).toMatchObject({ ContentLength: full.byteLength + 3, ContentType: 'x/y', ETag: made.ETag });
    const last = await s3().send(new GetObjectCommand({ Bucket, Key: 'large', Range: 'bytes=-4' }));
    expect(await last.Body?.transformToString()).toBe('aend');
    await expect(complete(id, [one, two])).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test('has parts of a size, the last but one included', async () => {
    const id = await begin();
    const parts = [await part(id, 1, 'short'), await part(id, 2, 'end')];
    await expect(complete(id, parts)).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await expect(part(id, 0, 'x')).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  test('copies parts of objects that may be read', async () => {
    await put('source', '0123456789');
    const keys = await session('s3:PutObject');
    const id = await begin(keys);
    const copy = new UploadPartCopyCommand({
      Bucket,
      Key: 'large',
      UploadId: id,
      PartNumber: 1,
      CopySource: `${Bucket}/source`,
      CopySourceRange: 'bytes=2-4',
    });
    await expect(s3(keys).send(copy)).rejects.toEqual(denied('s3:GetObject', `${BUCKET}/source`));
    await letBuild(allow(['s3:PutObject', 's3:GetObject']));
    const { CopyPartResult } = await s3(keys).send(copy);
    await complete(id, [{ ETag: CopyPartResult?.ETag, PartNumber: 1 }], keys);
    expect(await textOf('large')).toBe('234');
  });

  test('asks for each of its rights', async () => {
    const keys = await session();
    const key = `${BUCKET}/large`;
    await expect(begin(keys)).rejects.toEqual(denied('s3:PutObject', key));
    const id = await begin();
    const upload = { Bucket, Key: 'large', UploadId: id };
    await expect(part(id, 1, 'v', keys)).rejects.toEqual(denied('s3:PutObject', key));
    await expect(complete(id, [], keys)).rejects.toEqual(denied('s3:PutObject', key));
    await expect(s3(keys).send(new AbortMultipartUploadCommand(upload))).rejects.toEqual(
      denied('s3:AbortMultipartUpload', key),
    );
    await expect(s3(keys).send(new ListPartsCommand(upload))).rejects.toEqual(
      denied('s3:ListMultipartUploadParts', key),
    );
    await expect(s3(keys).send(new ListMultipartUploadsCommand({ Bucket }))).rejects.toEqual(
      denied('s3:ListBucketMultipartUploads', BUCKET),
    );
    await s3().send(new AbortMultipartUploadCommand(upload));
    await expect(part(id, 1, 'v')).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test('under a customer key asks for it when it begins and for every part', async () => {
    const kms = new KMSClient(settings(sandbox));
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KeyMetadata?.Arn };
    const keys = await session('s3:PutObject', 'kms:GenerateDataKey');
    const id = await begin(keys, encryption);
    await expect(part(id, 1, 'v', keys)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('kms:Decrypt') as string,
    });
    await letBuild(allow(['s3:PutObject', 'kms:GenerateDataKey', 'kms:Decrypt']));
    await complete(id, [await part(id, 1, 'v', keys)], keys);
    expect(await textOf('large')).toBe('v');
  });
});

describe('a copy', () => {
  const copy = (keys?: Keys, more = {}) =>
    s3(keys).send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/a%20b`, ...more }));

  test('keeps what the object has, unless it is replaced', async () => {
    await put('a b', 'text', { ContentType: 'x/y', Metadata: { k: 'v' }, Tagging: 'team=a' });
    await expect(copy()).resolves.toMatchObject({ CopyObjectResult: { ETag: expect.any(String) as string } });
    const head = await s3().send(new HeadObjectCommand({ Bucket, Key: 'to' }));
    expect(head).toMatchObject({ ContentType: 'x/y', Metadata: { k: 'v' }, TagCount: 1 });
    await copy(undefined, { MetadataDirective: 'REPLACE', ContentType: 'z', TaggingDirective: 'REPLACE' });
    const other = await s3().send(new HeadObjectCommand({ Bucket, Key: 'to' }));
    expect([other.ContentType, other.Metadata, other.TagCount]).toEqual(['z', {}, undefined]);
    expect(await textOf('to')).toBe('text');
  });

  test('reads the one and writes the other, tags included', async () => {
    await put('a b', 'text', { Tagging: 'team=a' });
    const keys = await session();
    for (const [action, resource] of [
      ['s3:GetObject', `${BUCKET}/a b`],
      ['s3:PutObject', `${BUCKET}/to`],
      ['s3:GetObjectTagging', `${BUCKET}/a b`],
      ['s3:PutObjectTagging', `${BUCKET}/to`],
    ] as const) {
      await expect(copy(keys)).rejects.toEqual(denied(action, resource));
      given.push(allow(action));
      await letBuild(...given);
    }
    await copy(keys);
  });
  const given: object[] = [];

  test('onto itself, or of what has changed, is refused', async () => {
    await put('to');
    const itself = { CopySource: `${Bucket}/to` };
    await expect(copy(undefined, itself)).rejects.toMatchObject({ name: 'InvalidRequest' });
    await copy(undefined, { ...itself, MetadataDirective: 'REPLACE' });
    await expect(copy(undefined, { ...itself, Key: 'x', CopySourceIfMatch: '"y"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
  });
});

describe('deleting', () => {
  test('takes one object, there or not, from who may', async () => {
    await put('k');
    const keys = await session('s3:GetObject');
    const remove = new DeleteObjectCommand({ Bucket, Key: 'k' });
    await expect(s3(keys).send(remove)).rejects.toEqual(denied('s3:DeleteObject', `${BUCKET}/k`));
    await letBuild(allow('s3:DeleteObject'));
    await s3(keys).send(remove);
    await s3(keys).send(remove);
    expect((await s3().send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  });

  test('takes many, and says of each that is denied why', async () => {
    for (const key of ['a/1', 'b/1', 'a&<b']) await put(key);
    const keys = await session();
    await letBuild(allow('s3:DeleteObject', [`${BUCKET}/a/*`, `${BUCKET}/a&*`]));
    const Delete = { Objects: [{ Key: 'a/1' }, { Key: 'b/1' }, { Key: 'a&<b' }, { Key: 'a/absent' }] };
    const answer = await s3(keys).send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(answer.Deleted).toEqual([{ Key: 'a/1' }, { Key: 'a&<b' }, { Key: 'a/absent' }]);
    expect(answer.Errors).toMatchObject([
      { Key: 'b/1', Code: 'AccessDenied', Message: expect.stringContaining('s3:DeleteObject') as string },
    ]);
    const rest = await s3().send(new ListObjectsV2Command({ Bucket }));
    expect(rest.Contents).toMatchObject([{ Key: 'b/1' }]);
  });

  test('takes none of many by an entity tag that is not its own, be it one that no header could hold', async () => {
    await put('k');
    const Delete = { Objects: ['"other"', '\u4e2d', 'a\nb'].map((ETag) => ({ Key: 'k', ETag })) };
    const { Errors } = await s3().send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(Errors?.map(({ Code }) => Code)).toEqual(Delete.Objects.map(() => 'PreconditionFailed'));
    expect(await textOf('k')).toBe('v');
  });

  test('takes a bucket only when it is empty', async () => {
    await put('k');
    await expect(s3().send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
    });
    await s3().send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    const keys = await session();
    await expect(s3(keys).send(new DeleteBucketCommand({ Bucket }))).rejects.toEqual(
      denied('s3:DeleteBucket', BUCKET),
    );
    await s3().send(new DeleteBucketCommand({ Bucket }));
    expect((await s3().send(new ListBucketsCommand({}))).Buckets).toEqual([]);
  });
});

describe('a list', () => {
  test('goes on behind the last entry, whatever was deleted meanwhile', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await put(key);
    const first = await s3().send(new ListObjectsV2Command({ Bucket, MaxKeys: 2 }));
    for (const Key of ['a', 'b']) await s3().send(new DeleteObjectCommand({ Bucket, Key }));
    const ContinuationToken = first.NextContinuationToken;
    const rest = await s3().send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
    expect(rest.Contents?.map(({ Key }) => Key)).toEqual(['c', 'd']);
    expect(rest.IsTruncated).toBe(false);
    await expect(
      s3().send(new ListObjectsV2Command({ Bucket, ContinuationToken: 'x' })),
    ).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  test('of the first kind goes on by a marker', async () => {
    for (const key of ['a/1', 'b/1', 'c']) await put(key);
    const first = await s3().send(new ListObjectsCommand({ Bucket, MaxKeys: 1, Delimiter: '/' }));
    expect(first).toMatchObject({ CommonPrefixes: [{ Prefix: 'a/' }], NextMarker: 'a/', IsTruncated: true });
    const rest = await s3().send(new ListObjectsCommand({ Bucket, Marker: 'a/', Delimiter: '/' }));
    expect(rest).toMatchObject({ CommonPrefixes: [{ Prefix: 'b/' }], Contents: [{ Key: 'c' }] });
  });

  test('writes keys for a URL where that is asked for, in the order of their bytes', async () => {
    for (const key of ['\u{ffff}', '\u{10000}', 'a b/\u0001']) await put(key);
    const listed = await s3().send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
    expect(listed.Contents?.map(({ Key }) => Key)).toEqual(['a%20b/%01', '%EF%BF%BF', '%F0%90%80%80']);
  });

  test('is given for a prefix, a delimiter and a number of keys that policies may ask for', async () => {
    const keys = await session();
    const Condition = {
      StringLike: { 's3:prefix': 'a/*' },
      StringEquals: { 's3:delimiter': '/' },
      NumericLessThanEquals: { 's3:max-keys': '10' },
    };
    await letBuild({ ...allow('s3:ListBucket', BUCKET), Condition });
    const asked = { Bucket, Prefix: 'a/b', Delimiter: '/', MaxKeys: 10 };
    await s3(keys).send(new ListObjectsV2Command(asked));
    for (const wrong of [{ Prefix: 'b' }, { Delimiter: undefined }, { MaxKeys: 11 }])
      await expect(s3(keys).send(new ListObjectsV2Command({ ...asked, ...wrong }))).rejects.toEqual(
        denied('s3:ListBucket', BUCKET),
      );
  });
});

describe('tags', () => {
  test('of an object are put, read and deleted, and open it', async () => {
    await put('k');
    const keys = await session();
    const at = { Bucket, Key: 'k' };
    const Tagging = { TagSet: [{ Key: 'team', Value: 'a&b' }] };
    await s3().send(new PutObjectTaggingCommand({ ...at, Tagging }));
    expect((await s3().send(new GetObjectTaggingCommand(at))).TagSet).toEqual(Tagging.TagSet);
    const Condition = { StringEquals: { 's3:ExistingObjectTag/team': 'a&b' } };
    await letBuild({ ...allow(['s3:GetObject', 's3:GetObjectTagging']), Condition });
    await s3(keys).send(new GetObjectCommand(at));
    await s3(keys).send(new GetObjectTaggingCommand(at));
    await s3().send(new DeleteObjectTaggingCommand(at));
    await expect(s3(keys).send(new GetObjectCommand(at))).rejects.toEqual(
      denied('s3:GetObject', `${BUCKET}/k`),
    );
    for (const [Command, action] of [
      [PutObjectTaggingCommand, 's3:PutObjectTagging'],
      [DeleteObjectTaggingCommand, 's3:DeleteObjectTagging'],
    ] as const)
      await expect(s3(keys).send(new Command({ ...at, Tagging }) as PutObjectTaggingCommand)).rejects.toEqual(
        denied(action, `${BUCKET}/k`),
      );
  });

  test.each([
    [
      'twice the same key',
      [
        ['a', '1'],
        ['a', '2'],
      ],
      'InvalidTag',
    ],
    ["a key of AWS's own", [['aws:a', '1']], 'InvalidTag'],
    ['eleven of them', Array.from({ length: 11 }, (_, at) => [`k${at}`, 'v']), 'BadRequest'],
  ])('are refused: %s', async (_, pairs, name) => {
    await put('k');
    const Tagging = { TagSet: pairs.map(([Key = '', Value = '']) => ({ Key, Value })) };
    await expect(s3().send(new PutObjectTaggingCommand({ Bucket, Key: 'k', Tagging }))).rejects.toMatchObject(
      { name },
    );
  });

  test('of a bucket count in policies once its owner has switched that on', async () => {
    await expect(s3().send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchTagSet',
    });
    const Tagging = { TagSet: [{ Key: 'team', Value: 'a' }] };
    await s3().send(new PutBucketTaggingCommand({ Bucket, Tagging }));
    expect((await s3().send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(Tagging.TagSet);
    const keys = await session();
    await letBuild({
      ...allow('s3:ListBucket'),
      Condition: { StringEquals: { 'aws:ResourceTag/team': 'a', 's3:BucketTag/team': 'a' } },
    });
    const list = new ListObjectsV2Command({ Bucket });
    await expect(s3(keys).send(list)).rejects.toEqual(denied('s3:ListBucket', BUCKET));
    await s3().send(new PutBucketAbacCommand({ Bucket, AbacStatus: { Status: 'Enabled' } }));
    await s3(keys).send(list);
    await expect(s3(keys).send(new GetBucketTaggingCommand({ Bucket }))).rejects.toEqual(
      denied('s3:GetBucketTagging', BUCKET),
    );
    await s3().send(new PutBucketAbacCommand({ Bucket, AbacStatus: { Status: 'Disabled' } }));
    await s3().send(new DeleteBucketTaggingCommand({ Bucket }));
    await expect(s3().send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchTagSet',
    });
  });
});
