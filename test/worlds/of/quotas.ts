/**
 * Worlds in which a write would come over a quota: another way is planned, or it is handed off; no write ever fails.
 * Source: IAM User Guide, reference_iam-quotas; Amazon ECR User Guide, service-quotas.
 */
import { OTHER, ROLE_ARN, type World } from '../world.ts';
import {
  ALL,
  allow,
  deny,
  document,
  LOGS,
  onRepository,
  pairs,
  PUSH,
  PUSH_NEEDS,
  rootOf,
  THEIRS,
  TOKEN,
  trust,
} from '../words.ts';
import type { Sdk } from '../sdk.ts';

const quota = { kind: 'quota', owner: 'own' } as const;
const lacks: World['expect'] = { codes: ['identity-allow-missing'], outcome: 'green' };

/** Words with which a text comes to so many characters. */
function filling(characters: number, textWith: (words: readonly string[]) => string): readonly string[] {
  const words: string[] = [];
  while (textWith([...words, 'x'.repeat(200)]).length < characters - 100)
    words.push('x'.repeat(197) + String(words.length + 100));
  return [...words, 'y'.repeat(characters - textWith([...words, '']).length)];
}

/** Statements that come to a document of so many characters, by the names of objects in one that is added. */
function filled(characters: number, ...statements: readonly object[]): readonly object[] {
  const withObjects = (names: readonly string[]): readonly object[] => [
    ...statements,
    allow(
      's3:GetObject',
      names.map((name) => `arn:aws:s3:::objects/${name}`),
    ),
  ];
  return withObjects(filling(characters, (names) => document(...withObjects(names))));
}

/** No grant of a push fits into what is left. */
const LEFT = 60;
const INLINE = 10_240;
const MANAGED = 6_144;
const TRUST = 2_048;
const REPOSITORY = 10_240;

const full = (sdk: Sdk): Promise<void> => sdk.rights('large', ...filled(INLINE - LEFT));

async function attachedMore(sdk: Sdk, count: number): Promise<readonly string[]> {
  const arns: string[] = [];
  for (let index = 0; index < count; index += 1)
    arns.push(
      await sdk.attached(`team-${index}`, document(allow('s3:GetObject', `arn:aws:s3:::team-${index}/*`))),
    );
  return arns;
}

async function versions(sdk: Sdk, PolicyArn: string, ...statements: readonly object[]): Promise<void> {
  for (const index of [1, 2, 3, 4])
    await sdk.iam().createPolicyVersion({
      PolicyArn,
      PolicyDocument: document(...statements, allow('s3:GetObject', `arn:aws:s3:::version-${index}/*`)),
      SetAsDefault: true,
    });
}

/** The role has one attached by the runbook's world. */
const ATTACHED_MORE = 19;

