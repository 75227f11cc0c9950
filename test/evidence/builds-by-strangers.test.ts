/** Forms of builds that others wrote: each was dropped or misread once. */
import { describe, expect, it } from 'vitest';
import { askedBy, imageNeeds } from '../needs/asked.ts';
import { project } from './project.ts';

const A = '111122223333';
const HOST = `${A}.dkr.ecr.us-west-2.amazonaws.com`;
const pushed = (name: string) => imageNeeds('push', name).toSorted();

function read(run: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands: run } } });
  const script = (path: string) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null);
  return askedBy({ project: project(), build: null, text, script });
}

describe('a trap', () => {
  it('runs at the end of its script, with what was defined by then', () => {
    const script = `trap release EXIT\nrelease() { docker push ${HOST}/$NAME; }\nNAME=app\n`;
    expect(read(['bash s.sh'], { 's.sh': script })).toEqual({ asked: pushed('app'), said: [] });
  });

  it('of several signals is run once, and that of the last that is set', () => {
    const one = `trap 'docker push ${HOST}/no' EXIT\ntrap 'docker push ${HOST}/app' EXIT INT\n`;
    expect(read(['bash s.sh'], { 's.sh': one }).asked).toEqual(pushed('app'));
  });

  it.each(['trap - EXIT', "trap '' EXIT", 'trap EXIT', 'trap -p'])(
    'that is taken back runs nothing: %s',
    (reset) => {
      const script = `trap 'docker push ${HOST}/app' EXIT\n${reset}\n`;
      const isKept = reset === 'trap -p';
      expect(read(['bash s.sh'], { 's.sh': script }).asked).toEqual(isKept ? pushed('app') : []);
    },
  );

  it.each(['INT', 'TERM HUP', 'SIGQUIT', '2', 'USR1'])(
    'is not run for certain on %s, which is said',
    (signals) => {
      const { asked, said } = read([`trap 'docker push ${HOST}/app' ${signals}`]);
      expect(asked).toEqual([]);
      expect(said.join()).toMatch(/run only upon/);
      expect(read([`trap 'rm -rf /tmp/x; echo stopped' ${signals}`]).said).toEqual([]);
    },
  );

  it('that is not known is said', () => {
    expect(read(['trap "$CLEANUP" EXIT']).said.join()).toMatch(/CLEANUP/);
  });
});

describe('a tool that may be an alias', () => {
  const push = `docker push ${HOST}/app`;

  it.each([`alias docker=podman\n${push}`, `alias docker='echo docker'\n${push} && echo done`])(
    'is said: %s',
    (run) => {
      const { asked, said } = read([run]);
      expect(asked).toEqual([]);
      expect(said.join()).toMatch(/`docker` may be an alias/);
    },
  );

  it.each([
    `alias docker=podman; unalias docker; ${push}`,
    `alias docker=podman\n\\${push}`,
    `alias docker=podman\ncommand ${push}`,
    `alias docker=podman\nbash -c '${push}'`,
    `alias ll='ls -l'\nll\n${push}`,
  ])('is run as it is: %s', (run) => {
    expect(read([run])).toEqual({ asked: pushed('app'), said: [] });
  });
});

describe('the directory before', () => {
  const files = { 'up.sh': `docker push ${HOST}/app\n`, 'api/up.sh': `docker push ${HOST}/no\n` };

  it.each(['cd api && cd "$OLDPWD" && sh up.sh', 'cd $CODEBUILD_SRC_DIR/api; cd ${OLDPWD}; sh up.sh'])(
    'is known by its variable: %s',
    (line) => expect(read([line], files)).toEqual({ asked: pushed('app'), said: [] }),
  );
});

