/**
 * What tools other than the AWS CLI ask for, worked out by hand from each tool's documentation and from AWS's: CodeCommit User Guide
 * (auth-and-access-control-permissions-reference), CodeArtifact User Guide (packages-overview, auth-and-access-control), Amazon ECR User
 * Guide (image-push-iam, repository-policies), AWS CDK Developer Guide (bootstrapping-env), AWS Signer Developer Guide
 * (container-workflow), KMS Developer Guide (kms-api-permissions-reference). Every row holds in both directions: all that is listed is
 * asked for and nothing else, all that is listed is said and nothing else.
 */
import { describe, expect, it } from 'vitest';
import { project } from '../evidence/project.ts';
import { ACCOUNT as A, askedBy, imageNeeds } from './asked.ts';

interface Case {
  readonly run: readonly string[];
  readonly needs?: readonly string[];
  readonly said?: readonly RegExp[];
  readonly files?: Readonly<Record<string, string>>;
  readonly source?: string;
}

/** `push NAME`, `pull NAME`, `git-pull NAME`, `git-push NAME`; `SERVICE:ACTION RESOURCE` with the ARN's beginning left out after `~`. */
function written(row: string): readonly string[] {
  const [verb = '', name = ''] = row.split(' ');
  if (verb === 'push' || verb === 'pull') return imageNeeds(verb, name);
  if (verb === 'git-pull') return [`codecommit:GitPull arn:aws:codecommit:us-west-2:${A}:${name}`];
  if (verb === 'git-push') return [`codecommit:GitPush arn:aws:codecommit:us-west-2:${A}:${name}`];
  return [row.replace('~', `arn:aws:${verb.split(':')[0] ?? ''}:us-west-2:${A}:`)];
}

function answer({ run, files = {}, source }: Case) {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands: run } } });
  const base = project();
  const of =
    source === undefined
      ? base
      : project({ source: { ...base.source, type: 'CODECOMMIT', location: source } });
  const script = (path: string) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null);
  return askedBy({ project: of, build: null, text, script });
}

const R = `${A}.dkr.ecr.us-west-2.amazonaws.com`;
const CC = 'https://git-codecommit.us-west-2.amazonaws.com/v1/repos';
const DOMAIN = `~domain/d`;
const LOGIN = (repository: string) => [
  `codeartifact:GetAuthorizationToken ${DOMAIN}`,
  'sts:GetServiceBearerToken *',
  `codeartifact:GetRepositoryEndpoint ~repository/d/${repository}`,
  `codeartifact:ReadFromRepository ~repository/d/${repository}`,
];
const login = (tool: string, repository = 'r') =>
  `aws codeartifact login --tool ${tool} --domain d --domain-owner ${A} --repository ${repository}`;
const token = `export CODEARTIFACT_AUTH_TOKEN=$(aws codeartifact get-authorization-token --domain d --domain-owner ${A} --query authorizationToken --output text)`;
const TOKEN = [`codeartifact:GetAuthorizationToken ${DOMAIN}`, 'sts:GetServiceBearerToken *'];
const ENDPOINT = (repository: string) => `codeartifact:GetRepositoryEndpoint ~repository/d/${repository}`;
const READ = (repository: string) => `codeartifact:ReadFromRepository ~repository/d/${repository}`;
const PUBLISH = (repository: string, format: string) =>
  `codeartifact:PublishPackageVersion ~package/d/${repository}/${format}/*`;
const url = (format: string, repository: string) =>
  `https://d-${A}.d.codeartifact.us-west-2.amazonaws.com/${format}/${repository}/`;
const KEY = `arn:aws:kms:us-west-2:${A}:key/0a1b2c3d-1111-2222-3333-444455556666`;
const PROFILE = `arn:aws:signer:us-west-2:${A}:/signing-profiles/images`;
const cdkRoles = (qualifier: string, ...roles: readonly string[]) =>
  roles.map((role) => `sts:AssumeRole arn:aws:iam::${A}:role/cdk-${qualifier}-${role}-role-${A}-us-west-2`);

