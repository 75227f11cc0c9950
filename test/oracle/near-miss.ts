/** ARNs and patterns that match a given ARN, or just fail to. */

import type { Random } from './random.ts';
import { ACCOUNTS, REGIONS } from './vocabulary.ts';

/** Another ARN, one slip away. */
export function nearbyArn(random: Random, arn: string): string {
  const [head = '', partition = '', service = '', region = '', account = '', ...rest] = arn.split(':');
  const name = rest.join(':');
  const build = (fields: {
    partition?: string;
    region?: string;
    account?: string;
    name?: string;
  }): string => {
    const all = { partition, region, account, name, ...fields };
    return [head, all.partition, service, all.region, all.account, all.name].join(':');
  };
  switch (random.below(8)) {
    case 0:
      return build({ region: region === '' ? REGIONS[0] : random.pick(REGIONS) });
    case 1:
      return build({ account: random.pick(ACCOUNTS) });
    case 2:
      return build({ name: name.toUpperCase() });
    case 3:
      return build({ name: `${name}/sub` });
    case 4:
      return build({ name: name.replace(/\/[^/]*$/, '') });
    case 5:
      return build({ partition: partition === 'aws' ? 'aws-us-gov' : 'aws' });
    case 6:
      return build({ account: '' });
    default:
      return build({ name: name.slice(0, -1) });
  }
}

/** A Resource pattern that matches the ARN: exact, or with wildcards at and inside segment edges. */
export function coveringPattern(random: Random, arn: string, incomplete: boolean): string {
  const fields = arn.split(':');
  const [head = '', partition = '', service = '', region = '', account = ''] = fields;
  const name = fields.slice(5).join(':');
  const start = `${head}:${partition}:${service}:${region}:${account}`;
  const cut = random.below(name.length);
  const choices = [
    arn,
    arn,
    '*',
    `${start}:*`,
    `${start}:${name.slice(0, cut)}*`,
    `${start}:${name.slice(0, cut)}*${name.slice(cut + 1)}`,
    `${start}:${name.slice(0, cut)}?${name.slice(cut + 1)}`,
    `${start}:${name}*`,
    `${head}:${partition}:${service}:*:${account}:${name}`,
    `${head}:${partition}:${service}:*:*:${name}`,
    `${head}:*:${service}:${region}:${account}:${name}`,
    `${head}:${partition}:${service}:${region.slice(0, 3)}*:${account}:${name}`,
    `${head}:${partition}:${service}:${region.slice(0, 3)}*${region.slice(-2)}:${account}:${name}`,
    `${head}:${partition}:${service}:${region}:${account.slice(0, 11)}?:${name}`,
    // The star that ends the region's segment runs on over the account and part of the name.
    `${head}:${partition}:${service}:*:*:${name.split(':').pop() ?? ''}`,
    `${head}:${partition}:${service}:*:${name.split(':').slice(-2).join(':')}:*`,
    `${start}:${name.replace(/\/[^/]*$/, '/*')}`,
  ];
  // A short form is completed with stars in the policies of an identity, and refused in a session policy. Source: facts 2.4.
  const short = [
    `${head}:${partition}:${service}`,
    `${head}:${partition}:${service}:*`,
    `${head}:${partition}:${service}:${region}`,
    `${head}:${partition}:${service}:${region}:${account}`,
    `${head}:${partition}:${service}:${region}:*`,
  ];
  return random.chance(incomplete ? 0.1 : 0) ? random.pick(short) : random.pick(choices);
}

export function resourceVariable(random: Random, arn: string): string {
  const start = arn.split(':').slice(0, 5).join(':');
  const type = /^[^:/]*[:/]/.exec(arn.split(':').slice(5).join(':'))?.[0] ?? '';
  const name = random.pick([
    '${aws:PrincipalTag/team}',
    '${aws:PRINCIPALTAG/team}*',
    "${aws:PrincipalTag/none, 'app'}",
    '${aws:PrincipalTag/none}',
    '${aws:username}/*',
    'app${*}',
    'ap${?}',
    '${$}{app}',
    'a${*}*',
  ]);
  return `${start}:${type}${name}`;
}

/** An action pattern that covers the action. */
export function coveringAction(random: Random, action: string): string {
  const [service = '', name = ''] = action.split(':');
  const cut = random.below(name.length);
  return random.pick([
    action,
    action,
    `${service}:*`,
    `${service}:${name.slice(0, cut)}*`,
    `${service}:*${name.slice(cut)}`,
    `${service}:${name.slice(0, cut)}?${name.slice(cut + 1)}`,
    `${service.toUpperCase()}:${name.toLowerCase()}`,
  ]);
}

/** An action pattern near the action that does not cover it (mostly). */
export function nearbyAction(random: Random, action: string): string {
  const [service = '', name = ''] = action.split(':');
  return random.pick([
    `${service}:${name}?`,
    `${service}:${name.slice(0, -1)}`,
    `${service}:?${name}`,
    `${service}:${name}Version`,
    `${service === 's3' ? 'ecr' : 's3'}:${name}`,
    `${service === 's3' ? 'ecr' : 's3'}:*`,
    `${service}:Delete*`,
  ]);
}
