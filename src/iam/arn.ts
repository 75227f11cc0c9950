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

/** Where the account of an ARN starts; 0 for what does not begin as one. Called for each request: it makes nothing. */
export function accountStart(text: string): number {
  if (text.startsWith(SESSION)) return SESSION.length;
  if (!text.startsWith('arn:')) return 0;
  const service = text.indexOf(':', 4) + 1;
  const region = service === 0 ? 0 : text.indexOf(':', service) + 1;
  // Partition and service may not be empty.
  if (region === 0 || service === 5 || region === service + 1) return 0;
  return text.indexOf(':', region) + 1;
}

/** How most callers' ARNs begin: their fields need not be looked for one by one. */
const SESSION = 'arn:aws:sts::';

/** Where the resource part of an ARN starts, from where its account does; 0 for what is none. */
export const resourceStart = (text: string, account: number): number =>
  account === 0 ? 0 : text.indexOf(':', account) + 1;

/** The account of an ARN; empty for what is none. */
export function accountOf(text: string): string {
  const account = accountStart(text);
  const resource = resourceStart(text, account);
  return resource === 0 ? '' : text.slice(account, resource - 1);
}

export const isArn = (text: string): boolean => resourceStart(text, accountStart(text)) !== 0;

/** The ARN that `text` spells, or null when it does not have six fields and the `arn` prefix. */
export function parseArn(text: string): Arn | null {
  const account = accountStart(text);
  const resource = resourceStart(text, account);
  if (resource === 0) return null;
  const [, partition = '', service = '', region = ''] = text.slice(0, account).split(':', 4);
  return {
    partition,
    service,
    region,
    account: text.slice(account, resource - 1),
    resource: text.slice(resource),
  };
}

/** What follows the last `/`: the name of a role, user or policy without its path; all of a text that has none. */
export const nameInArn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** What an ECR repository is called, of its ARN. */
export const repositoryNameIn = (arn: string): string =>
  (parseArn(arn)?.resource ?? arn).replace(/^repository\//, '');

export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:${arn.resource}`;
}
