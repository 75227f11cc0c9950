/**
 * Resources and principals that are written as nothing AWS has, and so match nothing. Source: IAM User Guide,
 * access-analyzer-reference-policy-checks: invalid ARN prefix, account, service case; ARN region or account not
 * allowed; missing ARN region; invalid service principal format.
 */
import type { JSONPath } from 'jsonc-parser';
import { parseArn, type Arn } from '#iam/arn.ts';
import type { Statement } from '#iam/policy.ts';
import type { Found } from './advice-codes.ts';
import { arnFieldsOf } from './arn-fields.ts';

export function malformedArn(pattern: string, path: JSONPath): readonly Found[] {
  const wrong = wrongWith(pattern);
  return wrong === null
    ? []
    : [{ code: 'malformed-arn', message: `\`${pattern}\` matches nothing: ${wrong}`, path }];
}

function wrongWith(pattern: string): string | null {
  if (/^\*+$/.test(pattern)) return null;
  if (!pattern.startsWith('arn:')) return 'a resource is an ARN or `*`';
  const arn = parseArn(pattern);
  if (arn === null) return null;
  if (/[*?]/.test(arn.service)) return 'the service field of an ARN takes no wildcard';
  if (arn.service !== arn.service.toLowerCase())
    return `the service is written \`${arn.service.toLowerCase()}\``;
  return wrongAccount(arn) ?? wrongFields(arn);
}

/** AWS itself, and services that keep things for all accounts, stand where an account would. */
const wrongAccount = ({ account }: Arn): string | null =>
  /^(?:\d{12}|[a-z-]*)$/.test(account) || isOpen(account)
    ? null
    : `\`${account}\` is no account ID of 12 digits`;

const isOpen = (field: string): boolean => /[*?$]/.test(field);

/** Things of S3 that are in a region and an account; buckets and objects are in none. */
const S3_IN_ACCOUNT = /^(?:accesspoint|storage-lens|job|access-grants|async-request|storage-lens-group)\b/;

/** Services whose things are all somebody's. Others keep some of AWS's own, whose ARNs name no account: documents, views. */
const OWNED = new Set('codebuild codecommit dynamodb ecr ecr-public kms logs secretsmanager sqs'.split(' '));

function wrongFields({ service, region, account, resource }: Arn): string | null {
  if (service === 's3') {
    const named = [region, account].some((field) => field !== '' && !isOpen(field));
    return named && !S3_IN_ACCOUNT.test(resource)
      ? 'buckets and objects have no region and no account in their ARN'
      : null;
  }
  const fields = arnFieldsOf(service);
  if (fields === null) return null;
  for (const [name, field, has] of [
    ['region', region, fields.region],
    ['account', account, fields.account],
  ] as const) {
    if (has === 'never' && field !== '' && !isOpen(field)) return `ARNs of \`${service}\` have no ${name}`;
    if (has === 'always' && field === '' && OWNED.has(service))
      return `the ${name} is missing, which ARNs of \`${service}\` always have`;
  }
  return null;
}

export function adviceOnPrincipals({ principal }: Statement): readonly Found[] {
  if (principal.kind === 'unnamed') return [];
  const element = principal.kind === 'principal' ? 'Principal' : 'NotPrincipal';
  const services = principal.entries.flatMap((entry) => (entry.kind === 'service' ? [entry.value] : []));
  return services.flatMap((service, index): readonly Found[] =>
    /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+$/.test(service)
      ? []
      : [
          {
            code: 'malformed-principal',
            message: `\`${service}\` names no service: expected a name such as \`codebuild.amazonaws.com\``,
            path: [element, 'Service', index],
          },
        ],
  );
}