describe('what Python prints of a variable', () => {
  it.each([
    `python3 -c "import os; print(os.environ['CODEBUILD_BUILD_ARN'].split(':')[4])"`,
    `python -c 'import os; print(os.getenv("CODEBUILD_BUILD_ARN").split(":")[4])'`,
    `python3 -c 'import os,sys; print(os.environ.get("CODEBUILD_BUILD_ARN").split(":")[4])'`,
  ])('is known: %s', (command) => {
    expect(read([`docker push $(${command}).dkr.ecr.us-west-2.amazonaws.com/app`]).asked).toEqual(
      pushed('app'),
    );
  });

  it('is not where there is no such part', () => {
    const command = `python3 -c "import os; print(os.environ['AWS_REGION'].split(':')[1])"`;
    expect(read([`docker push ${A}.dkr.ecr.$(${command}).amazonaws.com/app`]).asked).toEqual([]);
  });
});

describe('an endpoint of its own', () => {
  it.each([
    'aws --endpoint-url http://localhost:4566 sqs create-queue --queue-name q',
    'aws --endpoint http://localstack:4566 sqs create-queue --queue-name q',
    'AWS_ENDPOINT_URL=http://127.0.0.1:4566 aws s3 ls s3://bucket',
    'AWS_ENDPOINT_URL_S3=http://minio:9000 aws s3api get-object --bucket bucket --key k f',
    'AWS_ENDPOINT_URL_DYNAMODB=http://[::1]:8000 aws dynamodb scan --table-name t',
  ])('on the machine asks for nothing: %s', (line) => {
    expect(read([line])).toEqual({ asked: [], said: [] });
  });

  it.each([
    'aws --endpoint-url https://sqs.us-west-2.amazonaws.com sqs create-queue --queue-name q',
    'aws --endpoint-url https://vpce-0a1-b2.sqs.us-west-2.vpce.amazonaws.com sqs create-queue --queue-name q',
    'aws --endpoint-url "$ENDPOINT" sqs create-queue --queue-name q',
    'aws --endpoint-url "http://local$HOST" sqs create-queue --queue-name q',
    'AWS_ENDPOINT_URL_S3=http://minio:9000 aws sqs create-queue --queue-name q',
    'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true AWS_ENDPOINT_URL=http://localhost aws sqs create-queue --queue-name q',
  ])('of AWS, or one that is not known, is AWS: %s', (line) => {
    expect(read([line]).asked).toEqual([`sqs:CreateQueue arn:aws:sqs:us-west-2:${A}:q`]);
  });

  it('elsewhere is said', () => {
    expect(read(['aws --endpoint-url https://storage.acme.dev s3 ls s3://bucket'])).toEqual({
      asked: [],
      said: [expect.stringMatching(/sent to AWS by way of `storage\.acme\.dev` is not known/)],
    });
  });
});

describe('a command of another partition', () => {
  it('names its objects in it', () => {
    expect(
      read([
        'aws s3 cp a s3://site/a --region cn-north-1',
        'aws --region us-gov-west-1 sqs create-queue --queue-name q',
      ]).asked,
    ).toEqual([
      's3:PutObject arn:aws-cn:s3:::site/a',
      `sqs:CreateQueue arn:aws-us-gov:sqs:us-gov-west-1:${A}:q`,
    ]);
  });
});

describe('an access point', () => {
  const POINT = `arn:aws:s3:us-west-2:${A}:accesspoint/builds`;

  it('is named by its ARN', () => {
    expect(read([`aws s3 cp a s3://${POINT}/rel/a`, `aws s3 ls s3://${POINT}/rel/`]).asked).toEqual([
      `s3:ListBucket ${POINT}`,
      `s3:PutObject ${POINT}/object/rel/a`,
    ]);
    expect(read([`aws s3 sync d s3://${POINT}/$X/`]).asked).toContain(`s3:PutObject ${POINT}/object/*/*`);
  });
});

it('a run that overrides the roles of its task passes these', () => {
  const overrides = JSON.stringify({ taskRoleArn: `arn:aws:iam::${A}:role/migrator` });
  expect(
    read([`aws ecs run-task --cluster c --task-definition t:1 --overrides '${overrides}'`]).asked,
  ).toContain(`iam:PassRole arn:aws:iam::${A}:role/migrator`);
});