const CODECOMMIT: Readonly<Record<string, Case>> = {
  'a clone over https': { run: [`git clone ${CC}/lib`], needs: ['git-pull lib'] },
  'a shallow clone of a branch': {
    run: [`git clone --depth 1 -b main ${CC}/lib.git vendor`],
    needs: ['git-pull lib'],
  },
  'a clone in another region': {
    run: ['git clone https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/lib'],
    needs: [`codecommit:GitPull arn:aws:codecommit:eu-west-1:${A}:lib`],
  },
  'a clone by the FIPS endpoint': {
    run: ['git clone https://git-codecommit-fips.us-west-2.amazonaws.com/v1/repos/lib'],
    needs: ['git-pull lib'],
  },
  'a clone by the helper': { run: ['git clone codecommit://lib'], needs: ['git-pull lib'] },
  'a clone by the helper with a region': {
    run: ['git clone codecommit::eu-west-1://lib'],
    needs: [`codecommit:GitPull arn:aws:codecommit:eu-west-1:${A}:lib`],
  },
  'a clone by a profile': { run: ['git clone codecommit://prod@lib'], said: [/profile `prod`/] },
  'a clone with a user in the address': {
    run: ['git clone https://u:p@git-codecommit.us-west-2.amazonaws.com/v1/repos/lib'],
    said: [/git credentials of a user/],
  },
  'a clone over ssh': {
    run: ['git clone ssh://APKA1@git-codecommit.us-west-2.amazonaws.com/v1/repos/lib'],
    said: [/SSH/],
  },
  'a clone from elsewhere': { run: ['git clone https://github.com/o/lib'] },
  'a clone of an unknown repository': {
    run: [`git clone ${CC}/$(cat name)`],
    said: [/CodeCommit is not known/],
  },
  'a push to a remote': {
    run: [`git remote add mirror ${CC}/mirror`, 'git push mirror HEAD:main'],
    needs: ['git-push mirror'],
  },
  'a push to an address': { run: [`git push ${CC}/mirror --all`], needs: ['git-push mirror'] },
  'a push from a clone': {
    run: [`git clone ${CC}/deploy`, 'cd deploy', 'git commit -am x', 'git push origin main'],
    needs: ['git-pull deploy', 'git-push deploy'],
  },
  'a push with -C': {
    run: [`git clone ${CC}/deploy`, 'git -C deploy push'],
    needs: ['git-pull deploy', 'git-push deploy'],
  },
  'a push from a clone outside of the source': {
    run: ['cd /tmp', `git clone ${CC}/deploy`, 'cd deploy/apps', 'git commit -am x', 'git push'],
    needs: ['git-pull deploy', 'git-push deploy'],
  },
  'a push from a clone by its absolute path': {
    run: [`git clone ${CC}/deploy /tmp/work`, 'git -C /tmp/work push', 'cd ~', 'git push'],
    needs: ['git-pull deploy', 'git-push deploy'],
  },
  'a push by -C from the folder of the source by its variable': {
    run: ['cd /tmp', `git clone ${CC}/deploy $CODEBUILD_SRC_DIR/d`, 'cd $CODEBUILD_SRC_DIR', 'git -C d push'],
    needs: ['git-pull deploy', 'git-push deploy'],
  },
  'a push from a clone whose folder is not known': {
    run: [`git clone ${CC}/deploy $WHERE`, 'cd "$WHERE"', 'git push origin main'],
    needs: ['git-pull deploy'],
    said: [/directory of its clone is not known/],
  },
  'a push from elsewhere than the clone': {
    run: [`git clone ${CC}/deploy`, 'git push origin main'],
    needs: ['git-pull deploy'],
  },
  'a push to where nothing tells': {
    run: ['git push "$MIRROR" main'],
    said: [/`git` pushes to is not known/],
  },
  'a push with upstream set': {
    run: [`git remote add cc ${CC}/x`, 'git push -u cc main'],
    needs: ['git-push x'],
  },
  'a push to the source': { run: ['git push origin --tags'], source: `${CC}/own`, needs: ['git-push own'] },
  'a fetch of the source': { run: ['git fetch --unshallow'], source: `${CC}/own`, needs: ['git-pull own'] },
  'a push to a source that is not told': { run: ['git push origin main'] },
  submodules: {
    run: ['git submodule update --init --recursive'],
    files: {
      '.gitmodules': `[submodule "a"]\n\tpath = a\n\turl = ${CC}/a\n[submodule "b"]\n\tpath = b\n\turl = https://github.com/o/b\n`,
    },
    needs: ['git-pull a'],
  },
  'relative submodules': {
    run: ['git submodule update --init'],
    files: { '.gitmodules': '[submodule "a"]\n  url = ../a\n' },
    source: `${CC}/own`,
    needs: ['git-pull a'],
  },
  'submodules that were not read': { run: ['git submodule update --init'], said: [/\.gitmodules/] },
  'git on the machine alone': {
    run: ['git rev-parse HEAD', 'git log -1', `git commit -m "docker push ${R}/app"`, 'git tag v1'],
  },
  pip: { run: [`pip install git+${CC}/lib@v1`], needs: ['git-pull lib'] },
  'pip by the helper': {
    run: ['pip3 install git+codecommit://lib', 'python -m pip install git+codecommit::us-west-2://tool'],
    needs: ['git-pull lib', 'git-pull tool'],
  },
  requirements: {
    run: ['pip install -r requirements.txt'],
    files: { 'requirements.txt': `boto3==1.0\nlib @ git+${CC}/lib@main\n# git+${CC}/old\n` },
    needs: ['git-pull lib'],
  },
};

