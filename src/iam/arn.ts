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
  const fields = text.split(':');
  const [prefix, partition, service, region, account, ...rest] = fields;
  if (prefix !== 'arn' || rest.length === 0) return null;
  if (!partition || !service || region === undefined || account === undefined) return null;
  return { partition, service, region, account, resource: rest.join(':') };
}

export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:${arn.resource}`;
}
