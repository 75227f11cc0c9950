/**
 * What ends a finding that no policy ends: the call or the text that whoever keeps it would use. Comes in: the finding with what shows
 * it, and the snapshot. Goes out: calls and a change of named things. Never: takes a name from text of a log. A finding code that
 * has no answer here does not compile.
 */
import { parseArn, repositoryNameIn } from '#iam/arn.ts';
import type { FindingCode } from '#diagnosis/codes.ts';
import { missingRepositories } from '#diagnosis/missing-repositories.ts';
import { type Encrypted, encryptedBy } from '#evidence/encryption.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { registryHostOf, repositoryArn } from '#evidence/image-address.ts';
import { ofIncident, ofQueue, retry, sourceCredentials, logOf, showBuildspec } from './build-changes.ts';
import { type ChangeOf, type FindingChange, type ShownFinding, toRun, toWrite } from './finding-change.ts';
import type { AwsCall } from './handoff.ts';

/** `policy`: an edit of a policy ends it, which is handed off by its layer. `setting`: the finding names the setting itself. */
const CHANGES: Readonly<Record<FindingCode, ChangeOf | 'policy' | 'setting'>> = {
  'identity-allow-missing': 'policy',
  'identity-explicit-deny': 'policy',
  'token-resource-scoped': 'policy',
  'resource-arn-mismatch': 'policy',
  'condition-not-met': 'policy',
  'boundary-blocks': 'policy',
  'session-blocks': 'policy',
  'scp-blocks': 'policy',
  'rcp-blocks': 'policy',
  'vpc-endpoint-blocks': 'policy',
  'repository-policy-blocks': 'policy',
  'registry-policy-blocks': 'policy',
  'resource-policy-blocks': 'policy',
  'trust-policy-blocks': 'policy',
  'pass-role-missing': 'policy',
  'logs-not-writable': 'policy',
  'vpc-permissions-missing': 'policy',
  'artifact-not-writable': 'policy',
  'image-pull-credentials': 'setting',
  'privileged-mode-off': 'setting',
  'assumed-role-denied': policiesOfRole,
  'repository-missing': createRepositories,
  'wrong-region': otherAddress,
  'wrong-account': otherAddress,
  'image-missing': ({ finding }) =>
    toRun(finding.resources.flatMap((arn) => onRepository('ecr list-images', arn))),
  'not-logged-in': logIn,
  'token-expired': logIn,
  'tag-immutable': ({ finding }) =>
    toRun(
      finding.resources.flatMap((arn) =>
        onRepository('ecr put-image-tag-mutability', arn, [['--image-tag-mutability', 'MUTABLE']]),
      ),
    ),
  'image-limit-reached': ({ all }) =>
    toRun(
      pushedTo(all).flatMap((arn) =>
        onRepository('ecr start-lifecycle-policy-preview', arn, [
          ['--lifecycle-policy-text', EXPIRE_UNTAGGED],
        ]),
      ),
    ),
  'registry-rate-limit': retry,
  'secret-not-readable': createValues,
  'parameter-not-readable': createValues,
  'key-not-usable': ({ snapshot: { project, region } }) =>
    toRun(
      project.encryptionKey === null
        ? []
        : [
            {
              operation: 'kms describe-key',
              options: [
                ['--key-id', project.encryptionKey],
                ['--region', region],
              ],
            },
          ],
    ),
  'source-not-readable': sourceCredentials,
  'buildspec-invalid': showBuildspec,
  'command-failed': ofIncident,
  'queue-timed-out': ofQueue,
  unexplained: logOf,
};

/** Nothing to run where a policy or a setting ends it: others tell of those. */
export function changeOfFinding(shown: ShownFinding): FindingChange {
  const change = CHANGES[shown.finding.code];
  return typeof change === 'string' ? toRun([]) : change(shown);
}

type Options = AwsCall['options'];

/** None where the ARN is of no repository. */
function onRepository(operation: string, arn: string, options: Options = []): readonly AwsCall[] {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'ecr') return [];
  return [
    {
      operation,
      options: [
        ['--registry-id', parsed.account],
        ['--region', parsed.region],
        ['--repository-name', repositoryNameIn(arn)],
        ...options,
      ],
    },
  ];
}

/** What the role has: its owner sees which of them lacks the call, or denies it. */
function policiesOfRole({ finding }: ShownFinding): FindingChange {
  const names = finding.resources.flatMap((arn) => ROLE.exec(parseArn(arn)?.resource ?? '')?.[1] ?? []);
  const operations = ['iam list-role-policies', 'iam list-attached-role-policies'];
  return toRun(
    names.flatMap((name) =>
      operations.map((operation) => ({ operation, options: [['--role-name', name]] satisfies Options })),
    ),
  );
}

