/** What a piece of evidence makes the build ask of AWS, before it is merged into needs. */
import { purposeOf } from '#catalog/action-purposes.ts';
import type { Snapshot } from '#account/snapshot.ts';
import type { Need } from './need.ts';

/** Whose build it is. */
export interface NeedScope {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly projectName: string;
  readonly projectArn: string;
  /** ARN of the role the build ran under; null: it is not known. */
  readonly roleArn: string | null;
  /** ARN of the role of its own that starts the builds of batches; absent: there is none. */
  readonly batchRoleArn?: string;
}

/** The project of a snapshot, and the role that what is looked at ran under. */
export const scopeOf = (
  { partition, account, region, project }: Pick<Snapshot, 'partition' | 'account' | 'region' | 'project'>,
  roleArn: string | null,
): NeedScope => ({
  partition,
  account,
  region,
  projectName: project.name,
  projectArn: project.arn,
  roleArn,
});

export interface NeedsOptions {
  /** Only what the evidence shows, instead of everything the task may do. */
  readonly least: boolean;
  /** Pairs that a person named: they stand for a denial that names no resource. */
  readonly confirmed?: readonly Pick<Need, 'action' | 'resource'>[];
}

export interface Request {
  readonly action: string;
  /** Null: the denial that shows it does not name the resource. */
  readonly resource: string | null;
  readonly context: Need['context'];
  readonly why: string;
  readonly rule: string | null;
  readonly subject: Need['subject'];
}
export type UseRequest = Request & { readonly resource: string };

/** Requests for actions on one resource, each with what the catalog says it is for. */
export function requests(
  actions: readonly string[],
  resource: string,
  more: Partial<Pick<Request, 'context' | 'rule' | 'subject' | 'why'>> = {},
): readonly UseRequest[] {
  return actions.map((action) => ({
    action,
    resource,
    context: more.context ?? {},
    why: more.why ?? purposeOf(action) ?? `call ${action}`,
    rule: more.rule ?? null,
    subject: more.subject ?? 'service-role',
  }));
}

export function arnOf(scope: NeedScope, service: string, resource: string): string {
  return `arn:${scope.partition}:${service}:${scope.region}:${scope.account}:${resource}`;
}

/** S3 names need neither region nor account. */
export function s3Arn(scope: NeedScope, path: string): string {
  return `arn:${scope.partition}:s3:::${path}`;
}