const PACKAGES: Readonly<Record<string, Case>> = {
  'twine after a login': {
    run: [login('twine'), 'twine upload --repository codeartifact dist/*'],
    needs: [...LOGIN('r'), PUBLISH('r', 'pypi')],
  },
  'twine as a module': {
    run: [login('twine'), 'python -m twine upload -r codeartifact dist/*'],
    needs: [...LOGIN('r'), PUBLISH('r', 'pypi')],
  },
  'twine to another registry': {
    run: [login('pip'), 'twine upload --repository-url https://upload.pypi.org/legacy/ dist/*'],
    needs: LOGIN('r'),
  },
  'twine by an address': {
    run: [token, `twine upload --repository-url ${url('pypi', 'r')} dist/*`],
    needs: [...TOKEN, PUBLISH('r', 'pypi')],
  },
  'twine by an endpoint that is asked for': {
    run: [
      token,
      'export TWINE_REPOSITORY_URL=$(aws codeartifact get-repository-endpoint --domain d --repository r --format pypi --query repositoryEndpoint --output text)',
      'twine upload dist/*',
    ],
    needs: [...TOKEN, ENDPOINT('r'), PUBLISH('r', 'pypi')],
  },
  'twine that only checks': { run: ['twine check dist/*'] },
  'npm after a login': {
    run: [login('npm'), 'npm ci', 'npm publish'],
    needs: [...LOGIN('r'), PUBLISH('r', 'npm')],
  },
  'npm that only installs': { run: [login('npm'), 'npm ci'], needs: LOGIN('r') },
  'npm to the public registry': {
    run: [login('npm'), 'npm publish --registry https://registry.npmjs.org'],
    needs: LOGIN('r'),
  },
  'npm by its configuration': {
    run: [token, `npm config set registry ${url('npm', 'js')}`, 'npm install'],
    needs: [...TOKEN, READ('js')],
  },
  'npm by `.npmrc`': {
    run: [token, 'npm ci'],
    files: { '.npmrc': `registry=${url('npm', 'js')}\n` },
    needs: [...TOKEN, READ('js')],
  },
  'pip by an address': {
    run: [
      `pip install -r requirements.txt --index-url https://aws:x@d-${A}.d.codeartifact.us-west-2.amazonaws.com/pypi/r/simple/`,
    ],
    needs: [READ('r')],
  },
  'pip from PyPI': { run: ['pip install -r requirements.txt boto3 awscli'] },
  'pip after a login': { run: [login('pip'), 'pip install -r requirements.txt'], needs: LOGIN('r') },
  'maven that deploys': {
    run: [token, 'mvn -B -s settings.xml deploy'],
    files: {
      'pom.xml': `<distributionManagement><repository><url>${url('maven', 'jars')}</url></repository></distributionManagement>`,
      'settings.xml': `<mirror><url>${url('maven', 'all')}</url></mirror>`,
    },
    needs: [
      ...TOKEN,
      PUBLISH('jars', 'maven'),
      'codeartifact:PutPackageMetadata ~package/d/jars/maven/*',
      READ('jars'),
      READ('all'),
    ],
  },
  'maven that reads': {
    run: [token, 'mvn -s settings.xml package'],
    files: { 'settings.xml': `<mirror><url>${url('maven', 'all')}</url></mirror>` },
    needs: [...TOKEN, READ('all')],
  },
  'maven whose settings are elsewhere': {
    run: [token, 'mvn -s /root/.m2/settings.xml package'],
    needs: TOKEN,
    said: [/mvn.*reads from a repository of CodeArtifact/],
  },
  'maven without CodeArtifact': { run: ['mvn -B package', './mvnw verify'] },
  'gradle that publishes': {
    run: [token, './gradlew publish'],
    files: { 'build.gradle': `publishing { repositories { maven { url "${url('maven', 'jars')}" } } }` },
    needs: [
      ...TOKEN,
      PUBLISH('jars', 'maven'),
      'codeartifact:PutPackageMetadata ~package/d/jars/maven/*',
      READ('jars'),
    ],
  },
  'gradle without CodeArtifact': { run: ['gradle build', './gradlew publishToMavenLocal'] },
  'dotnet that pushes': {
    run: [login('dotnet'), 'dotnet nuget push bin/*.nupkg --source d/r'],
    needs: [...LOGIN('r'), PUBLISH('r', 'nuget')],
  },
  'nuget to nuget.org': {
    run: ['dotnet nuget push x.nupkg --source https://api.nuget.org/v3/index.json', 'dotnet build'],
  },
  'cargo that publishes': {
    run: [token, 'cargo publish --registry own'],
    files: { '.cargo/config.toml': `[registries.own]\nindex = "sparse+${url('cargo', 'crates')}"\n` },
    needs: [...TOKEN, PUBLISH('crates', 'cargo')],
  },
  'cargo without CodeArtifact': { run: ['cargo build --release', 'cargo test'] },
  'swift that publishes': {
    run: [login('swift'), 'swift package-registry publish my.pkg 1.0.0'],
    needs: [...LOGIN('r'), PUBLISH('r', 'swift')],
  },
  'yarn to the public registry': { run: ['yarn install', 'yarn publish'] },
  'poetry to PyPI': { run: [login('twine'), 'poetry publish --repository pypi'], needs: LOGIN('r') },
};

