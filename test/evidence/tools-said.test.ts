/** Commands that call AWS by what stands elsewhere than on their line are said; those that do not are no open question. */
import { describe, expect, it } from 'vitest';
import { askedBy } from '../needs/asked.ts';
import { project } from './project.ts';

function read(run: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands: run } } });
  const script = (path: string) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null);
  return askedBy({ project: project(), build: null, text, script });
}

describe('a command that calls AWS by what stands elsewhere', () => {
  it.each([
    'nix run .#deploy',
    'sam pipeline bootstrap --stage prod',
    'sam logs -n worker',
    's3deploy -bucket site -source public',
    'npx semantic-release',
    'npx release-it',
    'fastlane beta',
    'dvc pull',
    'stacker build conf.yml env.yml',
    'bundle exec ufo ship demo',
    'npx cdktf diff',
    'prowler',
    'custodian run -s out policy.yml',
    'steampipe check all',
    'grunt aws_s3',
    'nx affected:deploy',
    'nx run-many --target=deploy',
    'yarn workspace web run deploy:dev',
    'helm s3 push ./web-1.0.0.tgz charts',
    'helm repo add charts s3://charts/stable',
    'helm secrets upgrade web ./chart',
    'pulumi login s3://state',
    'vals eval -f values.yml ref+awsssm://app/key',
    'gomplate -d key=aws+smp:///app/key -f in.tpl',
    'vagrant up --provider=aws',
    'sbt "project api" docker:publish',
    'sbt riffRaffUpload',
    "sbt 'release with-defaults'",
    'sbt clean +core/publishSigned',
    'sbt Docker/publish',
    'sbt ";clean;ci-release"',
    'lein release',
    'sbt run',
    'lein run',
    'mvn -B site-deploy',
    'mvn docker:push',
    'mvn beanstalk:upload-source-bundle',
    'mvn exec:java -Dexec.mainClass=Deploy',
    'gradle s3Upload',
    './gradlew :api:deploy',
    './gradlew dockerPush',
    './gradlew bootRun',
    'npx @aws-amplify/cli push',
    'php vendor/bin/bref deploy',
    'cargo xtask release',
    'bun deploy.ts',
    'elixir deploy.exs',
    'spark-submit job.py',
    'ant upload',
    'rails assets:sync',
    'docker run --rm -e AWS_CONTAINER_CREDENTIALS_RELATIVE_URI tool',
    'docker run --rm -v ~/.aws:/root/.aws:ro tool',
    'docker exec tool aws s3 ls',
    'docker build --build-arg AWS_CONTAINER_CREDENTIALS_RELATIVE_URI .',
  ])('is said: %s', (command) => {
    expect(read([command], { Dockerfile: 'FROM scratch' })).toEqual({
      asked: [],
      said: [expect.any(String)],
    });
  });
});

describe('a tool of which it is not known what it is told to do', () => {
  it.each([
    'terraform $ACTION',
    'npx cdk $ACTION --all',
    'cdk --app bin/app $ACTION',
    'pulumi $ACTION --yes',
    'sam $ACTION',
    'docker $OPTIONS push app',
    'docker compose $ACTION',
    'helm $ACTION web ./chart',
    'npm $ACTION',
    'npx $TOOL deploy',
    'bundle exec $TASK',
    'git clone "$REPOSITORY"',
    'node node_modules/.bin/cdk $ACTION',
    'node ./node_modules/serverless/bin/serverless.js deploy',
    'node --max-old-space-size=8192 -r ./setup.js ./node_modules/.bin/serverless deploy -s prod',
    './node_modules/serverless/bin/serverless.js deploy',
    'vendor/bin/bref deploy',
  ])('is said: %s', (command) => {
    expect(read([command]).said).toEqual([expect.any(String)]);
  });

  it.each([
    'git clone https://${TOKEN}@github.com/acme/$NAME.git',
    'git clone git@github.com:acme/$NAME.git',
    'docker --log-level $LEVEL version',
    'npm ci --prefix $FOLDER',
    'pip install $PACKAGES',
    'node node_modules/.bin/eslint .',
    './node_modules/tslint/bin/tslint "src/**/*.ts"',
    'node_modules/webpack/bin/webpack.js --config a.js',
    'vendor/bin/phpunit',
    'terraform -chdir=$FOLDER fmt',
  ])('is no question else: %s', (command) => {
    expect(read([command])).toEqual({ asked: [], said: [] });
  });
});

