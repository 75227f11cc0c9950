/** A case of `test/cases/builds`: its files, what it is said to ask for, and the world in which it is built. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { WorldInput } from '#sandbox/worlds/world-file.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'us-west-2';
export const PROJECT = 'app';

export interface BuildCase {
  readonly name: string;
  readonly folder: string;
  /** Text by path, `needs.txt` left out. */
  readonly files: Readonly<Record<string, string>>;
  /** Lines of `needs.txt`. */
  readonly needs: readonly string[];
}

export function readCase(root: string, name: string): BuildCase {
  const folder = join(root, name);
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = paths.filter((path) => statSync(join(folder, path)).isFile() && path !== 'needs.txt');
  return {
    name,
    folder,
    files: Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), 'utf8')])),
    needs: readFileSync(join(folder, 'needs.txt'), 'utf8').split('\n'),
  };
}

/** Repositories by what is done with them. */
export function imagesOf({ needs }: BuildCase, verb: 'push' | 'pull'): readonly string[] {
  return needs.flatMap((line) => (line.startsWith(`${verb} `) ? [line.slice(verb.length + 1)] : []));
}

/** A build that pushes or pulls images of the account's own registry. */
export const isOfImages = (one: BuildCase): boolean =>
  imagesOf(one, 'push').length + imagesOf(one, 'pull').length > 0;

/** A person's yes to what the case is written down to ask for, whatever asks for it. */
export function consentOf({ needs, folder }: BuildCase): readonly string[] {
  const pairs = needs.flatMap((line) => {
    const [verb = '', name = ''] = line.split(' ');
    if (verb === 'push' || verb === 'pull') return [`ecr-${verb}=${repositoryArn(name)}`];
    if (verb === 'cdk') return [`sts:AssumeRole=${cdkRoleArn(name)}`];
    return /^[\w-]+:\w+$/.test(verb) && name.startsWith('arn:') ? [`${verb}=${name}`] : [];
  });
  return ['--yes', '--source', folder, ...pairs.flatMap((pair) => ['--confirm', pair])];
}

/** A role of the account's bootstrapping. */
export const cdkRoleArn = (name: string): string =>
  `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-${name}-role-${ACCOUNT}-${REGION}`;

const repositoryArn = (name: string): string => `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/${name}`;

const policy = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement: [...Statement] });

/** All that the case names is there; the role of its project may write the log and nothing else. */
export function worldOf(one: BuildCase): WorldInput {
  const { 'buildspec.yml': buildspec = '', ...sourceFiles } = one.files;
  const group = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/${PROJECT}`;
  const logs = { Effect: 'Allow', Action: 'logs:*', Resource: [group, `${group}:*`] };
  const trust = policy({
    Effect: 'Allow',
    Principal: { Service: 'codebuild.amazonaws.com' },
    Action: 'sts:AssumeRole',
  });
  return {
    region: REGION,
    accounts: [
      {
        id: ACCOUNT,
        roles: [{ name: 'build', trust, inline: { logs: policy(logs) } }, ...assumedBy(one)],
        keys: keysOf(one).map((_, index) => ({ name: `key-${index}` })),
        repositories: repositoriesOf(one),
        ...storesOf(one),
        projects: [
          {
            name: PROJECT,
            source: { type: 'GITHUB', location: 'https://github.com/example/app.git', buildspec },
            sourceFiles,
            artifacts: { type: 'NO_ARTIFACTS' },
            environment: environmentOf(buildspec),
            serviceRole: `arn:aws:iam::${ACCOUNT}:role/build`,
          },
        ],
        builds: [PROJECT],
      },
    ],
  };
}

/** Roles of the account that the build assumes: they trust whom the account lets. */
function assumedBy({ needs }: BuildCase) {
  const own = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: 'sts:AssumeRole',
  };
  return needs.flatMap((line) => {
    const [verb = '', name = ''] = line.split(' ');
    const arn = verb === 'cdk' ? cdkRoleArn(name) : verb === 'sts:AssumeRole' ? name : '';
    const role = new RegExp(`^arn:aws:iam::${ACCOUNT}:role/(.+)$`).exec(arn)?.[1];
    return role === undefined ? [] : [{ name: role, trust: policy(own) }];
  });
}

function environmentOf(buildspec: string): object {
  const isWindows = buildspec.includes('powershell');
  return {
    type: isWindows ? 'WINDOWS_SERVER_2019_CONTAINER' : 'LINUX_CONTAINER',
    image: isWindows ? 'aws/codebuild/windows-base:2019-3.0' : 'aws/codebuild/standard:7.0',
    computeType: isWindows ? 'BUILD_GENERAL1_MEDIUM' : 'BUILD_GENERAL1_SMALL',
    privilegedMode: !isWindows,
    environmentVariables: [{ name: 'AWS_ACCOUNT_ID', value: ACCOUNT }],
  };
}

/** With the images that the case takes from them, under the tags that it writes. */
function repositoriesOf(one: BuildCase): { name: string; images: string[] }[] {
  const text = Object.values(one.files).join('\n');
  const names = new Set([...imagesOf(one, 'push'), ...imagesOf(one, 'pull')]);
  return [...names].map((name) => {
    const tagged = text.matchAll(new RegExp(`/${name}:([\\w][\\w.-]*)`, 'g'));
    return { name, images: [...new Set([...tagged].flatMap(([, tag]) => tag ?? []))] };
  });
}

/** IDs of the keys that the case uses; the sandbox gives its own, which the runner changes to these. */
export function keysOf({ needs }: BuildCase): readonly string[] {
  const ids = needs.flatMap((line) => / arn:aws:kms:.*:key\/([\w-]+)$/.exec(line)?.[1] ?? []);
  return [...new Set(ids)];
}

/** Buckets, parameters and secrets by the ARNs that are asked for. */
function storesOf({ needs }: BuildCase) {
  const named = (pattern: RegExp): string[] => [
    ...new Set(needs.flatMap((line) => pattern.exec(line)?.slice(1, 2) ?? [])),
  ];
  return {
    buckets: named(/ arn:aws:s3:::([\w.-]+)/).map((name) => ({ name })),
    parameters: named(/ arn:aws:ssm:.*:parameter(\/.+)$/).map((name) => ({ name, value: 'made up' })),
    secrets: named(/ arn:aws:secretsmanager:.*:secret:(.+)-[?]{6}$/).map((name) => ({
      name,
      value: '{"password":"made up"}',
    })),
  };
}