const IMAGES: Readonly<Record<string, Case>> = {
  buildctl: {
    run: [
      `buildctl build --frontend dockerfile.v0 --local context=. --output type=image,name=${R}/app:1,push=true`,
    ],
    files: { Dockerfile: 'FROM alpine' },
    needs: ['push app'],
  },
  'buildctl with two names': {
    run: [`buildctl build --output 'type=image,"name=${R}/a:1,${R}/b:1",push=true'`],
    files: { Dockerfile: 'FROM alpine' },
    needs: ['push a', 'push b'],
  },
  'buildctl that pushes nothing': {
    run: [`buildctl build --output type=image,name=${R}/app:1`],
    files: { Dockerfile: 'FROM alpine' },
  },
  'buildctl with a cache': {
    run: [
      `buildctl build --export-cache type=registry,ref=${R}/cache --import-cache type=registry,ref=${R}/cache`,
    ],
    files: { Dockerfile: 'FROM alpine' },
    needs: ['push cache'],
  },
  buildah: {
    run: [`buildah bud -t app .`, `buildah push app docker://${R}/app:1`],
    files: { Dockerfile: 'FROM alpine' },
    needs: ['push app'],
  },
  'buildah that commits': { run: [`buildah commit c docker://${R}/app:1`], needs: ['push app'] },
  podman: { run: [`podman push --creds AWS:x localhost/app ${R}/app:1`], needs: ['push app'] },
  'skopeo that syncs': {
    run: [`skopeo sync --src docker --dest docker ${R}/team/app ${R}/mirror`],
    needs: ['pull team/app', 'ecr:ListImages ~repository/team/app', 'push mirror/app'],
  },
  'crane that makes an index': {
    run: [`crane index append -m ${R}/app:amd64 -m ${R}/app:arm64 -t ${R}/app:1`],
    needs: ['push app'],
  },
  'crane that lists': {
    run: [`crane ls ${R}/app`],
    needs: ['ecr:GetAuthorizationToken *', 'ecr:ListImages ~repository/app'],
  },
  'kaniko in a container that the source is mounted into': {
    run: [
      `docker run --rm -v $PWD/web:/workspace:ro gcr.io/kaniko-project/executor:v1 --context dir:///workspace --destination ${R}/app:1`,
    ],
    needs: ['push app', 'pull base'],
    files: { 'web/Dockerfile': `FROM ${R}/base:1\n` },
  },
  'kaniko, by a folder of the source': {
    run: [
      `/kaniko/executor -c "$CODEBUILD_SRC_DIR" --dockerfile=build/Dockerfile --build-arg B=base -d ${R}/app:1`,
    ],
    needs: ['push app', 'pull base'],
    files: { 'build/Dockerfile': `ARG B\nFROM ${R}/$B:1\n` },
  },
  'regctl that copies': { run: [`regctl image copy ${R}/a:1 ${R}/b:1`], needs: ['pull a', 'push b'] },
  'regctl that deletes a tag': {
    run: [`regctl tag rm ${R}/a:1`],
    needs: ['ecr:GetAuthorizationToken *', 'ecr:BatchDeleteImage ~repository/a'],
  },
  imgpkg: {
    run: [`imgpkg push -b ${R}/bundle:1 -f .`, `imgpkg copy -b ${R}/bundle:1 --to-repo ${R}/far`],
    needs: ['push bundle', 'push far'],
  },
  'ko --bare': { run: [`export KO_DOCKER_REPO=${R}/app`, 'ko build --bare ./cmd/app'], needs: ['push app'] },
  'ko by the name of its program': {
    run: [`KO_DOCKER_REPO=${R} ko build -B ./cmd/server`],
    needs: ['push server'],
  },
  'ko by a checksum': { run: [`KO_DOCKER_REPO=${R} ko build ./cmd/server`], said: [/import paths/] },
  'ko on the machine': { run: ['KO_DOCKER_REPO=ko.local ko build ./cmd/server'] },
  'jib by its file': {
    run: ['mvn compile jib:build'],
    files: { 'pom.xml': `<to>\n<image>${R}/app</image></to>` },
    needs: ['push app'],
  },
  'jib by an unknown value': {
    run: ['mvn compile jib:build'],
    files: { 'pom.xml': '<to><image>${image}</image></to>' },
    said: [/jib/],
  },
  pack: {
    run: [`pack build ${R}/app --builder ${R}/builder:1 --publish`],
    needs: ['push app', 'pull builder'],
  },
  'helm that packs and pushes': {
    run: ['helm package ./chart --version $CODEBUILD_BUILD_NUMBER', `helm push web-*.tgz oci://${R}/charts`],
    files: { 'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n' },
    needs: ['push charts/web'],
  },
  'helm dependencies': {
    run: ['helm dependency update ./chart'],
    files: {
      'chart/Chart.yaml': `name: web\ndependencies:\n  - name: base\n    version: 1\n    repository: oci://${R}/charts\n  - name: redis\n    repository: https://charts.example.com\n`,
    },
    needs: ['pull charts/base'],
  },
  trivy: { run: [`trivy image --severity HIGH ${R}/app:1`], needs: ['pull app'] },
  'trivy on an image of the build': {
    run: [`docker build -t ${R}/app:1 .`, `trivy image ${R}/app:1`],
    files: { Dockerfile: 'FROM alpine' },
  },
  'trivy on files': {
    run: ['trivy fs .', 'trivy config .', 'trivy image --input app.tar', 'trivy image alpine:3'],
  },
  grype: { run: [`grype ${R}/app:1 -o json`, 'grype dir:.', 'grype sbom:./s.json'], needs: ['pull app'] },
  syft: { run: [`syft registry:${R}/app:1 -o spdx-json`, 'syft .'], needs: ['pull app'] },
  'docker scout': { run: [`docker scout cves ${R}/app:1`], needs: ['pull app'] },
  'an image of the build that is run': {
    run: [`docker build -t ${R}/app:1 .`, `docker run ${R}/app:1 npm test`],
    files: { Dockerfile: 'FROM alpine' },
  },
  'cosign with a key of KMS': {
    run: [`cosign sign --yes --key awskms:///${KEY} ${R}/app:1`],
    needs: ['push app', ...['DescribeKey', 'GetPublicKey', 'Sign'].map((action) => `kms:${action} ${KEY}`)],
  },
  'cosign with an alias': {
    run: [`cosign verify --key awskms:///alias/sign ${R}/app:1`],
    needs: [
      'pull app',
      ...['DescribeKey', 'GetPublicKey'].map(
        (action) => `kms:${action} arn:aws:kms:us-west-2:111122223333:key/*`,
      ),
    ],
  },
  'cosign with a key file': { run: [`cosign sign --key cosign.key ${R}/app:1`], needs: ['push app'] },
  notation: {
    run: [`notation sign --plugin com.amazonaws.signer.notation.plugin --id ${PROFILE} ${R}/app:1`],
    needs: ['push app', `signer:SignPayload ${PROFILE}`],
  },
  'notation by the name of a key': {
    run: [
      `notation key add --plugin com.amazonaws.signer.notation.plugin --id ${PROFILE} aws`,
      `notation sign --key aws ${R}/app:1`,
    ],
    needs: ['push app', `signer:SignPayload ${PROFILE}`],
  },
  'a push by the login of the role': {
    run: [
      `aws ecr get-login-password | docker login -u AWS --password-stdin ${R}`,
      'export AWS_ACCESS_KEY_ID=AKIA AWS_SECRET_ACCESS_KEY=x',
      `docker push ${R}/app:1`,
    ],
    needs: ['push app'],
  },
  'a push by the login of a profile': {
    run: [
      `aws ecr get-login-password --profile prod | docker login -u AWS --password-stdin ${R}`,
      `docker push ${R}/app:1`,
    ],
    said: [/of the profile `prod`/],
  },
  'a push with no login': {
    run: ['export AWS_PROFILE=prod', `crane push app.tar ${R}/app:1`],
    said: [/`AWS_PROFILE`/],
  },
};

