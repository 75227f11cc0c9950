/** What commands leave to other files of the source: Dockerfiles, compose files, bake files; and where those are found. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBuildspec } from '#evidence/buildspec.ts';
import { readCommands } from '#evidence/shell/commands.ts';
import { ofAws, project } from './project.ts';

const R = '111122223333.dkr.ecr.us-west-2.amazonaws.com';

function rows(commands: readonly string[], files: Readonly<Record<string, string>>, version = '0.2') {
  const { buildspec } = readBuildspec(JSON.stringify({ version, phases: { build: { commands } } }));
  if (buildspec === null) throw new Error('no buildspec');
  const script = (path: string) => files[path] ?? null;
  return ofAws(readCommands({ buildspec, project: project(), build: null, script })).map((one) => {
    if (one.kind === 'unresolved') return `? ${one.why}`;
    if (one.kind !== 'use') return one.kind;
    const { use } = one;
    const isImage = use.kind === 'image-push' || use.kind === 'image-pull';
    return `${use.kind} ${isImage ? use.repository.name : ''} @ ${one.source.where}`;
  });
}
const UNREAD = '? the base images that its Dockerfile names may need more, and it was not read';

describe('a Dockerfile', () => {
  it('takes images of ECR from where it says, stages and other registries aside', () => {
    const dockerfile = [
      '# syntax=docker/dockerfile:1',
      `ARG REGISTRY=${R}`,
      'ARG TAG',
      'FROM --platform=$BUILDPLATFORM ${REGISTRY}/base:${TAG:-1} AS build',
      'RUN --mount=type=bind,from=111122223333.dkr.ecr.us-west-2.amazonaws.com/tools,target=/t \\',
      '  # a comment in between',
      '  make',
      'FROM alpine:3',
      'COPY --from=build /a /b',
      `COPY --from=${R}/certs:2 /a /b`,
      'COPY --from=0 /c /d',
    ].join('\n');
    expect(rows(['docker build .'], { Dockerfile: dockerfile })).toEqual([
      'image-pull base @ Dockerfile line 4',
      'image-pull tools @ Dockerfile line 5',
      'image-pull certs @ Dockerfile line 10',
    ]);
  });

  it('is filled with build arguments, and is not guessed at without them', () => {
    const files = { Dockerfile: 'ARG BASE\nFROM ${BASE}' };
    expect(rows([`docker build --build-arg BASE=${R}/base .`], files)).toEqual([
      'image-pull base @ Dockerfile line 2',
    ]);
    expect(rows([`export BASE=${R}/own`, 'docker build --build-arg BASE .'], files)).toEqual([
      'image-pull own @ Dockerfile line 2',
    ]);
    expect(rows(['docker build .'], files)).toEqual([
      '? the address of the image pulled is not known: build argument `BASE` is not known',
    ]);
  });

  it('is found by option, context and directory', () => {
    const from = (name: string) => `FROM ${R}/${name}`;
    const files = {
      'docker/web.Dockerfile': from('a'),
      'api/Dockerfile': from('b'),
      'api/worker/Dockerfile': from('c'),
      Dockerfile: from('root'),
    };
    expect(rows(['docker build -f docker/web.Dockerfile .'], files)).toEqual([
      'image-pull a @ docker/web.Dockerfile line 1',
    ]);
    expect(rows(['docker build api/'], files)).toEqual(['image-pull b @ api/Dockerfile line 1']);
    expect(rows(['cd api/worker', 'docker build .'], files)).toEqual([
      'image-pull c @ api/worker/Dockerfile line 1',
    ]);
    expect(rows(['cd api/worker', 'docker build .'], files, '0.1')).toEqual([
      'image-pull root @ Dockerfile line 1',
    ]);
    expect(rows(['(cd api && docker build .)', 'docker build .'], files)).toEqual([
      'image-pull b @ api/Dockerfile line 1',
      'image-pull root @ Dockerfile line 1',
    ]);
    expect(rows(['cd api', 'cd $CODEBUILD_SRC_DIR/api/worker && docker build ..'], files)).toEqual([
      'image-pull b @ api/Dockerfile line 1',
    ]);
  });

  it.each(['cd ../elsewhere', 'cd /tmp', 'cd', 'cd $SOMEWHERE'])('is not looked for after `%s`', (cd) => {
    expect(rows([cd, 'docker build .'], { Dockerfile: `FROM ${R}/root` })).toEqual([UNREAD]);
  });

  it('that was not read is said once', () => {
    expect(rows(['docker build a', 'docker build b', 'docker build https://x/y.git'], {})).toEqual([
      `${UNREAD} (3 commands in all)`,
    ]);
  });

  it('of any text gives a result', () => {
    const line = fc.constantFrom('FROM ', 'ARG A=', 'COPY --from=', '$A', '${', '}', '\\\n', ' AS ', '\n', R);
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string())), (parts) => {
        expect(Array.isArray(rows(['docker build .'], { Dockerfile: parts.join('') }))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('docker compose', () => {
  const file = [
    'services:',
    '  web:',
    '    image: ${REGISTRY}/web:${TAG:-1}',
    '    build: {context: web, args: {BASE: base}, cache_from: ["type=registry,ref=${REGISTRY}/cache"]}',
    '  proxy:',
    '    image: ${REGISTRY}/proxy',
    '  db:',
    '    image: postgres',
  ].join('\n');
  const files = {
    'compose.yaml': file,
    'web/Dockerfile': `ARG BASE\nFROM ${R}/\${BASE}`,
  };
  const run = (verb: string) => rows([`export REGISTRY=${R}`, verb], files);

  it('pushes what it builds and pulls the rest', () => {
    expect(run('docker compose push')).toEqual(['image-push web @ buildspec line 1']);
    expect(run('docker-compose pull')).toEqual([
      'image-pull web @ buildspec line 1',
      'image-pull proxy @ buildspec line 1',
    ]);
    expect(run('docker compose build --push')).toEqual([
      'image-push web @ buildspec line 1',
      'image-pull cache @ buildspec line 1',
      'image-pull base @ web/Dockerfile line 2',
    ]);
    expect(run('docker compose up -d')).toContain('image-pull proxy @ buildspec line 1');
    expect(run('docker compose pull proxy')).toEqual(['image-pull proxy @ buildspec line 1']);
  });

  it('takes what services share by an anchor', () => {
    const shared = `x-image: &app {image: ${R}/web, build: .}\nservices:\n  web: {<<: *app}\n  job:\n    <<: [*app]\n    image: ${R}/job\n`;
    expect(rows(['docker compose push'], { 'compose.yaml': shared })).toEqual([
      'image-push web @ buildspec line 1',
      'image-push job @ buildspec line 1',
    ]);
  });

  it('is named as unread where its file is not at hand, or is none', () => {
    const unread = ['? the images of `docker compose` are named in its file, which was not read'];
    expect(rows(['docker compose push'], {})).toEqual(unread);
    expect(rows(['docker compose -f other.yml push'], files)).toEqual(unread);
    expect(rows(['docker compose push'], { 'compose.yaml': 'services: [a, b' })).toEqual(unread);
    const bomb = `a: &a [x, x]\n${Array.from({ length: 30 }, (_, n) => `b${n}: &b${n} [${n === 0 ? '*a, *a' : `*b${n - 1}, *b${n - 1}`}]`).join('\n')}\nservices: {x: {image: *b29}}`;
    expect(rows(['docker compose push'], { 'compose.yaml': bomb })).toEqual(unread);
  });
});

describe('what compose takes from files of variables', () => {
  const compose = 'services:\n  web:\n    build: .\n    image: ${REGISTRY}/${NAME}\n';

  it('is beside its file, as the build left it, behind what the environment sets', () => {
    const files = { 'app/compose.yaml': compose, 'app/.env': 'NAME=no\nNAME=web\nREGISTRY=elsewhere\n' };
    const run = (...commands: readonly string[]) =>
      rows([...commands, 'docker compose -f app/compose.yaml push'], files);
    expect(run()).toEqual([]);
    expect(run(`echo "REGISTRY=${R}" >> app/.env`)).toEqual(['image-push web @ buildspec line 1']);
    expect(run(`export REGISTRY=${R} NAME=own`)).toEqual(['image-push own @ buildspec line 1']);
    expect(run('echo "REGISTRY=$HOST" >> app/.env')).toEqual([
      '? the address of the image pushed is not known: `HOST` is not set by the project, the buildspec or CodeBuild',
    ]);
  });

  it('is in a file that the command names', () => {
    const files = { 'compose.yaml': compose, '.env': 'NAME=no\n', 'ci.env': `NAME=web\nREGISTRY="${R}"\n` };
    expect(rows(['docker compose --env-file ci.env push'], files)).toEqual([
      'image-push web @ buildspec line 1',
    ]);
  });
});

describe('a container that compose starts', () => {
  const of = (service: string) => ({
    'compose.yaml': `services:\n  tf: ${service}\n  db: {image: postgres}\n`,
  });
  const said = [expect.stringMatching(/calls from within its container, and as whom, is not read/)];

  it.each([
    '{image: "hashicorp/terraform:1.9"}',
    '{build: ., environment: [AWS_ACCESS_KEY_ID, STAGE=1]}',
    '{build: ., environment: {AWS_SESSION_TOKEN: "${AWS_SESSION_TOKEN}"}}',
    '{image: python, volumes: ["~/.aws:/root/.aws:ro"]}',
    '{image: debian, command: "aws s3 ls s3://b"}',
    '{image: python, env_file: own.env}',
  ])('may call AWS as the build: %s', (service) => {
    const files = {
      ...of(service),
      'own.env': 'AWS_ACCESS_KEY_ID=x\n',
      Dockerfile: 'FROM scratch',
    };
    expect(rows(['docker compose run --rm tf plan'], files)).toEqual(said);
    expect(rows(['docker compose up -d'], files)).toEqual(said);
    expect(rows(['docker compose up -d db'], files)).toEqual([]);
    expect(rows(['docker compose build'], files)).toEqual([]);
  });

  it.each([
    '{image: localstack/localstack, environment: {AWS_ACCESS_KEY_ID: test}}',
    '{image: python, environment: [AWS_ACCESS_KEY_ID=test, AWS_SESSION_TOKEN=]}',
  ])('is no question with credentials that are written out: %s', (service) => {
    expect(rows(['docker compose up -d'], of(service))).toEqual([]);
  });
});

describe('docker buildx bake', () => {
  const json = JSON.stringify({
    group: { default: { targets: ['web', 'all'] }, all: { targets: ['api', 'all'] } },
    target: {
      base: { context: 'web', args: { BASE: 'base' } },
      web: {
        inherits: ['base'],
        tags: [`${R}/web:1`],
        'cache-to': [`type=registry,ref=${R}/cache`],
      },
      api: { context: 'web', tags: [`${R}/api:1`], output: ['type=registry'] },
      unused: { tags: [`${R}/unused`] },
    },
  });
  const files = { 'docker-bake.json': json, 'web/Dockerfile': `ARG BASE=x\nFROM ${R}/\${BASE}` };

  it('reads the targets of a JSON file', () => {
    const found = rows(['docker buildx bake --push'], files);
    expect(found).toContain('image-push web @ buildspec line 1');
    expect(found).toContain('image-push api @ buildspec line 1');
    expect(found).toContain('image-push cache @ buildspec line 1');
    expect(found).toContain('image-pull base @ web/Dockerfile line 2');
    expect(found.join()).not.toContain('unused');
    expect(rows(['docker buildx bake web'], files)).not.toContain('image-push web @ buildspec line 1');
  });

  it.each<readonly [string, string, readonly string[]]>([
    ['a variable', `variable "T" { default = "app" }\ntarget "default" { tags = ["${R}/\${T}:1"] }`, ['app']],
    [
      'a variable of the environment',
      `variable "IMAGE_REPO_NAME" {}\ntarget "default" { tags = ["${R}/\${IMAGE_REPO_NAME}"] }`,
      ['tracker_api'],
    ],
    [
      'a variable made of another',
      `variable "R" { default = "${R}" }\nvariable "I" { default = "\${R}/app" }\ntarget "default" { tags = ["\${I}:1"] }`,
      ['app'],
    ],
    [
      'groups of groups',
      `group "default" { targets = ["all"] }\ngroup "all" { targets = ["a", "b"] }\ntarget "a" { tags = ["${R}/a"] }\ntarget "b" { tags = ["${R}/b"] }`,
      ['a', 'b'],
    ],
    [
      'what is inherited',
      `target "_common" { tags = ["${R}/app"] }\ntarget "mid" { inherits = ["_common"] }\ntarget "default" { inherits = ["mid"] }`,
      ['app'],
    ],
    [
      'a matrix',
      `target "default" {\n  name = "app-\${n}"\n  matrix = { n = ["a", "b"] }\n  tags = ["${R}/\${n}"]\n}`,
      ['a', 'b'],
    ],
    [
      'a matrix of objects',
      `target "default" {\n  name = i.n\n  matrix = { i = [{ n = "a" }, { n = "b" }] }\n  tags = ["${R}/\${i.n}"]\n}`,
      ['a', 'b'],
    ],
    [
      'a condition',
      `variable "V" { default = "" }\ntarget "default" { tags = ["${R}/app:1", V != "" ? "${R}/other" : "", notequal("", V) ? "${R}/other" : ""] }`,
      ['app'],
    ],
    [
      'lists put together',
      `target "default" { tags = concat(["${R}/a"], [join("/", ["${R}", "b"])]) }`,
      ['a', 'b'],
    ],
    [
      'comments, blocks within blocks, platforms',
      `# x\n// y\n/* z */\nvariable "V" {\n  default = "1"\n  validation {\n    condition = V > 0\n    error_message = "no"\n  }\n}\ntarget "default" {\n  platforms = ["linux/amd64"]\n  labels = { "a.b" = "c" }\n  tags = ["${R}/app:\${V}"]\n}`,
      ['app'],
    ],
    [
      'a tag that is not known',
      `target "default" { tags = ["${R}/app:\${formatdate("x", timestamp())}"] }`,
      ['app'],
    ],
  ])('reads %s in HCL', (_, hcl, names) => {
    const found = rows(['docker buildx bake --push'], { 'docker-bake.hcl': hcl, Dockerfile: 'FROM scratch' });
    expect(found).toEqual(names.map((name) => `image-push ${name} @ buildspec line 1`));
  });

  it('reads what is set on the command line, and services of compose', () => {
    const own = {
      'b.hcl': `target "a" { tags = ["${R}/a"] }\ntarget "b" { tags = ["${R}/b"] }`,
      'docker-compose.yml': `services:\n  web: {build: ., image: ${R}/web}\n  db: {image: postgres}`,
      Dockerfile: 'FROM scratch',
    };
    const set = `--set '*.tags=${R}/x' --set 'a.tags=${R}/y' --set '*.output=type=registry'`;
    expect(rows([`docker buildx bake -f b.hcl ${set} a`], own)).toEqual(['image-push y @ buildspec line 1']);
    expect(rows([`docker buildx bake -f b.hcl ${set} b`], own)).toEqual(['image-push x @ buildspec line 1']);
    expect(rows(['docker buildx bake --push'], own)).toEqual(['image-push web @ buildspec line 1']);
  });

  it('says what is not there, and a form of HCL that is not followed', () => {
    const unread = ['? the images of `docker buildx bake` are named in its file, which was not read'];
    expect(rows(['docker buildx bake'], { 'docker-bake.hcl': 'target "x" {}' })).toEqual(unread);
    expect(rows(['docker buildx bake'], {})).toEqual(unread);
    expect(
      rows(['docker buildx bake'], { 'docker-bake.hcl': 'target "default" { tags = <<E\nE\n}' }),
    ).toEqual(['? the targets of `docker buildx bake` are written in a form of HCL that is not followed']);
    const each = `target "default" { tags = [for t in ["a"] : "${R}/\${t}"] }`;
    expect(
      rows(['docker buildx bake --push'], { 'docker-bake.hcl': each, Dockerfile: 'FROM scratch' }),
    ).toEqual([
      '? the address of the image pushed is not known: it is an expression of HCL that is not followed',
    ]);
  });
});
