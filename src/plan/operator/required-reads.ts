/**
 * What Rolemend reads about a project, as the actions and ARNs IAM is asked for. Comes in: what is known of the project,
 * or where it is. Goes out: exact ARNs of what was found, and a pattern besides where something that could not be read may
 * point at more, so that one round of granting is enough. Never: an action that writes.
 * Source: Service Authorization Reference; which calls are made: `aws/`.
 */
import { askedRole, isSignOfStack } from '#account/owner-signs.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { compileResource } from '#iam/match/resource.ts';
import type { Strategy } from '../plan.ts';
import {
  type Area,
  batchRoles,
  buildspecs,
  hasHiddenKeys,
  hasHiddenPolicies,
  isBuildspecHidden,
  isLogHidden,
  keys,
  logGroups,
  logStreams,
  managedPolicies,
  pipelines,
  policed,
  regional,
  repositoriesElsewhere,
  roles,
  secretArns,
  secrets,
} from './read-places.ts';
import { tagReads } from './tag-reads.ts';
import { distinctRights } from './required-rights.ts';
import { anyPolicy, READ_POLICY, READ_ROLE, readsOfUses } from './role-reads.ts';
import type { Right } from './right.ts';

/** Where the project is, and its name; `*` for what is not known. */
export interface Place extends Area {
  readonly project: string;
}

/** What is known of the project, and how it would be mended. */
export interface Reading {
  readonly place: Place;
  /** Null: nothing of the project is known but its place. */
  readonly snapshot: Snapshot | null;
  readonly strategy: Strategy;
  /** ARN of the managed policy that the strategy would write. */
  readonly policyArn: string;
  /** ARNs of the boundaries that are named to be changed. */
  readonly boundaries: readonly string[];
  /** Whether who has a role is looked for in every region. */
  readonly everyRegion?: boolean;
  /** ARNs, or patterns of them, of the user or role that runs Rolemend; none: it is neither. */
  readonly principals: readonly string[];
}

/** Calls that are made on the same things. */
interface Part {
  readonly actions: readonly string[];
  /** The pattern for what is not known. */
  readonly anywhere: (place: Place) => readonly string[];
  readonly of: (snapshot: Snapshot) => readonly string[];
  /** Whether there may be more than was found. */
  readonly isHidden?: (snapshot: Snapshot) => boolean;
}

/** Each action on each thing it is asked on. */
export function requiredReads(reading: Reading): readonly Right[] {
  const { place, snapshot } = reading;
  return distinctRights(
    [...PARTS, ...partsOf(reading)].flatMap((part) => {
      const { found, wide } = resourcesOf(part, place, snapshot);
      const on = (resource: string): readonly Right[] =>
        part.actions.map((action) => ({ action, resource, for: 'read' }));
      return [
        ...wide.flatMap(on).map((right) => ({ ...right, isWide: true as const })),
        ...found.flatMap(on),
      ];
    }),
  );
}

interface Resources {
  readonly found: readonly string[];
  /** Patterns for what may be there besides. */
  readonly wide: readonly string[];
}

function resourcesOf({ anywhere, of, isHidden }: Part, place: Place, snapshot: Snapshot | null): Resources {
  if (snapshot === null) return { found: [], wide: anywhere(place) };
  const found = of(snapshot);
  if (isHidden?.(snapshot) !== true) return { found, wide: [] };
  const wide = anywhere(place);
  const isCovered = (resource: string) => wide.some((one) => compileResource(one).matches(resource));
  return { found: found.filter((resource) => !isCovered(resource)), wide };
}

const hasStackSign = ({ role, project }: Snapshot): boolean =>
  role.kind === 'known' && isSignOfStack(askedRole(role.value, project));

const everywhere = (): readonly string[] => ['*'];
const nowhere = (): readonly string[] => [];

