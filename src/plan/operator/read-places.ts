/** Where the things lie that Rolemend reads about a project, as ARNs, and whether there may be more of them than were found. */
import type { Encryption } from '#account/resources.ts';
import type { Known, Snapshot } from '#account/snapshot.ts';
import { nameInArn, parseArn } from '#iam/arn.ts';
import { policiesOf, policyArns } from './role-reads.ts';

/** Account and region of a thing; `*` for what is not known. */
export interface Area {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** The ARN of a thing that has a region. */
export const regional = ({ partition, region, account }: Area, service: string, resource: string) =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`;

/** Every stream of a log group. */
export const logStreams = (place: Area, group: string): string =>
  regional(place, 'logs', `log-group:${group}:log-stream:*`);

/** What the settings, or a build started with others, make the build use. */
export function isBuildspecHidden({ build, buildspecFiles }: Snapshot): boolean {
  return (
    build.kind === 'unreadable' || Object.values(buildspecFiles).some(({ kind }) => kind === 'unreadable')
  );
}

/** A log may name repositories besides, and denials that AWS can say more about. */
export function isLogHidden(snapshot: Snapshot): boolean {
  return snapshot.log.kind === 'unreadable' || isBuildspecHidden(snapshot);
}

/** The group the build wrote to, and the one the next build will write to. */
export function logGroups(snapshot: Snapshot): readonly string[] {
  const { project, build } = snapshot;
  const ofBuild = build.kind === 'known' ? build.value.logs.groupName : null;
  const { enabled, groupName } = project.logs.cloudWatch;
  const groups = [ofBuild, enabled ? groupName || `/aws/codebuild/${project.name}` : null];
  return groups.flatMap((group) => (group === null ? [] : [logStreams(snapshot, group)]));
}

/** The pipeline that says it started the build. */
export function pipelines(snapshot: Snapshot): readonly string[] {
  const { build, project } = snapshot;
  const initiator = build.kind === 'known' ? (build.value.initiator ?? '') : '';
  const name = /^codepipeline\/(.+)$/.exec(initiator)?.[1];
  if (name === undefined || project.source.type !== 'CODEPIPELINE') return [];
  return [regional(snapshot, 'codepipeline', name)];
}

/** The objects of buildspecs that lie in S3. */
export function buildspecs({ project, build }: Snapshot): readonly string[] {
  const texts = [project.source.buildspec, build.kind === 'known' ? build.value.buildspec : null];
  return texts.flatMap((text) => {
    const arn = text?.trim() ?? '';
    return parseArn(arn)?.service === 's3' ? [arn] : [];
  });
}

/**
 * As they are set, but for the one that was read: its ARN is sure to have its path. Of a role that is not there IAM knows no
 * path, and asks about one without.
 */
export function roles({ partition, account, project, build, role }: Snapshot): readonly string[] {
  const set = [project.serviceRole, ...(build.kind === 'known' ? [build.value.serviceRole] : [])];
  return set.flatMap((arn) => {
    if (arn === '') return [];
    const name = nameInArn(arn);
    if (role.kind === 'known') return role.value.name === name ? [role.value.arn] : [arn];
    return [arn, `arn:${partition}:iam::${account}:role/${name}`];
  });
}

/** The role of batches, where it is one of its own. */
export function batchRoles({ project, batchRole }: Snapshot): readonly string[] {
  const { batchServiceRole: arn, serviceRole } = project;
  if (arn === null || arn === serviceRole) return [];
  return [batchRole.kind === 'known' ? batchRole.value.arn : arn];
}

/** What is attached to the role, what bounds it, and what the build hands over with roles that it takes. */
export const managedPolicies = ({ role, batchRole, sessionPolicies }: Snapshot): readonly string[] => [
  ...[role, batchRole].flatMap((one) => (one.kind === 'known' ? policyArns(policiesOf(one.value)) : [])),
  ...Object.keys(sessionPolicies),
];

/** A policy of which not even the ARN is known may be any. */
export function hasHiddenPolicies({ role, batchRole }: Snapshot): boolean {
  return [role, batchRole].some((one) => {
    if (one.kind !== 'known') return one.kind === 'unreadable';
    const policies = policiesOf(one.value).filter(({ kind }) => kind !== 'absent');
    return one.value.attached.kind === 'unreadable' || policyArns(policies).length < policies.length;
  });
}

/** Where a repository is looked for that may be missing where it should be. */
export function repositoriesElsewhere({ partition, account, repositories }: Snapshot): readonly string[] {
  return Object.entries(repositories).flatMap(([arn, repository]) => {
    const { account: owner, resource } = parseArn(arn) ?? { account: '', resource: '' };
    const mayBeMissing = repository.kind !== 'known' && owner === account;
    return mayBeMissing ? [`arn:${partition}:ecr:*:${account}:${resource}`] : [];
  });
}

/** The buckets, secrets or keys whose policies were asked for. */
export const policed = ({ resourcePolicies }: Snapshot, service: string): readonly string[] =>
  Object.keys(resourcePolicies).filter((arn) => parseArn(arn)?.service === service);

/** What was asked for its tags. */
export const tagged = ({ resourceTags }: Snapshot, service: string): readonly string[] =>
  Object.keys(resourceTags).filter((arn) => parseArn(arn)?.service === service);

/** A secret's ARN ends in six characters of AWS's own, which whoever names a secret may leave out. */
export const secretArns = (arn: string): readonly string[] => [arn, `${arn}-??????`];

/** The secrets of which was asked what encrypts them. */
export function secrets(snapshot: Snapshot): readonly string[] {
  return Object.keys(snapshot.secretKeys).flatMap((id) =>
    secretArns(parseArn(id) === null ? regional(snapshot, 'secretsmanager', `secret:${id}`) : id),
  );
}

const encryptions = ({ secretKeys, parameterKeys, keyAliases }: Snapshot): readonly Known<Encryption>[] => [
  ...Object.values(keyAliases),
  ...Object.values(secretKeys),
  ...Object.values(parameterKeys),
];

const isAlias = (arn: string): boolean => parseArn(arn)?.resource.startsWith('alias/') === true;

/** Keys by their ARN. */
export function keys(snapshot: Snapshot): readonly string[] {
  const found = encryptions(snapshot).flatMap((one) => keyOf(one) ?? []);
  return [...policed(snapshot, 'kms').filter((arn) => !isAlias(arn)), ...found];
}

/** Behind an alias, or what encrypts a secret or parameter that was not read, may be any key of the account. */
export function hasHiddenKeys(snapshot: Snapshot): boolean {
  return (
    isBuildspecHidden(snapshot) ||
    encryptions(snapshot).some(({ kind }) => kind === 'unreadable') ||
    policed(snapshot, 'kms').some(isAlias)
  );
}

const keyOf = (encryption: Known<Encryption>): string | null =>
  encryption.kind === 'known' ? encryption.value.keyArn : null;