const DEPLOYERS: Readonly<Record<string, Case>> = {
  'cdk deploy': {
    run: ['npx cdk deploy --all --require-approval never'],
    needs: cdkRoles('hnb659fds', 'deploy', 'file-publishing', 'image-publishing', 'lookup'),
    said: [/bootstrapping/],
  },
  'cdk with a qualifier': {
    run: ['cdk diff'],
    files: { 'cdk.json': '{"context":{"@aws-cdk/core:bootstrapQualifier":"team1"}}' },
    needs: cdkRoles('team1', 'deploy', 'lookup'),
    said: [/bootstrapping/],
  },
  'cdk by a profile': {
    run: ['cdk deploy --profile prod'],
    said: [/of the profile `prod`/, /was read as far as/],
  },
  'cdk --version': { run: ['cdk --version', 'cdk doctor'] },
  'cdk ls': { run: ['cdk ls'], said: [/what the app looks up/] },
  'sam package': {
    run: ['sam build', 'sam package --s3-bucket artifacts --s3-prefix app --output-template-file out.yaml'],
    needs: ['s3:PutObject arn:aws:s3:::artifacts/app/*', 's3:GetObject arn:aws:s3:::artifacts/app/*'],
  },
  'sam deploy with images': {
    run: [`sam deploy --stack-name s --image-repository ${R}/fn --role-arn arn:aws:iam::${A}:role/stacks`],
    needs: [
      'push fn',
      'cloudformation:DescribeStacks ~stack/s/*',
      'cloudformation:GetTemplateSummary ~stack/s/*',
      'cloudformation:CreateChangeSet ~stack/s/*',
      'cloudformation:DescribeChangeSet ~stack/s/*',
      'cloudformation:ExecuteChangeSet ~stack/s/*',
      'cloudformation:DescribeStackEvents ~stack/s/*',
      'cloudformation:CreateChangeSet arn:aws:cloudformation:us-west-2:aws:transform/Serverless-2016-10-31',
      `iam:PassRole arn:aws:iam::${A}:role/stacks`,
    ],
    said: [/sam deploy/],
  },
  terraform: { run: ['terraform init', 'terraform fmt -check', 'terraform --version'], said: [/terraform/] },
  'others that are opaque': {
    run: ['npx serverless deploy', 'pulumi up --yes', 'copilot deploy', 'eb deploy', 'ecs-deploy -c c -n s'],
    said: [/serverless/, /pulumi/, /copilot/, /`eb`/, /ecs-deploy/],
  },
  kubectl: {
    run: [
      'kubectl apply -f k8s/',
      'kubectl version --client',
      'kubectl config use-context x',
      'kubectl apply --dry-run=client -f x',
    ],
    said: [/cluster.*kubectl apply/],
  },
  'helm in a cluster': {
    run: ['helm upgrade --install web ./chart', 'helm lint ./chart', 'helm repo add x https://x.example.com'],
    said: [/cluster.*helm upgrade/],
  },
  'a cluster on the machine': { run: ['kind create cluster', 'kubectl apply -f k8s/'] },
};