/** What the caller's own rights, and the strategy, ask to be read. */
function partsOf({
  place,
  strategy,
  policyArn,
  principals,
  boundaries,
  everyRegion = false,
}: Reading): readonly Part[] {
  const roles = principals.filter((arn) => arn.includes(':role/'));
  const always = (actions: readonly string[], resources: readonly string[]): Part => ({
    actions,
    anywhere: () => resources,
    of: () => resources,
  });
  return [
    always(['iam:SimulatePrincipalPolicy'], principals),
    always(['iam:GetRole'], roles),
    always([...READ_POLICY, 'iam:ListPolicyVersions', 'iam:ListEntitiesForPolicy'], boundaries),
    ...(everyRegion ? readsOfUses(place).map(({ action, resource }) => always([action], [resource])) : []),
    // Whether a rule forbids inline policies.
    ...(strategy === 'inline' || strategy === 'create-role'
      ? [always(['config:DescribeConfigRules'], ['*'])]
      : []),
    ...(strategy === 'managed' ? [always([...READ_POLICY, 'iam:ListPolicyVersions'], [policyArn])] : []),
    ...(strategy === 'switch-role' || strategy === 'create-role'
      ? [always(['iam:GetAccountAuthorizationDetails'], ['*'])]
      : []),
  ];
}