describe('a script that goes by its own path', () => {
  const files = (first: string) => ({
    'ci/push.sh': `${first}\nnpm run upload\n`,
    'ci/lib.sh': 'cd "$(dirname "${BASH_SOURCE[0]}")/../web"',
    'web/package.json': '{"scripts":{"upload":"aws s3 cp a.txt s3://bucket/a.txt"}}',
    'web/go.sh': '../ci/push.sh',
  });

  it.each<readonly [string, string]>([
    ['cd "$(dirname "$0")/../web" || exit 1', './ci/push.sh'],
    ['HERE=$(cd "$(dirname "${0}")" && pwd)\ncd "${HERE}/../web" || exit', 'bash ci/push.sh'],
    [
      'HERE="$( cd "$( dirname "${BASH_SOURCE[0]}" )" && pwd )"\ncd $HERE/../web',
      'sh $CODEBUILD_SRC_DIR/ci/push.sh',
    ],
    ['cd "${BASH_SOURCE%/*}/../web"', '. ./ci/push.sh'],
    ['cd "$(dirname "$0")/../web"', 'cd web && $CODEBUILD_SRC_DIR/ci/push.sh'],
    ['cd "$(dirname "$0")/../web"', 'cd web && sh go.sh'],
    ['. "$(dirname "$0")/lib.sh"', 'ci/push.sh'],
  ])('is followed there: %s', (first, command) => {
    expect(read([command], files(first))).toEqual({
      asked: ['s3:PutObject arn:aws:s3:::bucket/a.txt'],
      said: [],
    });
  });
});

describe('a makefile with a condition that is not known', () => {
  const push = 'docker push 111122223333.dkr.ecr.us-west-2.amazonaws.com';
  const makefile = [
    'OS := $(shell uname -s)',
    'ifeq ($(OS),Linux)',
    'TAGS = netgo',
    'NAME = app',
    '$(info building)',
    'else',
    'TAGS =',
    'NAME = other',
    'endif',
    'test:',
    '\tgo test -tags "$(TAGS)" ./...',
    'push:',
    `\t${push}/$(NAME):1`,
    'ifdef CI',
    'deploy:',
    '\taws s3 cp a.txt s3://bucket/a.txt',
    'endif',
  ].join('\n');

  it('is followed where nothing hangs on it', () => {
    expect(read(['make test'], { Makefile: makefile })).toEqual({ asked: [], said: [] });
  });

  it('is said where something does, of what is defined there', () => {
    expect(read(['make push'], { Makefile: makefile })).toEqual({
      asked: [],
      said: [expect.stringMatching(/`NAME` depends on a condition of the makefile/)],
    });
  });

  it('has the rules of both ways', () => {
    expect(read(['CI=$(date) make deploy'], { Makefile: makefile }).asked).toEqual([
      's3:PutObject arn:aws:s3:::bucket/a.txt',
    ]);
  });
});

