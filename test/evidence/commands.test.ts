import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Project } from '#account/project.ts';
import { readBuildspec } from '#evidence/buildspec.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { type CommandsInput, readCommands } from '#evidence/shell/commands.ts';
import { build, ofAws, project } from './project.ts';

const fixtures = new URL('./fixtures/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, fixtures), 'utf8');

function evidenceOf(text: string, more: Partial<CommandsInput> = {}): readonly Evidence[] {
  const { buildspec } = readBuildspec(text);
  if (buildspec === null) return [];
  const script = (path: string) => (path.endsWith('Dockerfile') ? 'FROM alpine' : null);
  return ofAws(readCommands({ buildspec, project: project(), build: null, script, ...more }));
}

/** Evidence of a list of commands, each row in short: what is pushed or pulled, called, or not known. */
function short(
  commands: readonly string[],
  more: Partial<CommandsInput> = {},
  version = '0.2',
): readonly string[] {
  const text = JSON.stringify({ version, phases: { build: { commands } } });
  return evidenceOf(text, more).map((item) => {
    if (item.kind === 'unresolved') return `? ${item.why}`;
    if (item.kind !== 'use') return item.kind;
    const { use } = item;
    switch (use.kind) {
      case 'image-push':
      case 'image-pull':
        return `${use.kind === 'image-push' ? 'push' : 'pull'} ${use.repository.region}/${use.repository.name}:${use.tag ?? ''}`;
      case 'public-image-push':
        return `push public ${use.alias}/${use.name}`;
      case 'registry-login':
        return `login ${use.public ? 'public' : use.region}`;
      case 'aws-call':
        return `${use.action} ${use.resources.join(' ')}`;
      default:
        return use.kind;
    }
  });
}

const R = '111122223333.dkr.ecr.us-west-2.amazonaws.com';

describe('the commands of a buildspec', () => {
  it.each(readdirSync(fixtures).filter((name) => name.endsWith('.yml')))('%s', (name) => {
    const rows = evidenceOf(read(name)).map((item) =>
      item.kind === 'use'
        ? { where: item.source.where, use: item.use, through: (item.through ?? []).map(({ where }) => where) }
        : { where: item.source.where, why: item.kind === 'unresolved' ? item.why : item.kind },
    );
    expect(rows).toEqual(JSON.parse(read(name.replace('.yml', '.evidence.json'))));
  });

  it('are of grade declared, whatever gives the values of their variables', () => {
    const [login, push] = evidenceOf(read('docker-sample.yml'));
    expect([login?.grade, push?.grade]).toEqual(['declared', 'declared']);
    expect(push?.kind === 'use' ? push.through?.map(({ kind }) => kind) : []).toEqual([
      'project',
      'project',
      'project',
      'project',
    ]);
  });
});

describe('values of variables', () => {
  const variables = (
    name: string,
    value: string,
    type: 'PLAINTEXT' | 'PARAMETER_STORE' = 'PLAINTEXT',
  ): Project => project({ environment: { ...project().environment, variables: [{ name, value, type }] } });

  it('of the build come before those of the project, of the buildspec and of CodeBuild', () => {
    const push = [`docker push ${R}/$X`];
    const spec = `{version: 0.2, env: {variables: {X: of-buildspec}}, phases: {build: {commands: ["docker push ${R}/$X"]}}}`;
    const name = (items: readonly Evidence[]) =>
      items.map((item) =>
        item.kind === 'use' && item.use.kind === 'image-push' ? item.use.repository.name : null,
      );
    const own = build({ variables: [{ name: 'X', value: 'of-build', type: 'PLAINTEXT' }] });
    expect(name(evidenceOf(spec))).toEqual(['of-buildspec']);
    expect(name(evidenceOf(spec, { project: variables('X', 'of-project') }))).toEqual(['of-project']);
    expect(name(evidenceOf(spec, { project: variables('X', 'of-project'), build: own }))).toEqual([
      'of-build',
    ]);
    expect(short(push, { project: variables('AWS_REGION', 'eu-west-1') })[0]).toMatch(/^\? .*`X` is not set/);
    expect(
      short([`docker push 111122223333.dkr.ecr.$AWS_REGION.amazonaws.com/a`], {
        project: variables('AWS_REGION', 'eu-west-1'),
      }),
    ).toEqual(['push eu-west-1/a:']);
  });

  it('of a parameter are not known', () => {
    expect(short([`docker push ${R}/$X`], { project: variables('X', '/x', 'PARAMETER_STORE') })).toEqual([
      '? the address of the image pushed is not known: `X` is the value of a parameter',
    ]);
  });

  it('last from command to command in 0.2 and not in 0.1', () => {
    const commands = ['X=app', `docker push ${R}/$X`];
    expect(short(commands)).toEqual(['push us-west-2/app:']);
    expect(short(commands, {}, '0.1')[0]).toMatch(/^\?/);
  });
});

describe('the shell', () => {
  const name = (expression: string, before = '') => short([`${before}\ndocker push ${R}/${expression}`])[0];

  it.each([
    ['quotes', '\'a\'"b"c', '', 'abc'],
    ['a default', '${NONE:-app}', '', 'app'],
    ['an assigned default', '$X', ': ${X:=app}', 'app'],
    ['an alternative', '${X:+app}', 'X=1', 'app'],
    ['a removed prefix', '${X#*/}', 'X=refs/app', 'app'],
    ['a longest removed prefix', '${X##*/}', 'X=a/b/app', 'app'],
    ['a removed suffix', '${X%.git}', 'X=app.git', 'app'],
    ['a longest removed suffix', '${X%%-*}', 'X=app-1-2', 'app'],
    ['a replacement', '${X//_/-}', 'X=a_b_c', 'a-b-c'],
    ['lower case', '${X,,}', 'X=APP', 'app'],
    ['a slice', '${X:0:3}', 'X=application', 'app'],
    ['a substitution', '$(echo app)', '', 'app'],
    ['backticks', '`echo app`', '', 'app'],
    ['cut', '$(echo a:b:c | cut -d: -f2)', '', 'b'],
    ['awk', "$(echo a:b:c | awk -F: '{print $3}')", '', 'c'],
    ['tr', "$(echo APP | tr '[:upper:]' '[:lower:]')", '', 'app'],
    ['sed', "$(echo a/b | sed 's#a/#x-#')", '', 'x-b'],
    ['basename', '$(basename path/to/app.git .git)', '', 'app'],
    ['printf', '$(printf "%s-%s" a b)', '', 'a-b'],
    ['a here-string', '$(cat <<< app)', '', 'app'],
    ['an appended value', '$X', 'X=a; X+=pp', 'app'],
    ['an array element', '${X[1]}', 'X=(no app)', 'app'],
    ['a known condition', '$X', 'if [[ $IMAGE_TAG == v* ]]; then X=yes; else X=no; fi', 'yes'],
    ['a known case', '$X', 'case $IMAGE_TAG in v1|v2) X=yes;; *) X=no;; esac', 'yes'],
    ['a condition with both ways alike', '$X', 'if curl x; then X=a; else X=a; fi', 'a'],
    ['an export', '$X', 'export X=app', 'app'],
    ['eval', '$X', 'eval "X=app"', 'app'],
    ['a local variable, which ends with its function', '$X', 'X=app; f() { local X=no; }; f', 'app'],
    ['a subshell, which changes nothing outside', '$X', 'X=app; (X=no)', 'app'],
    [
      "the account out of the build's ARN",
      'a$(echo ${CODEBUILD_BUILD_ARN} | cut -d: -f5)',
      '',
      'a111122223333',
    ],
    ['the region the CLI is set to', '$(aws configure get region)', '', 'us-west-2'],
  ])('knows %s', (...[, expression, before, expected]) => {
    expect(name(expression, before)).toBe(`push us-west-2/${expected}:`);
  });

  it.each([
    ['the output of a command', '$X', 'X=$(git describe)', 'output of `git`'],
    ['the commit', '$X', 'X=$(git rev-parse HEAD)', 'the commit that is built'],
    ['arithmetic with what is not known', '$((RANDOM+1))', '', 'a number is not known'],
    [
      'what a condition decides of something that is not known',
      '$X',
      'X=a; if curl x; then X=$(git describe); fi',
      'output of `git`',
    ],
    ['what is read', '$X', 'read X', '`X` is read while running'],
    ['the file of a loop', '$x', 'for x in *; do true; done', '`x` goes through a list that is not known'],
    [
      'a field of what is not known',
      '$(echo $CODEBUILD_RESOLVED_SOURCE_VERSION | cut -d- -f2)',
      '',
      '`CODEBUILD_RESOLVED_SOURCE_VERSION` is known only while running',
    ],
    ["the ID in the build's ARN", '$(echo $CODEBUILD_BUILD_ARN | cut -d: -f7)', '', 'the ID of the build'],
    [
      'an unset variable',
      '$X',
      'X=app; unset X',
      '`X` is not set by the project, the buildspec or CodeBuild',
    ],
  ])('does not guess %s', (...[, expression, before, why]) => {
    expect(name(expression, before)).toBe(`? the address of the image pushed is not known: ${why}`);
  });

  it('reads scripts of the source where it is given them', () => {
    const script = (path: string) =>
      path === 'ci/push.sh' ? `#!/bin/sh\n\ndocker push ${R}/$1:$IMAGE_TAG\n` : null;
    const [push] = evidenceOf(`{version: 0.2, phases: {build: {commands: ["./ci/push.sh app"]}}}`, {
      script,
    });
    expect(push).toMatchObject({
      kind: 'use',
      source: { where: 'ci/push.sh line 3' },
      use: { repository: { name: 'app' }, tag: 'v1' },
    });
    expect(short(['bash ci/other.sh'], { script })).toEqual(['? script `ci/other.sh` was not read']);
  });

  it('ends loops and recursions', () => {
    expect(short(['f() { f; f; }', 'f']).length).toBeLessThanOrEqual(2);
    expect(
      short([`${'for i in 1 2 3 4 5 6 7 8 9 0; do '.repeat(8)} echo; ${'done; '.repeat(8)}`]).length,
    ).toBe(1);
    expect(short([`X=1\n${'X=$X$X$X$X\n'.repeat(60)}docker push ${R}/$X`])).toEqual([
      '? the address of the image pushed is not known: its text is too long to follow',
    ]);
  });
});

describe('tools', () => {
  it.each([
    [`docker image push ${R}/a:1`, ['push us-west-2/a:1']],
    [`docker build -t ${R}/a:1 .`, []],
    [`docker build --push -t ${R}/a:1 .`, ['push us-west-2/a:1']],
    [`docker buildx build --output type=image,name=${R}/a,push=true .`, ['push us-west-2/a:']],
    [`docker buildx build --output=type=registry -t ${R}/a .`, ['push us-west-2/a:']],
    [`docker buildx build -o type=local,dest=out .`, []],
    [`docker buildx build --cache-from type=gha --cache-to type=inline .`, []],
    [
      `docker buildx imagetools create -t ${R}/a:1 ${R}/a:amd ${R}/a:arm`,
      ['push us-west-2/a:1', 'pull us-west-2/a:amd', 'pull us-west-2/a:arm'],
    ],
    [`docker manifest create ${R}/a:1 ${R}/a:amd`, ['pull us-west-2/a:amd']],
    [`docker manifest push ${R}/a:1`, ['push us-west-2/a:1']],
    [`docker run --rm -e X=1 -v /a:/b ${R}/tool:2 docker push ${R}/not-this`, ['pull us-west-2/tool:2']],
    [
      `docker run -v $PWD:/w gcr.io/kaniko-project/executor:v1 --destination=${R}/a:1`,
      [
        'push us-west-2/a:1',
        '? the base images that its Dockerfile names may need more, and it was not read',
      ],
    ],
    ['docker push node:20', []],
    ['docker push public.ecr.aws/a1b2/app:1', ['push public a1b2/app']],
    [
      'docker push .dkr.ecr.us-west-2.amazonaws.com/app',
      [
        '? `.dkr.ecr.us-west-2.amazonaws.com/app` is no address of a registry: expected `ACCOUNT.dkr.ecr.REGION.amazonaws.com`',
      ],
    ],
    [
      'docker buildx bake --push',
      ['? the images of `docker buildx bake` are named in its file, which was not read'],
    ],
    [
      'docker compose -f c.yml push',
      ['? the images of `docker compose` are named in its file, which was not read'],
    ],
    [`podman push local ${R}/a:1`, ['push us-west-2/a:1']],
    [`buildah push img docker://${R}/a:1`, ['push us-west-2/a:1']],
    [`buildah bud -t ${R}/a .`, []],
    [
      `/kaniko/executor --destination ${R}/a:1 --cache`,
      [
        'push us-west-2/a:1',
        'push us-west-2/a/cache:',
        'pull us-west-2/a/cache:',
        '? the base images that its Dockerfile names may need more, and it was not read',
      ],
    ],
    [
      `executor --destination ${R}/a:1 --no-push`,
      ['? the base images that its Dockerfile names may need more, and it was not read'],
    ],
    [`crane tag ${R}/a:1 2`, ['push us-west-2/a:1']],
    [
      `crane ls ${R}/a`,
      ['login us-west-2', `ecr:ListImages arn:aws:ecr:us-west-2:111122223333:repository/a`],
    ],
    [`skopeo copy --dest-creds AWS:x oci:dir docker://${R}/a:1`, ['push us-west-2/a:1']],
    [`skopeo inspect docker://${R}/a:1`, ['pull us-west-2/a:1']],
    [`oras pull ${R}/a:1`, ['pull us-west-2/a:1']],
    [`helm push web-1.2.3.tgz oci://${R}/charts`, ['push us-west-2/charts/web:']],
    [`helm template web oci://${R}/charts/web --version 1`, ['pull us-west-2/charts/web:']],
    [`mvn -B compile jib:build -Dimage=${R}/a:1`, ['push us-west-2/a:1']],
    [
      `mvn spring-boot:build-image -Dspring-boot.build-image.imageName=${R}/a:1 -Dspring-boot.build-image.publish=true`,
      ['push us-west-2/a:1'],
    ],
    [`./gradlew bootBuildImage --imageName=${R}/a:1 --publishImage`, ['push us-west-2/a:1']],
    [`mvn spring-boot:build-image -Dspring-boot.build-image.imageName=${R}/a:1`, []],
    ['npm ci && npm test && echo done', []],
    ['npx aws-cdk@2 synth', ['? `cdk synth` asks AWS what the app looks up, which is in its own files']],
    ['terraform version', []],
    [
      'terraform apply -auto-approve',
      [
        '? the calls of `terraform` cannot be read from its command line: what it deploys is in its own files',
      ],
    ],
    [
      'restic backup .',
      [
        '? the calls of `restic` cannot be read from its command line: its repository may be named in its environment',
      ],
    ],
    ['constructor toString __proto__', []],
    [`echo ${R}/a:1 | xargs docker push`, ['push us-west-2/a:1']],
    [`printf 'a\\n' | xargs -I {} docker push ${R}/{}:1`, ['push us-west-2/a:1']],
    [
      `cat images.txt | xargs -n1 docker push`,
      ['? the address of the image pushed is not known: output of `cat`'],
    ],
    [`parallel docker push ${R}/{}:1 ::: a b`, ['push us-west-2/a:1', 'push us-west-2/b:1']],
    [`parallel --halt now,fail=1 -j 2 docker push ::: ${R}/a:1`, ['push us-west-2/a:1']],
    [
      `parallel ::: "docker push ${R}/a:1" 'docker push ${R}/b:1'`,
      ['push us-west-2/a:1', 'push us-west-2/b:1'],
    ],
    [
      `parallel docker push ${R}/{1}:{2} ::: a b ::: 1 2`,
      ['push us-west-2/a:1', 'push us-west-2/a:2', 'push us-west-2/b:1', 'push us-west-2/b:2'],
    ],
    [`parallel docker push ${R}/{/.}:{1//} ::: v1/a.tar`, ['push us-west-2/a:v1']],
    [
      `parallel docker push ${R}/{#} ::: a`,
      ['? the address of the image pushed is not known: `parallel` numbers what it runs'],
    ],
    [
      `parallel --link docker push ${R}/{1}:{2} ::: a :::+ 1`,
      ['? the address of the image pushed is not known: what `parallel` reads is not known'],
    ],
    [
      `parallel -a images.txt docker push`,
      ['? the address of the image pushed is not known: what `parallel` reads is not known'],
    ],
    [
      `seq 1 66 | xargs -I{} docker push ${R}/a:{}`,
      [...Array.from({ length: 64 }, (_, index) => `push us-west-2/a:${index + 1}`), 'push us-west-2/a:'],
    ],
    [`export X=$(docker push ${R}/a); docker push ${R}/a`, ['push us-west-2/a:']],
  ])('%s', (command, expected) => expect(short([command])).toEqual(expected));
});

describe('the AWS CLI', () => {
  const arn = (service: string, resource: string) => `arn:aws:${service}:us-west-2:111122223333:${resource}`;

  it.each([
    ['aws ecr get-login-password', ['login us-west-2']],
    ['aws --region eu-west-1 ecr get-login-password', ['login eu-west-1']],
    ['AWS_REGION=eu-west-1 aws ecr get-login-password', ['login eu-west-1']],
    ['aws ecr-public get-login-password --region us-east-1', ['login public']],
    ['aws sts get-caller-identity', []],
    ['aws --version; aws configure set region x', []],
    [
      'aws ecr describe-images --repository-name a --registry-id 444455556666',
      ['ecr:DescribeImages arn:aws:ecr:us-west-2:444455556666:repository/a'],
    ],
    ['aws ecr describe-repositories', [`ecr:DescribeRepositories ${arn('ecr', 'repository/*')}`]],
    [
      'aws ecr describe-repositories --repository-names a b',
      [`ecr:DescribeRepositories ${arn('ecr', 'repository/a')} ${arn('ecr', 'repository/b')}`],
    ],
    ['aws ecr describe-registry', ['ecr:DescribeRegistry *']],
    [
      'aws logs filter-log-events --log-group-name /team/builds',
      [`logs:FilterLogEvents ${arn('logs', 'log-group:/team/builds:*')}`],
    ],
    ['aws ssm get-parameter --name /team/db', [`ssm:GetParameter ${arn('ssm', 'parameter/team/db')}`]],
    [
      'aws ecr put-image --repository-name a --image-tag x --image-manifest "$M"',
      [`ecr:PutImage ${arn('ecr', 'repository/a')}`],
    ],
    [
      'aws ecr wait image-scan-complete --repository-name a --image-id imageTag=1',
      [`ecr:DescribeImageScanFindings ${arn('ecr', 'repository/a')}`],
    ],
    [
      'aws s3 cp --acl public-read a.txt s3://bucket/a.txt',
      ['s3:PutObject arn:aws:s3:::bucket/a.txt', 's3:PutObjectAcl arn:aws:s3:::bucket/a.txt'],
    ],
    ['aws s3 cp s3://bucket/a.txt -', ['s3:GetObject arn:aws:s3:::bucket/a.txt']],
    [
      'aws s3 cp --recursive s3://bucket/dir out',
      ['s3:ListBucket arn:aws:s3:::bucket', 's3:GetObject arn:aws:s3:::bucket/dir/*'],
    ],
    [
      'aws s3 sync dist s3://bucket --delete',
      [
        's3:ListBucket arn:aws:s3:::bucket',
        's3:PutObject arn:aws:s3:::bucket/*',
        's3:DeleteObject arn:aws:s3:::bucket/*',
      ],
    ],
    [
      'aws s3 cp a s3://$NONE/a',
      [
        '? `aws s3 cp` uses a path that is not known: `NONE` is not set by the project, the buildspec or CodeBuild',
      ],
    ],
    ['aws s3api head-object --bucket b --key k', ['s3:GetObject arn:aws:s3:::b/k']],
    ['aws s3api list-buckets', ['s3:ListAllMyBuckets *']],
    [
      'aws lambda invoke --function-name f out.json',
      [`lambda:InvokeFunction ${arn('lambda', 'function:f')}`],
    ],
    [
      'aws lambda create-function --function-name f --role arn:aws:iam::111122223333:role/r',
      [
        `lambda:CreateFunction ${arn('lambda', 'function:f')}`,
        'iam:PassRole arn:aws:iam::111122223333:role/r',
      ],
    ],
    ['aws ecs update-service --service w', [`ecs:UpdateService ${arn('ecs', 'service/default/w')}`]],
    [
      `aws ecs update-service --cluster ${arn('ecs', 'cluster/prod')} --service w`,
      [`ecs:UpdateService ${arn('ecs', 'service/prod/w')}`],
    ],
    [
      'aws ssm get-parameter --name /app/x --with-decryption',
      [`ssm:GetParameter ${arn('ssm', 'parameter/app/x')}`],
    ],
    [
      'aws secretsmanager get-secret-value --secret-id s',
      [`secretsmanager:GetSecretValue ${arn('secretsmanager', 'secret:s-??????')}`],
    ],
    [
      'aws cloudfront create-invalidation --distribution-id E1 --paths "/*"',
      ['cloudfront:CreateInvalidation arn:aws:cloudfront::111122223333:distribution/E1'],
    ],
    ['aws eks update-kubeconfig --name c', [`eks:DescribeCluster ${arn('eks', 'cluster/c')}`]],
    ['aws ec2 describe-vpcs', ['ec2:DescribeVpcs *']],
    [
      'aws codeartifact login --tool npm --domain d --repository r',
      [
        `codeartifact:GetAuthorizationToken ${arn('codeartifact', 'domain/d')}`,
        'sts:GetServiceBearerToken *',
        `codeartifact:GetRepositoryEndpoint ${arn('codeartifact', 'repository/d/r')}`,
        `codeartifact:ReadFromRepository ${arn('codeartifact', 'repository/d/r')}`,
      ],
    ],
    [
      'aws cloudformation create-stack --stack-name s --template-body x',
      [
        `cloudformation:CreateStack ${arn('cloudformation', 'stack/s/*')}`,
        '? `aws cloudformation create-stack`: what its template makes is not read',
      ],
    ],
    [
      'aws cloudformation create-stack --stack-name s --role-arn arn:aws:iam::111122223333:role/r',
      [
        `cloudformation:CreateStack ${arn('cloudformation', 'stack/s/*')}`,
        'iam:PassRole arn:aws:iam::111122223333:role/r',
      ],
    ],
    [
      'aws ecr describe-images --repository-name file://name',
      [
        '? `aws ecr describe-images` calls `ecr:DescribeImages`, on a resource that is named in a form that is not followed',
      ],
    ],
    [
      'aws ecr describe-images --profile other --repository-name a',
      [
        "? it runs with the credentials of the profile `other`, which no command that was read writes, not with the role's",
      ],
    ],
    ['aws rds start-db-instance --db-instance-identifier x', [`rds:StartDBInstance ${arn('rds', 'db:x')}`]],
    ['aws kinesis put-record --stream-name s --data d', [`kinesis:PutRecord ${arn('kinesis', 'stream/s')}`]],
    [
      'aws sns publish --topic-arn arn:aws:sns:us-west-2:111122223333:t --message m',
      ['sns:Publish arn:aws:sns:us-west-2:111122223333:t'],
    ],
    ['aws rds describe-db-engine-versions', ['rds:DescribeDBEngineVersions *']],
    [
      'aws sqs send-message --queue-url https://sqs.us-west-2.amazonaws.com/111122223333/q',
      ['sqs:SendMessage arn:aws:sqs:us-west-2:111122223333:q'],
    ],
    [
      'aws sqs purge-queue --queue-url http://localhost:9324/queue/q',
      ['? `aws sqs purge-queue` calls `sqs:PurgeQueue`, on a resource that its arguments do not name'],
    ],
    [
      'aws kms decrypt --key-id alias/app --ciphertext-blob fileb://x',
      [`kms:Decrypt ${arn('kms', 'key/*')}`],
    ],
    [
      'aws kms sign --key-id arn:aws:kms:eu-west-1:444455556666:alias/app --message a',
      ['kms:Sign arn:aws:kms:eu-west-1:444455556666:key/*'],
    ],
    [
      'aws kms re-encrypt --source-key-id alias/a --destination-key-id alias/b --ciphertext-blob fileb://x',
      [
        '? `aws kms re-encrypt` calls `kms:ReEncryptFrom`, on the key behind an alias: a policy names a key by its own ARN, which the alias does not tell',
        '? `aws kms re-encrypt` calls `kms:ReEncryptTo`, on the key behind an alias: a policy names a key by its own ARN, which the alias does not tell',
      ],
    ],
    ['aws kms decrypt --key-id 1234abcd-12ab', [`kms:Decrypt ${arn('kms', 'key/1234abcd-12ab')}`]],
    [
      'aws glue create-job --name j --role arn:aws:iam::111122223333:role/glue',
      [`glue:CreateJob ${arn('glue', 'job/j')}`, 'iam:PassRole arn:aws:iam::111122223333:role/glue'],
    ],
    [
      'aws ecr create-repository-creation-template --prefix a --applied-for CREATE_ON_PUSH --custom-role-arn arn:aws:iam::111122223333:role/ecr',
      ['ecr:CreateRepositoryCreationTemplate *', 'iam:PassRole arn:aws:iam::111122223333:role/ecr'],
    ],
    [
      'aws ecr no-such-thing --repository-name a',
      ['? `aws ecr no-such-thing` is no action that the catalog lists'],
    ],
  ])('%s', (command, expected) => expect(short([command])).toEqual(expected));
});

describe('any text at all', () => {
  it('gives evidence, never a throw', () => {
    const piece = fc.constantFrom(
      ...'$ ( ) { } [ ] < > | & ; \' " ` \\ # = : / * ? ~ ! ^ % @ + - , .'.split(' '),
      ' ',
      '\n',
      '<<EOF\n',
      'EOF\n',
      'if ',
      'then ',
      'fi ',
      'for x in ',
      'do ',
      'done ',
      'case ',
      'esac ',
      'aws ',
      'ecr ',
      'docker ',
      'push ',
      '--tag ',
      '-t',
      `${R}/a`,
      's3://b/k',
      '$X',
      '${X',
      '}',
      '$((',
      '))',
      'f() ',
      'eval ',
      'sh -c ',
      'X=',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 40 }),
        (pieces) => {
          for (const item of evidenceOf(
            JSON.stringify({ version: '0.2', phases: { build: { commands: [pieces.join('')] } } }),
          )) {
            expect(['use', 'unresolved']).toContain(item.kind);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });

  it.each([
    '('.repeat(50_000),
    '$('.repeat(20_000),
    '`'.repeat(9999),
    '{ '.repeat(20_000),
    'if '.repeat(20_000),
    `echo ${'"${a:-'.repeat(5000)}`,
    'a'.repeat(2 << 20),
  ])('is bounded', (text) => expect(Array.isArray(short([text]))).toBe(true));
});