const PARTS: readonly Part[] = [
  {
    actions: ['codebuild:BatchGetProjects', 'codebuild:ListBuildsForProject', 'codebuild:BatchGetBuilds'],
    anywhere: (place) => [regional(place, 'codebuild', `project/${place.project}`)],
    of: ({ project }) => [project.arn],
  },
  {
    actions: ['codebuild:ListBuildBatchesForProject', 'codebuild:BatchGetBuildBatches'],
    anywhere: (place) => [regional(place, 'codebuild', `project/${place.project}`)],
    of: ({ project, batch }) =>
      project.batchServiceRole === null && batch.kind === 'absent' ? [] : [project.arn],
  },
  // Which other projects the role serves, and what comes near a project that is not there.
  { actions: ['codebuild:ListProjects'], anywhere: everywhere, of: everywhere },
  {
    actions: ['codebuild:BatchGetProjects'],
    anywhere: (place) => [regional(place, 'codebuild', 'project/*')],
    of: (snapshot) => [regional(snapshot, 'codebuild', 'project/*')],
  },
  // The newest builds, where nobody names a project, and the red build of a pipeline that is named in its place.
  { actions: ['codebuild:ListBuilds'], anywhere: everywhere, of: nowhere },
  {
    actions: ['codepipeline:ListActionExecutions'],
    anywhere: (place) => [regional(place, 'codepipeline', '*')],
    of: nowhere,
  },
  {
    actions: ['logs:GetLogEvents'],
    anywhere: (place) => [logStreams(place, `/aws/codebuild/${place.project}`)],
    of: logGroups,
  },
  {
    actions: ['codepipeline:GetPipeline'],
    anywhere: (place) => [regional(place, 'codepipeline', '*')],
    of: pipelines,
    isHidden: ({ project, build }) => project.source.type === 'CODEPIPELINE' && build.kind === 'unreadable',
  },
  // Which object a buildspec in S3 is stands in the project alone.
  { actions: ['s3:GetObject'], anywhere: nowhere, of: buildspecs },
  {
    actions: READ_ROLE,
    anywhere: ({ partition, account }) => [`arn:${partition}:iam::${account}:role/*`],
    of: (snapshot) => [...roles(snapshot), ...batchRoles(snapshot)],
  },
  {
    actions: READ_POLICY,
    anywhere: anyPolicy,
    of: managedPolicies,
    isHidden: hasHiddenPolicies,
  },
  {
    actions: ['ecr:DescribeRepositories', 'ecr:GetRepositoryPolicy'],
    anywhere: (place) => [regional(place, 'ecr', 'repository/*')],
    of: ({ repositories }) => Object.keys(repositories),
    isHidden: isLogHidden,
  },
  // A repository that is missing is looked for in the other regions.
  { actions: ['ecr:DescribeRepositories'], anywhere: nowhere, of: repositoriesElsewhere },
  {
    actions: ['ecr:DescribeRepositoryCreationTemplates'],
    anywhere: everywhere,
    of: ({ repositories }) => (Object.values(repositories).some(({ kind }) => kind !== 'known') ? ['*'] : []),
    isHidden: isLogHidden,
  },
  {
    actions: ['ecr:GetRegistryPolicy', 'ecr:DescribePullThroughCacheRules', 'ecr:GetSigningConfiguration'],
    anywhere: everywhere,
    of: ({ registryPolicies }) => starIfAny(registryPolicies),
    isHidden: isLogHidden,
  },
  {
    actions: ['s3:GetBucketPolicy'],
    anywhere: ({ partition }) => [`arn:${partition}:s3:::*`],
    of: (snapshot) => policed(snapshot, 's3'),
    isHidden: isBuildspecHidden,
  },
  {
    actions: ['secretsmanager:GetResourcePolicy'],
    anywhere: (place) => [regional(place, 'secretsmanager', 'secret:*')],
    of: (snapshot) => policed(snapshot, 'secretsmanager').flatMap(secretArns),
    isHidden: isBuildspecHidden,
  },
  {
    actions: ['secretsmanager:DescribeSecret'],
    anywhere: (place) => [regional(place, 'secretsmanager', 'secret:*')],
    of: secrets,
    isHidden: isBuildspecHidden,
  },
  {
    actions: ['ssm:DescribeParameters'],
    anywhere: everywhere,
    of: ({ parameterKeys }) => starIfAny(parameterKeys),
    isHidden: isBuildspecHidden,
  },
  {
    actions: ['kms:GetKeyPolicy', 'kms:DescribeKey'],
    anywhere: (place) => [regional(place, 'kms', 'key/*')],
    of: keys,
    isHidden: hasHiddenKeys,
  },
  {
    actions: ['ec2:DescribeVpcEndpoints'],
    anywhere: everywhere,
    of: ({ project }) => (project.vpc === null ? [] : ['*']),
  },
  {
    actions: ['ec2:DescribeRouteTables'],
    anywhere: everywhere,
    of: ({ endpoints }) =>
      endpoints.kind === 'known' && endpoints.value.some(({ isOnWay }) => isOnWay !== undefined) ? ['*'] : [],
  },
  { actions: ['iam:GetRole'], anywhere: nowhere, of: (snapshot) => policed(snapshot, 'iam') },
  ...tagReads(),
  { actions: ['organizations:DescribeOrganization'], anywhere: everywhere, of: everywhere },
  {
    actions: [
      'organizations:ListParents',
      'organizations:ListPoliciesForTarget',
      'organizations:DescribePolicy',
    ],
    anywhere: everywhere,
    of: ({ serviceControl }) => (serviceControl.kind === 'absent' ? [] : ['*']),
  },
  { actions: ['cloudtrail:LookupEvents'], anywhere: everywhere, of: everywhere },
  // Which stack keeps what is changed, where a sign points at one.
  {
    actions: ['cloudformation:DescribeStackResources', 'cloudformation:GetTemplate'],
    anywhere: (place) => [regional(place, 'cloudformation', 'stack/*')],
    of: (snapshot) => (hasStackSign(snapshot) ? [regional(snapshot, 'cloudformation', 'stack/*')] : []),
  },
  {
    actions: ['sts:DecodeAuthorizationMessage'],
    anywhere: everywhere,
    of: ({ decodedMessages }) => starIfAny(decodedMessages),
    isHidden: isLogHidden,
  },
  {
    actions: ['iam:GetRequestAuthorizationDetails'],
    anywhere: everywhere,
    of: ({ authorizationDetails }) => starIfAny(authorizationDetails),
    isHidden: isLogHidden,
  },
];

const starIfAny = (found: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(found).length > 0 ? ['*'] : [];
