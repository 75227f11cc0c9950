/** `aws s3` in a build that runs in the sandbox: what it does, which rights it asks for, and what it says where one lacks. */
import { CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { accountOf } from '#sandbox/world.ts';
import { ACCOUNT, REGION, allow, settings, statements } from './arrange.ts';
import { ended, logOf, open } from './builds.ts';

const ROLE = 'site';
const BUCKET = 'arn:aws:s3:::site-bucket';
const OBJECTS = { 'www/index.html': 'old', 'www/old.html': 'gone', 'conf/a.json': '{}', 'conf/b.txt': 'b' };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await open({
    region: REGION,
    accounts: [
      {
        id: ACCOUNT,
        roles: [{ name: ROLE, trust: { ...JSON.parse(statements()), Statement: [TRUST] } }],
        buckets: [{ name: 'site-bucket' }, { name: 'other-bucket' }],
        projects: [
          {
            name: 'site',
            source: { type: 'GITHUB', location: 'https://github.com/example/site', buildspec: 'x' },
            sourceFiles: { 'dist/index.html': 'new', 'dist/css/a b.css': 'css', 'readme.md': 'text' },
            artifacts: { type: 'NO_ARTIFACTS' },
            environment: {
              type: 'LINUX_CONTAINER',
              image: 'aws/codebuild/standard:7.0',
              computeType: 'BUILD_GENERAL1_SMALL',
            },
            serviceRole: `arn:aws:iam::${ACCOUNT}:role/${ROLE}`,
          },
        ],
      },
    ],
  });
});
afterAll(() => sandbox.close());

const TRUST = {
  Effect: 'Allow',
  Principal: { Service: 'codebuild.amazonaws.com' },
  Action: 'sts:AssumeRole',
};

const objectsOf = (bucket: string): Map<string, { readonly bytes: Uint8Array }> => {
  const found = sandbox.world.buckets.get(bucket);
  if (found === undefined) throw new Error(`no bucket ${bucket}`);
  return found.objects;
};
const textsOf = (bucket: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...objectsOf(bucket)].map(([key, { bytes }]) => [key, Buffer.from(bytes).toString()]));

beforeEach(() => {
  objectsOf('other-bucket').clear();
  const objects = sandbox.world.buckets.get('site-bucket')?.objects;
  objects?.clear();
  for (const [key, text] of Object.entries(OBJECTS)) {
    objects?.set(key, {
      key,
      bytes: Buffer.from(text),
      size: text.length,
      etag: '"x"',
      contentType: 'text/plain',
      modifiedAt: new Date(0),
      metadata: {},
      tags: [],
      encryption: 'AES256',
      keyArn: null,
    });
  }
});