export const QUOTAS: readonly World[] = [
  {
    ...quota,
    name: 'quota-attached-full',
    cause:
      'the role has nothing of ECR and twenty policies attached, which a managed policy is asked for besides',
    flags: ['--strategy', 'managed'],
    arrange: async (sdk) => void (await attachedMore(sdk, ATTACHED_MORE)),
    expect: { ...lacks, outcome: 'either', handoffShows: [/attached|quota/] },
  },
  {
    ...quota,
    name: 'quota-inline-and-attached-full',
    cause: 'the role has nothing of ECR, no room for inline policies, and twenty policies attached',
    arrange: async (sdk) => {
      await full(sdk);
      await attachedMore(sdk, ATTACHED_MORE);
    },
    expect: { ...lacks, outcome: 'either', handoffShows: [/quota/, /ecr:PutImage/] },
  },
  {
    ...quota,
    name: 'quota-inline-full-named',
    cause:
      'the role has nothing of ECR, no room for inline policies and twenty policies attached, of which one is named',
    arrange: async (sdk) => {
      await full(sdk);
      const arns = await attachedMore(sdk, ATTACHED_MORE);
      return { flags: ['--change', `managed-policy=${arns[0]}`] };
    },
    expect: {
      ...lacks,
      needs: [...PUSH_NEEDS, ...pairs('s3:GetObject', 'arn:aws:s3:::team-0/*')],
      leaves: /PolicyVersionList|DefaultVersionId/,
    },
  },
  {
    ...quota,
    name: 'quota-own-policy-large',
    cause: 'the role has nothing of ECR, and the managed policy of the own name has no room left',
    flags: ['--strategy', 'managed'],
    arrange: async (sdk) =>
      void (await sdk.attached('CodeBuild-ECR-Permissions', document(...filled(MANAGED - LEFT)))),
    expect: { ...lacks, outcome: 'either', handoffShows: [/quota/] },
  },
  {
    ...quota,
    name: 'quota-named-policy-large',
    cause: 'the role has nothing of ECR, and the policy that is named has no room left',
    arrange: async (sdk) => {
      const arn = await sdk.attached('team', document(...filled(MANAGED - LEFT)));
      return { flags: ['--change', `managed-policy=${arn}`] };
    },
    expect: { ...lacks, outcome: 'either', handoffShows: [/quota/] },
  },
  {
    ...quota,
    name: 'quota-boundary-versions',
    cause: 'the boundary lets nothing of ECR through, is named, and has five versions',
    arrange: async (sdk) => {
      await sdk.enough();
      const arn = await sdk.boundary('TeamBoundary', allow(LOGS));
      await versions(sdk, arn, allow(LOGS));
      return { flags: ['--change', `boundary=${arn}`] };
    },
    expect: {
      codes: ['boundary-blocks'],
      outcome: 'either',
      needs: [],
      handoffShows: [/version/, /TeamBoundary/],
      leaves: /PolicyVersionList|DefaultVersionId/,
    },
  },
  {
    ...quota,
    name: 'quota-boundary-large',
    cause: 'the boundary lets nothing of ECR through, is named, and has no room left',
    arrange: async (sdk) => {
      await sdk.enough();
      const arn = await sdk.boundary('TeamBoundary', ...filled(MANAGED - LEFT, allow(LOGS)));
      return { flags: ['--change', `boundary=${arn}`] };
    },
    expect: {
      codes: ['boundary-blocks'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/TeamBoundary/, /quota/],
    },
  },
  {
    ...quota,
    name: 'quota-trust-large',
    cause: 'CodeBuild may not take the role, whose trust policy is named and has no room left',
    flags: ['--change', `trust-policy=${ROLE_ARN}`],
    arrange: async (sdk) => {
      await sdk.enough();
      const partners = (ids: readonly string[]): object =>
        trust({
          Principal: { Service: 'ec2.amazonaws.com' },
          Condition: { StringEquals: { 'sts:ExternalId': ids } },
        });
      await sdk.trust(partners(filling(TRUST - LEFT, (ids) => document(partners(ids)))));
    },
    expect: {
      codes: ['trust-policy-blocks'],
      layer: 'trust',
      outcome: 'handoff',
      needs: [],
      handoffShows: [/quota/, /codebuild\.amazonaws\.com/],
    },
  },
  {
    ...quota,
    owner: 'other-account',
    name: 'quota-repository-large',
    cause: 'the repository of the other account lets nobody of this one in, is named, and has no room left',
    open: [OTHER],
    flags: ['--change', `repository-policy=${THEIRS}`],
    arrange: async (sdk) => {
      await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
      const teams = (names: readonly string[]): object =>
        onRepository('Allow', PUSH, {
          Sid: 'Teams',
          Principal: rootOf(OTHER),
          Condition: { StringEquals: { 'aws:PrincipalTag/team': names } },
        });
      const names = filling(REPOSITORY - LEFT, (some) => document(teams(some)));
      await sdk.repositoryPolicy(OTHER, 'tracker_api', teams(names));
      await sdk.rights('team', allow(TOKEN), allow(PUSH, THEIRS));
      await sdk.variables({ name: 'AWS_ACCOUNT_ID', value: OTHER });
    },
    expect: {
      codes: ['repository-policy-blocks'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/quota/, /tracker_api/],
    },
  },
  {
    ...quota,
    owner: 'other-account',
    name: 'quota-theirs-and-inline-full',
    cause:
      'neither side lets the push to the other account, and the role has no room left for inline policies',
    open: [OTHER],
    flags: ['--change', `repository-policy=${THEIRS}`],
    arrange: async (sdk) => {
      await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
      await full(sdk);
      await sdk.variables({ name: 'AWS_ACCOUNT_ID', value: OTHER });
    },
    expect: {
      codes: ['identity-allow-missing'],
      outcome: 'green',
      needs: [...pairs(TOKEN, '*'), ...pairs(PUSH, THEIRS)],
      leaves: /image/i,
    },
  },
  {
    ...quota,
    name: 'quota-inline-full-by-operator',
    cause:
      'the role has nothing of ECR and no room for inline policies, and whoever runs it may make no policy',
    owner: 'operator',
    arrange: async (sdk) => {
      await full(sdk);
      return {
        operator: await sdk.operator(ALL, deny('NoPolicies', ['iam:CreatePolicy', 'iam:AttachRolePolicy'])),
      };
    },
    expect: { ...lacks, outcome: 'handoff', needs: [], handoffShows: [/iam:CreatePolicy/] },
  },
  {
    ...quota,
    name: 'quota-boundary-and-inline',
    cause:
      'the role has nothing of ECR and no room for inline policies, and its boundary, which is named, lets nothing of it through',
    arrange: async (sdk) => {
      await full(sdk);
      const arn = await sdk.boundary('TeamBoundary', allow([...LOGS, 's3:GetObject']));
      return { flags: ['--change', `boundary=${arn}`] };
    },
    expect: { codes: ['boundary-blocks'], outcome: 'green', leaves: /PolicyVersionList|DefaultVersionId/ },
  },
];