describe('a command that calls nothing of AWS', () => {
  it.each([
    'npx prisma migrate deploy',
    'ng build --configuration production',
    'tox -e py311',
    'cmake --build . --target all',
    'sbt clean compile test',
    'sbt publishLocal Docker/publishLocal core/publishM2',
    'mvn -B verify',
    "mvn -q exec:exec -Dexec.executable=echo -Dexec.args='${project.version}'",
    'mvn jib:dockerBuild',
    './gradlew build -x deploy',
    './gradlew publishToMavenLocal',
    './gradlew publishPlugins',
    'mvn deploy -Dmaven.deploy.skip=true',
    'nx run-many --target=build',
    'npx nx affected:test',
    'rails db:schema:load',
    'helm repo add charts https://charts.example.com',
    'docker run --rm -e TOKEN tool lint',
    'docker exec db psql -c "select 1"',
    'npm install -g aws-cdk',
    'kustomize build overlays/prod',
    'fastlane --version',
  ])('is no open question: %s', (command) => {
    expect(read([command])).toEqual({ asked: [], said: [] });
  });

  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['fastlane beta', { 'fastlane/Fastfile': 'lane :beta do\n  upload_to_testflight\nend' }],
    ['dvc pull', { '.dvc/config': '[\'remote "store"\']\n    url = gs://data' }],
    ['npx release-it', { '.release-it.json': '{"git": {"tagName": "v${version}"}}' }],
  ])('is none by its own file: %s', (command, files) => {
    expect(read([command], files)).toEqual({ asked: [], said: [] });
  });
});

describe('where packages are published to', () => {
  const pom = (url: string) =>
    `<project><distributionManagement><repository><url>${url}</url></repository></distributionManagement></project>`;
  const gradle = (text: string) => `publishing {\n  repositories { maven { ${text} } }\n}`;

  it.each<readonly [string, string, Readonly<Record<string, string>>]>([
    [
      'Maven to a server of its own',
      'mvn -B deploy',
      { 'pom.xml': pom('https://nexus.example.com/releases') },
    ],
    [
      'Maven by an option',
      'mvn deploy -DaltDeploymentRepository=a::default::https://nexus.example.com/r',
      {},
    ],
    [
      'Gradle to a server of its own',
      './gradlew publish',
      { 'build.gradle': gradle('url = "https://maven.example.com/r"') },
    ],
    [
      'Maven to a server on a machine of EC2',
      'mvn deploy',
      { 'pom.xml': pom('http://ec2-1-2-3-4.eu-central-1.compute.amazonaws.com:8082/releases') },
    ],
    ['Gradle to Maven Central', './gradlew publishAllPublicationsToMavenCentralRepository', {}],
  ])('is no question where it is known: %s', (_, command, files) => {
    expect(read([command], files)).toEqual({ asked: [], said: [] });
  });

  it.each<readonly [string, string, Readonly<Record<string, string>>, RegExp]>([
    ['no file tells', 'mvn deploy', { 'pom.xml': '<project/>' }, /where `mvn` publishes to is told neither/],
    ['no file was read', './gradlew publish', {}, /where `gradlew` publishes to is told neither/],
    ['it is a bucket', 'mvn deploy', { 'pom.xml': pom('s3://releases/maven') }, /bucket of S3/],
    [
      'the settings speak of AWS',
      'mvn -s ci/my.xml deploy',
      { 'pom.xml': pom('${repository}'), 'ci/my.xml': '<password>${env.CODEARTIFACT_AUTH_TOKEN}</password>' },
      /speak of AWS/,
    ],
    [
      'the address is a value and its credentials are AWS',
      'gradle publish',
      { 'build.gradle': gradle('url = uri(target); credentials(AwsCredentials) {}') },
      /speak of AWS/,
    ],
  ])('is said where %s', (_, command, files, said) => {
    expect(read([command], files)).toEqual({ asked: [], said: [expect.stringMatching(said)] });
  });
});

describe('tests that a command names', () => {
  const files = {
    'tests/live.py': 'import boto3\nclient = boto3.client("ecr")',
    'tests/unit.py': 'import boto3\nfrom moto import mock_aws',
  };

  it.each(['pytest -s tests/live.py::test_scan', 'python -m pytest tests/live.py'])(
    'are said where they call AWS themselves: %s',
    (command) => {
      expect(read([command], files).said).toEqual([expect.stringMatching(/`tests\/live\.py`/)]);
    },
  );

  it.each(['pytest tests/unit.py', 'pytest', 'pytest --cov=src tests'])(
    'are no question else: %s',
    (command) => {
      expect(read([command], files)).toEqual({ asked: [], said: [] });
    },
  );
});

