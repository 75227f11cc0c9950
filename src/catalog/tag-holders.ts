/** What carries the tags that a request on a resource is judged with. Source: Service Authorization Reference of each service. */
import { parseArn } from '#iam/arn.ts';
import { conditionKeysOf, isWildcardOnly } from './actions.ts';

/** The ARN of what is tagged; null: nothing that one could name. */
export function tagHolder(resource: string): string | null {
  const arn = parseArn(resource);
  if (arn === null) return null;
  const whole = holderOf(resource, arn);
  return /[*?]/.test(whole) ? null : whole;
}

function holderOf(
  text: string,
  { partition, service, resource }: NonNullable<ReturnType<typeof parseArn>>,
): string {
  switch (service) {
    case 's3':
      return `arn:${partition}:s3:::${resource.split('/', 1)[0] ?? ''}`;
    case 'secretsmanager':
      return text.replace(/-\?{6}$/, '');
    case 'logs':
      return text.replace(/(:log-group:[^:*?]+):.*$/, '$1');
    // Versions and aliases have no tags of their own. Source: Lambda Developer Guide, configuration-tags.
    case 'lambda':
      return text.replace(/(:function:[^:]+):.*$/, '$1');
    default:
      return text;
  }
}

/** Whether a request can carry tags of a resource at all: an action that works on none has none. */
export const hasTaggedResource = (action: string): boolean => isWildcardOnly(action) !== true;

/** The service's own name for the tags of a resource, beside `aws:ResourceTag/`: `ecr:ResourceTag/`. Null: it has none. */
export function ownTagPrefix(service: string): string | null {
  const key = conditionKeysOf(service).find((name) => /:resourcetag\/[^:]*$/i.test(name));
  return key === undefined ? null : key.slice(0, key.indexOf('/') + 1);
}

/** The service's other keys; a name that ends in `*` stands for all that begin so. */
export function keysBesideTags(service: string): readonly string[] {
  return conditionKeysOf(service)
    .filter((name) => name.startsWith(`${service}:`) && !/:resourcetag\//i.test(name))
    .map((name) => name.replace(/(?:\$\{|<).*$/, '*'));
}