/** The name comes from a buildspec: one that the AWS CLI would read as an option is none. Source: IAM API Reference, Role (`RoleName`). */
const ROLE = /^role\/(?:[\x21-\x7e]+\/)?([\w+=,.@][\w+=,.@-]*)$/;

function createRepositories({ finding }: ShownFinding): FindingChange {
  return toRun(finding.resources.flatMap((arn) => onRepository('ecr create-repository', arn)));
}

/** The address that is meant, where a repository of the name is elsewhere. */
function otherAddress({ snapshot, finding }: ShownFinding): FindingChange {
  const found = missingRepositories(snapshot).find(({ arn }) => finding.resources.includes(arn));
  const [meant] = found?.elsewhere ?? [];
  return found === undefined || meant === undefined
    ? toRun([])
    : toWrite(addressOf(found.arn), addressOf(meant));
}

function addressOf(arn: string): string {
  const { account = '', region = '' } = parseArn(arn) ?? {};
  return `${registryHostOf(account, region)}/${repositoryNameIn(arn)}`;
}

const imagesOf = (evidence: readonly Evidence[], kinds: readonly string[]) =>
  evidence.flatMap((one) =>
    one.kind === 'use' &&
    one.grade !== 'claimed' &&
    (one.use.kind === 'image-push' || one.use.kind === 'image-pull') &&
    kinds.includes(one.use.kind)
      ? [one.use.repository]
      : [],
  );

const pushedTo = (evidence: readonly Evidence[]): readonly string[] => [
  ...new Set(imagesOf(evidence, ['image-push']).map(repositoryArn)),
];

/** The command of the buildspec that logs in to the registries whose images the build is known to use. */
function logIn({ all }: ShownFinding): FindingChange {
  const hosts = new Map(
    imagesOf(all, ['image-push', 'image-pull']).map(({ account, region }) => [
      registryHostOf(account, region),
      region,
    ]),
  );
  const commands = [...hosts].map(
    ([host, region]) =>
      `aws ecr get-login-password --region ${region} | docker login --username AWS --password-stdin ${host}`,
  );
  return commands.length === 0 ? toRun([]) : toWrite(null, commands.join('\n'));
}

/** Only a preview: what the policy itself deletes is gone for good. */
const EXPIRE_UNTAGGED = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      description: 'Expire untagged images after 14 days',
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
      action: { type: 'expire' },
    },
  ],
});

/** No ARN, which has a region of its own, and no `file://`, of which the AWS CLI sends the contents. Source: AWS CLI User Guide, parameter-file. */
const PLAIN_NAME = /^[\w/+=.@][\w/+=.@-]{0,511}$/;

interface Place {
  readonly name: string;
  readonly region: string;
}

/**
 * The name that makes it be found, and where. The end of a secret's whole ARN is AWS's to choose, and may as well be the end of a name:
 * then it is not told. Source: Secrets Manager User Guide, troubleshoot (ARN or partial ARN).
 */
function placeOf({ kind, id }: Encrypted, region: string): Place | null {
  const arn = kind === 'secret' ? parseArn(id) : null;
  const name = arn === null ? id : arn.resource.replace(/^secret:/, '');
  const isOpen = arn !== null && /-[A-Za-z0-9]{6}$/.test(name);
  return PLAIN_NAME.test(name) && !isOpen ? { name, region: arn?.region ?? region } : null;
}

/** Where a parameter is that its ARN names. */
function regionIn(one: Evidence, region: string): string {
  return one.kind === 'use' && one.use.kind === 'read-parameter'
    ? (parseArn(one.use.name)?.region ?? region)
    : region;
}

/** The value itself comes from a file that only its owner has. */
function createValues({ snapshot: { region }, evidence }: ShownFinding): FindingChange {
  const missing = new Map(
    evidence
      .filter(({ grade }) => grade !== 'claimed')
      .flatMap((one) => encryptedBy(one).map((thing) => ({ thing, at: regionIn(one, region) })))
      .flatMap(({ thing, at }) => {
        const place = placeOf(thing, at);
        return place === null ? [] : [{ kind: thing.kind, ...place }];
      })
      .map((one) => [`${one.kind} ${one.region} ${one.name}`, one]),
  );
  return toRun(
    [...missing.values()].map(
      ({ kind, name, region: at }): AwsCall =>
        kind === 'secret'
          ? {
              operation: 'secretsmanager create-secret',
              options: [
                ['--name', name],
                ['--region', at],
                ['--secret-string', 'file://value.txt'],
              ],
            }
          : {
              operation: 'ssm put-parameter',
              options: [
                ['--name', name],
                ['--region', at],
                ['--type', 'SecureString'],
                ['--value', 'file://value.txt'],
              ],
            },
    ),
  );
}