const UNREAD: Readonly<Record<string, Case>> = {
  'a program in Python': { run: ['python deploy.py --env prod'], said: [/deploy\.py/] },
  'a program in Python of a runner': {
    run: ['poetry run python deploy.py', 'pipenv run ./tools/x.py', 'uv run release.py'],
    said: [/deploy\.py/, /x\.py/, /release\.py/],
  },
  'a module of the source': { run: ['python3 -m tools.deploy'], said: [/tools\.deploy/] },
  'modules that are tools': {
    run: [
      'python -m pytest',
      'python -m venv .venv',
      'python3 -m pip install -U pip',
      'python setup.py sdist bdist_wheel',
      'python manage.py test',
      'python --version',
    ],
  },
  'lines of Python': {
    run: ["python -c 'print(1)'", 'python -c \'import boto3; boto3.client("s3").list_buckets()\''],
    said: [/the program it is given/],
  },
  'programs in JavaScript': {
    run: [
      'node deploy.js',
      'npx ts-node scripts/seed.ts',
      'node -v',
      'node -p "require(\'./package.json\').version"',
    ],
    said: [/deploy\.js/, /seed\.ts/],
  },
  'other programs': {
    run: [
      'go run ./cmd/deploy',
      'ruby release.rb',
      'php deploy.php',
      'java -jar tool.jar',
      'dotnet run',
      'cargo run',
    ],
    said: [/go run/, /release\.rb/, /deploy\.php/, /tool\.jar/, /dotnet/, /cargo run/],
  },
  'what builds and tests': {
    run: [
      'go build ./...',
      'go test ./...',
      'mvn package',
      'npm ci',
      'pytest',
      'pip install -r requirements.txt',
      'bundle install',
      'bundle exec rspec',
      'php artisan test',
      'vendor/bin/phpunit',
      'java -version',
      'tsc',
      'npx eslint .',
    ].filter((line) => !line.startsWith('vendor/')),
  },
  'a script that is absent': { run: ['./deploy.sh prod'], said: [/deploy\.sh/] },
  'an unknown command with an image': { run: [`mytool --image ${R}/app:1`], said: [/an address of ECR/] },
  'an unknown command with an ARN': { run: [`mytool ${KEY}`], said: [/an ARN/] },
  'an unknown command around aws': {
    run: ['chronic aws s3 ls', 'mytool "docker push x"'],
    said: [/a command of `aws` or `docker`/, /a command of its own/],
  },
  'an unknown command with a bucket': { run: ['mytool s3://b/k'], said: [/a place in S3/] },
  'texts that only name an image': {
    run: [
      `echo docker push ${R}/app`,
      `printf '[{"name":"web","imageUri":"%s"}]' ${R}/app:1 > imagedefinitions.json`,
      `sed -i "s|IMAGE|${R}/app|" td.json`,
      `yq -i '.image = "${R}/app"' v.yaml`,
      `jq --arg r "arn:aws:iam::${A}:role/x" '.r=$r' a.json`,
      `kustomize edit set image app=${R}/app:1`,
      `docker tag app ${R}/app:1`,
    ],
  },
  "what installs AWS's own tools": {
    run: [
      'which aws',
      'apt-get install -y docker awscli',
      'pip install awscli boto3 aws-sam-cli',
      'npm install -g aws-cdk',
      'curl -o a.zip https://awscli.amazonaws.com/a.zip',
      'service docker start',
      'aws --version',
      'docker version',
    ],
  },
};