async function build(commands: readonly string[], allowed: readonly (readonly [string, string])[]) {
  const role = accountOf(sandbox.world, ACCOUNT).iam.roles.get(ROLE);
  role?.inline.set(
    's3',
    statements(allow('logs:*'), ...allowed.map(([action, on]) => allow(`s3:${action}`, on))),
  );
  const buildspecOverride = JSON.stringify({ version: 0.2, phases: { build: { commands } } });
  const { build: started } = await new CodeBuildClient(settings(sandbox)).send(
    new StartBuildCommand({ projectName: 'site', buildspecOverride }),
  );
  const over = await ended(sandbox, started?.id);
  const said = logOf(sandbox, over)
    .split('\n')
    .filter((line) =>
      /^(?:\(dryrun\) )?(?:upload|download|copy|move|delete|fatal|make_|remove_|An error|\(not run| +PRE )/.test(
        line,
      ),
    );
  return {
    status: over.status,
    said,
    notRun: [...over.notRun],
    session: `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE}/AWSCodeBuild-${over.uuid}`,
  };
}

interface Shape {
  readonly command: string;
  /** Every right it takes, in the order in which they are asked for. */
  readonly rights: readonly (readonly [action: string, on: string])[];
  /** What is said where each of them lacks, but for the denial itself. */
  readonly lacking: readonly string[];
  readonly said: readonly string[];
  readonly after?: Readonly<Record<string, string>>;
}

const LIST = ['ListBucket', BUCKET] as const;
const FATAL_LIST = 'fatal error: An error occurred (AccessDenied) when calling the ListObjectsV2 operation: ';
const FATAL_HEAD = 'fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden';
const { 'www/old.html': _old, 'www/index.html': _index, ...CONF } = OBJECTS;

const SHAPES: readonly Shape[] = [
  {
    command: 'aws s3 cp readme.md s3://site-bucket/docs/',
    rights: [['PutObject', `${BUCKET}/docs/readme.md`]],
    lacking: [
      'upload failed: ./readme.md to s3://site-bucket/docs/readme.md An error occurred (AccessDenied) when calling the PutObject operation: ',
    ],
    said: ['upload: ./readme.md to s3://site-bucket/docs/readme.md'],
    after: { ...OBJECTS, 'docs/readme.md': 'text' },
  },
  {
    command: 'aws s3 cp s3://site-bucket/conf/a.json conf.json',
    rights: [['GetObject', `${BUCKET}/conf/a.json`]],
    lacking: [FATAL_HEAD],
    said: ['download: s3://site-bucket/conf/a.json to ./conf.json'],
  },
  {
    command: 'aws s3 cp s3://site-bucket/conf . --recursive --exclude "*" --include "*.json"',
    rights: [LIST, ['GetObject', `${BUCKET}/conf/*`]],
    lacking: [
      FATAL_LIST,
      'download failed: s3://site-bucket/conf/a.json to ./a.json An error occurred (AccessDenied) when calling the GetObject operation: ',
    ],
    said: ['download: s3://site-bucket/conf/a.json to ./a.json'],
  },
  {
    command: 'aws s3 cp s3://site-bucket/conf/a.json s3://other-bucket/',
    rights: [
      ['GetObject', `${BUCKET}/conf/a.json`],
      ['PutObject', 'arn:aws:s3:::other-bucket/a.json'],
    ],
    lacking: [
      FATAL_HEAD,
      'copy failed: s3://site-bucket/conf/a.json to s3://other-bucket/a.json An error occurred (AccessDenied) when calling the CopyObject operation: ',
    ],
    said: ['copy: s3://site-bucket/conf/a.json to s3://other-bucket/a.json'],
  },
  {
    command: 'aws s3 sync dist s3://site-bucket/www --delete',
    rights: [LIST, ['PutObject', `${BUCKET}/www/*`], ['DeleteObject', `${BUCKET}/www/*`]],
    lacking: [
      FATAL_LIST,
      'upload failed: ./dist/index.html to s3://site-bucket/www/index.html An error occurred (AccessDenied) when calling the PutObject operation: ',
      'delete failed: s3://site-bucket/www/old.html An error occurred (AccessDenied) when calling the DeleteObject operation: ',
    ],
    said: [
      'upload: ./dist/index.html to s3://site-bucket/www/index.html',
      'upload: ./dist/css/a b.css to s3://site-bucket/www/css/a b.css',
      'delete: s3://site-bucket/www/old.html',
    ],
    after: { ...CONF, 'www/css/a b.css': 'css', 'www/index.html': 'new' },
  },
  {
    command:
      'aws s3 sync s3://site-bucket/conf conf --quiet && cat conf/b.txt | aws s3 cp - s3://site-bucket/piped',
    rights: [LIST, ['GetObject', `${BUCKET}/conf/*`], ['PutObject', `${BUCKET}/piped`]],
    lacking: [FATAL_LIST, '', 'upload failed: - to s3://site-bucket/piped An error occurred'],
    said: ['upload: - to s3://site-bucket/piped'],
    after: { ...OBJECTS, piped: 'b' },
  },
  {
    command: 'aws s3 mv s3://site-bucket/conf s3://site-bucket/new --recursive',
    rights: [
      LIST,
      ['GetObject', `${BUCKET}/conf/*`],
      ['PutObject', `${BUCKET}/new/*`],
      ['DeleteObject', `${BUCKET}/conf/*`],
    ],
    lacking: [
      FATAL_LIST,
      'move failed: s3://site-bucket/conf/a.json to s3://site-bucket/new/a.json An error occurred (AccessDenied) when calling the CopyObject operation: ',
      'move failed: s3://site-bucket/conf/a.json to s3://site-bucket/new/a.json An error occurred (AccessDenied) when calling the CopyObject operation: ',
      'move failed: s3://site-bucket/conf/a.json to s3://site-bucket/new/a.json An error occurred (AccessDenied) when calling the DeleteObject operation: ',
    ],
    said: [
      'move: s3://site-bucket/conf/a.json to s3://site-bucket/new/a.json',
      'move: s3://site-bucket/conf/b.txt to s3://site-bucket/new/b.txt',
    ],
    after: { 'new/a.json': '{}', 'new/b.txt': 'b', 'www/index.html': 'old', 'www/old.html': 'gone' },
  },
  {
    command: 'aws s3 rm s3://site-bucket/www --recursive',
    rights: [LIST, ['DeleteObject', `${BUCKET}/www/*`]],
    lacking: [
      FATAL_LIST,
      'delete failed: s3://site-bucket/www/index.html An error occurred (AccessDenied) when calling the DeleteObject operation: ',
    ],
    said: ['delete: s3://site-bucket/www/index.html', 'delete: s3://site-bucket/www/old.html'],
    after: CONF,
  },
  {
    command: 'aws s3 ls s3://site-bucket/',
    rights: [LIST],
    lacking: ['An error occurred (AccessDenied) when calling the ListObjectsV2 operation: '],
    said: ['                           PRE conf/', '                           PRE www/'],
  },
  {
    command: 'aws s3 cp readme.md s3://site-bucket/ --acl bucket-owner-full-control --sse AES256',
    rights: [
      ['PutObject', `${BUCKET}/readme.md`],
      ['PutObjectAcl', `${BUCKET}/readme.md`],
    ],
    lacking: ['upload failed: ', 'upload failed: '],
    said: ['upload: ./readme.md to s3://site-bucket/readme.md'],
    after: { ...OBJECTS, 'readme.md': 'text' },
  },
];

describe('aws s3', () => {
  test('lists own buckets, makes and removes them, and shows what it would do', async () => {
    const commands = [
      'aws s3 mb s3://scratch-bucket && aws s3 cp readme.md s3://scratch-bucket',
      'aws s3 rb s3://scratch-bucket --force',
      'aws s3 sync dist s3://site-bucket/www --dryrun --exclude "css/*"',
      'aws s3 ls | grep -c bucket',
    ];
    const over = await build(commands, [['*', '*']]);
    expect(over.said).toEqual([
      'make_bucket: scratch-bucket',
      'upload: ./readme.md to s3://scratch-bucket/readme.md',
      'delete: s3://scratch-bucket/readme.md',
      'remove_bucket: scratch-bucket',
      '(dryrun) upload: ./dist/index.html to s3://site-bucket/www/index.html',
    ]);
    expect(over.status).toBe('SUCCEEDED');
    expect(textsOf('site-bucket')).toEqual(OBJECTS);
  });

  test.each([
    ['aws s3 cp s3://site-bucket/absent .', 'calling the HeadObject operation: Key "absent" does not exist'],
    ['aws s3 cp s3://absent-bucket/k .', 'calling the HeadObject operation: Key "k" does not exist'],
    ['aws s3 sync dist s3://absent-bucket', '(NoSuchBucket) when calling the ListObjectsV2 operation: '],
    [
      'aws s3 cp readme.md s3://site-bucket/ --acl public-read',
      '(AccessControlListNotSupported) when calling',
    ],
    [
      'aws s3 rb s3://site-bucket',
      'remove_bucket failed: s3://site-bucket An error occurred (BucketNotEmpty)',
    ],
  ])('says what is wrong: %s', async (command, words) => {
    const over = await build([command], [['*', '*']]);
    expect(over.status).toBe('FAILED');
    expect(over.said.join('\n')).toContain(words);
  });

  test('names what it cannot do: a folder that a command which was not run would have filled', async () => {
    const sync = 'aws s3 sync build s3://site-bucket/www --delete';
    const over = await build(['npm run build', sync], [LIST]);
    expect(over).toMatchObject({ status: 'SUCCEEDED', notRun: ['npm run build', sync] });
    expect(textsOf('site-bucket')).toEqual(OBJECTS);
    const denied = await build(['npm run build', sync], []);
    expect(denied.said.join('\n')).toContain(FATAL_LIST);
  });
});

describe.each(SHAPES)('$command', ({ command, rights, lacking, said, after = OBJECTS }) => {
  test('is done with its rights', async () => {
    const over = await build([command], rights);
    expect(over.said).toEqual(said);
    expect(over).toMatchObject({ status: 'SUCCEEDED', notRun: [] });
    expect(textsOf('site-bucket')).toEqual(after);
  });

  test.each(rights.map(([action, on], at) => ({ action, on, words: lacking[at] ?? '' })))(
    'fails for want of $action on $on',
    async ({ action, on, words }) => {
      const over = await build(
        [command],
        rights.filter((right) => right[0] !== action || right[1] !== on),
      );
      expect(over.status).toBe('FAILED');
      expect(over.said.join('\n')).toContain(words);
    },
  );
});
