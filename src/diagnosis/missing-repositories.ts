/** Repositories that are addressed and proven not to be there, and where one of the name was seen instead. */
import { parseArn, repositoryNameIn } from '#iam/arn.ts';
import type { CreationTemplate } from '#account/resources.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { underPrefix } from '#evidence/registry-prefix.ts';
import { cacheRuleOf } from '#evidence/upstream-images.ts';
import type { JudgedNeed } from './finding.ts';

export interface MissingRepository {
  readonly kind: 'missing' | 'wrong-region' | 'wrong-account';
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** Whether it would be in the project's own account. */
  readonly own: boolean;
  /** ARNs of repositories of the same name. */
  readonly elsewhere: readonly string[];
  /** The creation template as which a push makes it; null: none is known. */
  readonly template: CreationTemplate | null;
}

export function missingRepositories(snapshot: Snapshot): readonly MissingRepository[] {
  return Object.entries(snapshot.repositories).flatMap(([arn, repository]) => {
    const parsed = parseArn(arn);
    if (repository.kind !== 'absent' || parsed === null) return [];
    const { partition, account, region } = parsed;
    const name = repositoryNameIn(arn);
    // The first pull makes the repositories of a cache.
    if (cacheRuleOf({ account, region, name }, snapshot) !== null) return [];
    const elsewhere = (snapshot.elsewhere[name] ?? []).filter((other) => other !== arn);
    const own = account === snapshot.account;
    const template = templateOf({ account, region, name }, snapshot);
    const place = { arn, partition, account, region, name, own, elsewhere, template };
    return [{ ...place, kind: kindOf(account, elsewhere) }];
  });
}

/** Source: ECR API reference, RepositoryCreationTemplate. Without one a push to a repository that is not there fails. */
function templateOf(
  { account, region, name }: Pick<MissingRepository, 'account' | 'region' | 'name'>,
  { creationTemplates }: Snapshot,
): CreationTemplate | null {
  const templates = creationTemplates[`${account}/${region}`];
  if (templates?.kind !== 'known') return null;
  return underPrefix(
    templates.value.filter(({ appliedFor }) => appliedFor.includes('CREATE_ON_PUSH')),
    name,
  );
}

/** Whether it is meant to appear by itself: the build pushes to it, and a template of its registry makes it then. */
export function isMadeByPush(
  { arn, template }: MissingRepository,
  needs: readonly Pick<JudgedNeed, 'action' | 'resource'>[],
): boolean {
  return template !== null && needs.some((need) => need.resource === arn && isPush(need.action));
}

/** The action that a push ends with. */
export function isPush(action: string): boolean {
  return action.toLowerCase() === 'ecr:putimage';
}

/** Whether the build's own commands make the repository (`describe-repositories || create-repository`). */
export function isMadeByBuild(arn: string, needs: readonly JudgedNeed[]): boolean {
  return needs.some(
    ({ action, resource, evidence }) =>
      action.toLowerCase() === 'ecr:createrepository' &&
      resource === arn &&
      evidence.some((one) => one.kind === 'use' && one.use.kind === 'aws-call'),
  );
}

function kindOf(account: string, elsewhere: readonly string[]): MissingRepository['kind'] {
  if (elsewhere.length === 0) return 'missing';
  return elsewhere.some((arn) => parseArn(arn)?.account === account) ? 'wrong-region' : 'wrong-account';
}
