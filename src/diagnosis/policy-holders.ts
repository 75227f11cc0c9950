/** What carries the policy on a resource, and what that policy is called, by the service that keeps it. */
import { parseArn } from '#iam/arn.ts';

/** The ARN of what carries the policy on a resource: of an object its bucket. */
export function policyHolderOf(resource: string): string {
  const arn = parseArn(resource);
  if (arn?.service === 's3') return `arn:${arn.partition}:s3:::${arn.resource.split('/', 1)[0] ?? ''}`;
  return arn?.service === 'secretsmanager' ? resource.replace(/-\?{6}$/, '') : resource;
}

/** ``bucket policy of `artifacts` `` */
export function policyNoun(resource: string): string {
  const arn = parseArn(policyHolderOf(resource));
  if (arn === null) return 'policy of the resource';
  const name = arn.resource.slice(arn.resource.indexOf('/') + 1);
  const noun = NOUNS[arn.service];
  return noun === undefined ? `policy of \`${arn.resource}\`` : `${noun} of \`${name}\``;
}

const NOUNS: Readonly<Partial<Record<string, string>>> = {
  ecr: 'repository policy',
  s3: 'bucket policy',
  kms: 'key policy',
  iam: 'trust policy',
  secretsmanager: 'resource policy',
};
