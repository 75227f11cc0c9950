/**
 * Regions that an account has without opting in; those that are opted into are few and would each cost
 * a call that fails. Source: Account Management reference guide, regions enabled by default, 2026-11.
 */
const ENABLED_BY_DEFAULT: Readonly<Record<string, readonly string[]>> = {
  aws: [
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'ca-central-1',
    'sa-east-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'eu-central-1',
    'eu-north-1',
    'ap-south-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
  ],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-us-gov': ['us-gov-east-1', 'us-gov-west-1'],
  'aws-eusc': ['eusc-de-east-1'],
};

export function regionsOf(partition: string): readonly string[] {
  return ENABLED_BY_DEFAULT[partition] ?? [];
}

/** Those of all partitions. */
export const knownRegions = (): readonly string[] => Object.values(ENABLED_BY_DEFAULT).flat();