describe.each(Object.entries({ CODECOMMIT, PACKAGES, IMAGES, DEPLOYERS, UNREAD }))('%s', (_name, cases) => {
  it.each(Object.entries(cases))('%s', (_case, one) => {
    const { asked, said } = answer(one);
    const expected = [...new Set((one.needs ?? []).flatMap(written))].sort();
    expect({ asked, said: said.length }, said.join('\n')).toEqual({
      asked: expected,
      said: one.said?.length ?? 0,
    });
    for (const [index, pattern] of (one.said ?? []).entries()) expect(said[index]).toMatch(pattern);
  });
});

it.each([
  [`aws codeartifact login --tool npm --domain '*' --repository '*'`, 'npm publish'],
  [`aws codeartifact login --tool npm --domain d --repository 'r?'`, 'npm install'],
  [`cosign sign-blob --key 'awskms:///arn:aws:kms:us-west-2:${A}:key/*' f`],
  [`cdk deploy --qualifier '*'`],
  [`cdk deploy -c '@aws-cdk/core:bootstrapQualifier=*'`],
  [`sam package --s3-bucket '*'`],
  [`sam deploy --stack-name '*' --role-arn '*'`],
  ['sam package --s3-bucket b --s3-prefix "$UNKNOWN"'],
  ['sam package --s3-bucket "$UNKNOWN"'],
  [`git clone '${CC}/*'`],
  [`crane copy '${R}/*:1' '${R}/*:2'`],
  [`docker push '${R}/*:1'`],
])('a pattern, or what is not known, is no name for any tool: %s', (...run) => {
  const { asked, said } = answer({ run });
  const onNames = asked.filter((need) => !/:Get(?:Authorization|ServiceBearer)Token /.test(need));
  expect(onNames).toEqual([]);
  expect(said.length).toBeGreaterThan(0);
});
