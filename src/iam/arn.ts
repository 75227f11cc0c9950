/**
 * Amazon Resource Names: `arn:partition:service:region:account:resource`.
 * Source: IAM User Guide, reference-arns. The resource part may itself hold colons and slashes.
 */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** The ARN that `text` spells, or null when it does not have six fields and the `arn` prefix. */
export function parseArn(text: string): Arn | null {
  if (!text.startsWith('arn:')) return null;
  const service = text.indexOf(':', 4) + 1;
  const region = service === 0 ? 0 : text.indexOf(':', service) + 1;
  const account = region === 0 ? 0 : text.indexOf(':', region) + 1;
  const resource = account === 0 ? 0 : text.indexOf(':', account) + 1;
  // Partition and service may not be empty.
  if (resource === 0 || service === 5 || region === service + 1) return null;
  return {
    partition: text.slice(4, service - 1),
    service: text.slice(service, region - 1),
    region: text.slice(region, account - 1),
    account: text.slice(account, resource - 1),
    resource: text.slice(resource),
  };
}

export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:${arn.resource}`;
}
