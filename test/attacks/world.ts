/** The world that is attacked: the runbook's project, with a role that may write its log and nothing else. */
import type { EnvironmentVariable } from '#account/project.ts';
import { absent, known, type Known, type Repository, type Snapshot, unreadable } from '#account/snapshot.ts';
import { wantedBy } from '#evidence/wanted-by.ts';
import type { SourceFiles } from '#evidence/collect-evidence.ts';
import { ACCOUNT, BUILD, PROJECT, repository, snapshotWith } from '../diagnosis/build-snapshot.ts';
import type { Attack } from './attack.ts';
import { FOREIGN, repositoryOf, uriOf } from './pairs.ts';

const plain = (name: string, value: string): EnvironmentVariable => ({ name, value, type: 'PLAINTEXT' });

export const VARIABLES: readonly EnvironmentVariable[] = [
  plain('AWS_ACCOUNT_ID', ACCOUNT),
  plain('IMAGE_REPO_NAME', 'backend'),
  plain('IMAGE_TAG', 'latest'),
  plain('REPOSITORY_URI', uriOf('backend')),
  plain('OTHER_ACCOUNT', FOREIGN),
  plain('DEPLOY_BUCKET', 'acme-deploy'),
];

function buildspecOf({ buildspec }: Attack): string {
  if (typeof buildspec === 'string') return buildspec;
  const commands = buildspec.map((command) =>
    command.startsWith('|') ? `      - ${command}` : `      - ${JSON.stringify(command)}`,
  );
  return `version: 0.2\nphases:\n  build:\n    commands:\n${commands.join('\n')}\n`;
}

/** The files of the source, `buildspec.yml` among them where it is not inline. */
export function sourceOf(attack: Attack): SourceFiles {
  const files = new Map(Object.entries(attack.files ?? {}));
  if (attack.inline !== true) files.set('buildspec.yml', buildspecOf(attack));
  const list = (path: string) => {
    const prefix = path === '.' ? '' : `${path}/`;
    const below = [...files.keys()].filter((file) => file.startsWith(prefix));
    return [...new Set(below.map((file) => file.slice(prefix.length).replace(/\/.*/, '/')))];
  };
  return { read: (path) => files.get(path.replace(/^(\.\/)+/, '')) ?? null, list };
}

/** A snapshot as the account would give it: everything that is asked for is there, and other accounts tell nothing. */
export function snapshotOf(attack: Attack): Snapshot {
  const change = attack.project ?? ((project: Snapshot['project']) => project);
  const project = change({
    ...PROJECT,
    source: {
      ...PROJECT.source,
      location: 'https://github.com/acme/tracker.git',
      buildspec: attack.inline === true ? buildspecOf(attack) : null,
    },
    environment: { ...PROJECT.environment, variables: VARIABLES },
  });
  const build = {
    ...BUILD,
    buildspec: project.source.buildspec,
    variables: project.environment.variables,
    ...(attack.ran === undefined ? {} : { ranWith: attack.ran(project) }),
    ...attack.build,
  };
  const log = {
    group: '/aws/codebuild/TrackerAPI',
    stream: '1',
    lines: attack.lines ?? [],
    truncated: false,
  };
  const snapshot = snapshotWith({ project, build: known(build), log: known(log), ...attack.more });
  return { ...snapshot, ...aroundOf(snapshot, attack) };
}

function aroundOf(snapshot: Snapshot, attack: Attack): Partial<Snapshot> {
  const { partition, account, region, project, build, log, buildspecFiles } = snapshot;
  const found = {
    partition,
    account,
    region,
    project,
    build: build.kind === 'known' ? build.value : null,
    log: log.kind === 'known' ? log.value : null,
    buildspecFiles,
  };
  const wanted = wantedBy(found, sourceOf(attack));
  const policies = wanted.resources.map((arn) => [arn, absent] as const);
  const repositories = wanted.repositories.map((address) => [
    repositoryOf(address.name, address),
    repositoryAt(address, attack),
  ]);
  const registries = wanted.repositories.map((one) => `${one.account}/${one.region}`);
  const secrets = wanted.secrets.map((id) => [id, known({ keyArn: null })] as const);
  const names = wanted.parameters.map((name) => [name, known({ keyArn: null })] as const);
  return {
    resourcePolicies: Object.fromEntries(policies),
    repositories: Object.fromEntries(repositories),
    registryPolicies: Object.fromEntries(registries.map((key) => [key, absent])),
    pullThroughCacheRules: Object.fromEntries(registries.map((key) => [key, known([])])),
    signingRules: Object.fromEntries(registries.map((key) => [key, known([])])),
    creationTemplates: {},
    keyAliases: {},
    secretKeys: Object.fromEntries(secrets),
    parameterKeys: Object.fromEntries(names),
  };
}

type Address = Pick<Repository, 'name' | 'account' | 'region'>;

function repositoryAt({ name, account, region }: Address, { missing = [] }: Attack): Known<Repository> {
  if (missing.includes(name)) return absent;
  if (account !== ACCOUNT) {
    const what = `repository \`${name}\``;
    return unreadable({
      what,
      why: 'AccessDeniedException',
      message: 'no',
      needs: 'ecr:DescribeRepositories',
      on: null,
    });
  }
  const arn = repositoryOf(name, { account, region });
  return repository({ name, arn, uri: uriOf(name, { account, region }), account, region });
}
