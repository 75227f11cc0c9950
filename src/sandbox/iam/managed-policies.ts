/** Managed policies: the account's own, and the AWS managed ones the facts name (4.2 [MAN]). */
import type { Account } from '../world.ts';
import data from './aws-managed.json' with { type: 'json' };

export const AWS_MANAGED_CREATED = new Date('2015-12-21T17:05:00Z');
const PREFIX = /^arn:(aws|aws-cn|aws-us-gov):iam::aws:policy\/(.+)$/;

export interface AwsManagedPolicy {
  readonly PolicyName: string;
  readonly Arn: string;
  readonly Path: string;
  readonly DefaultVersionId: string;
  readonly AttachmentCount: number;
  readonly IsAttachable: boolean;
  readonly CreateDate: Date;
  readonly document: string;
}

const POLICIES: Readonly<Record<string, { readonly path: string; readonly statements: readonly object[] }>> =
  data;

/** Null for an ARN that is none of AWS's, or one this sandbox does not hold. */
export function awsManagedPolicy(arn: string): AwsManagedPolicy | null {
  const [, partition = '', name = ''] = PREFIX.exec(arn) ?? [];
  const policy = Object.hasOwn(POLICIES, name) ? POLICIES[name] : undefined;
  if (policy === undefined) return null;
  return {
    PolicyName: name,
    Arn: `arn:${partition}:iam::aws:policy${policy.path}${name}`,
    Path: policy.path,
    DefaultVersionId: 'v1',
    AttachmentCount: 0,
    IsAttachable: true,
    CreateDate: AWS_MANAGED_CREATED,
    document: JSON.stringify({ Version: '2012-10-17', Statement: policy.statements }),
  };
}

export function awsManagedPolicies(partition: string): readonly AwsManagedPolicy[] {
  return Object.keys(POLICIES).flatMap(
    (name) => awsManagedPolicy(`arn:${partition}:iam::aws:policy/${name}`) ?? [],
  );
}

/** The text in force under an ARN; null when there is no such policy. */
export function managedDocument(account: Account, arn: string): string | null {
  const own = account.iam.policies.get(arn);
  if (own !== undefined) return own.versions.get(own.defaultVersion)?.text ?? null;
  return awsManagedPolicy(arn)?.document ?? null;
}