describe('a command in the charge of another', () => {
  it.each([
    'nix develop -c %',
    'nix-shell -p awscli2 --run "%"',
    'devbox run -- %',
    'conda run -n ci %',
    'mise exec -- %',
    'pyenv exec %',
    'scl enable devtoolset-7 "%"',
    'xvfb-run -a %',
    'dumb-init %',
    'ssh-agent bash -c "%"',
    "npx -c '%'",
  ])('is followed: %s', (wrapper) => {
    const { asked, said } = read([wrapper.replace('%', 'aws s3 cp a.txt s3://bucket/a.txt')]);
    expect([asked, said]).toEqual([['s3:PutObject arn:aws:s3:::bucket/a.txt'], []]);
  });

  it('is followed into a package of Nix', () => {
    expect(read(['nix run nixpkgs#awscli2 -- s3 cp a.txt s3://bucket/a.txt'])).toEqual({
      asked: ['s3:PutObject arn:aws:s3:::bucket/a.txt'],
      said: [],
    });
  });

  it.each(['sops exec-env secrets.yml "%"', 'ssm-env %', 'teller run -- %'])(
    'is followed, and what reads its secrets is said: %s',
    (wrapper) => {
      const { asked, said } = read([wrapper.replace('%', 'aws s3 cp a.txt s3://bucket/a.txt')]);
      expect(asked).toEqual(['s3:PutObject arn:aws:s3:::bucket/a.txt']);
      expect(said).toHaveLength(1);
    },
  );
});

describe('semantic-release', () => {
  const PUT = 's3:PutObject arn:aws:s3:::releases/app-*.zip';
  const upload = 'aws s3 cp app.zip s3://releases/app-${nextRelease.version}.zip';
  const exec = [
    '@semantic-release/exec',
    { verifyReleaseCmd: 'echo ${nextRelease.type}', publishCmd: upload },
  ];

  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['.releaserc', { '.releaserc': JSON.stringify({ plugins: ['@semantic-release/npm', exec] }) }],
    ['package.json', { 'package.json': JSON.stringify({ release: { plugins: [exec] } }) }],
    [
      'YAML',
      { '.releaserc.yml': `plugins:\n  - - '@semantic-release/exec'\n    - publishCmd: '${upload}'\n` },
    ],
  ])('runs what it is told to in %s', (_, files) => {
    expect(read(['npx semantic-release'], files)).toEqual({ asked: [PUT], said: [] });
  });

  it('publishes nothing in a dry run', () => {
    const files = { '.releaserc': JSON.stringify({ plugins: [exec] }) };
    expect(read(['npx semantic-release --dry-run'], files)).toEqual({ asked: [], said: [] });
  });

  it('is said where a plugin brings something to AWS, or its configuration is a program that may', () => {
    expect(
      read(['npx semantic-release'], { '.releaserc': '{"plugins":["semantic-release-s3"]}' }).said,
    ).toEqual([expect.stringMatching(/plugin `semantic-release-s3`/)]);
    const program = "module.exports = { plugins: ['@semantic-release/exec'] }";
    expect(read(['npx semantic-release'], { 'release.config.js': program }).said).toHaveLength(1);
  });

  it('is no question where it publishes to npm and GitHub', () => {
    const plugins = [
      '@semantic-release/commit-analyzer',
      '@semantic-release/npm',
      '@semantic-release/github',
    ];
    const files = { '.releaserc.json': JSON.stringify({ branches: ['main'], plugins }) };
    expect(read(['npx semantic-release'], files)).toEqual({ asked: [], said: [] });
  });
});
