/**
 * Partitions, and the DNS suffixes under which each keeps its registries.
 * Source: AWS General Reference, endpoints; the registry pattern of amazon-ecr-credential-helper (2026-11).
 */
interface Partition {
  readonly name: string;
  /** Region names of the partition begin with one of these; the commercial partition takes all others. */
  readonly regions: readonly string[];
  /** What follows the region in a registry's host name; the plain one first, the dual-stack one after it. */
  readonly registrySuffixes: readonly string[];
}

const COMMERCIAL: Partition = { name: 'aws', regions: [], registrySuffixes: ['amazonaws.com', 'on.aws'] };

const PARTITIONS: readonly Partition[] = [
  {
    name: 'aws-cn',
    regions: ['cn-'],
    registrySuffixes: ['amazonaws.com.cn', 'on.amazonwebservices.com.cn'],
  },
  { name: 'aws-us-gov', regions: ['us-gov-'], registrySuffixes: ['amazonaws.com', 'on.aws'] },
  { name: 'aws-iso', regions: ['us-iso-'], registrySuffixes: ['c2s.ic.gov'] },
  { name: 'aws-iso-b', regions: ['us-isob-'], registrySuffixes: ['sc2s.sgov.gov'] },
  { name: 'aws-iso-e', regions: ['eu-isoe-'], registrySuffixes: ['cloud.adc-e.uk'] },
  { name: 'aws-iso-f', regions: ['us-isof-'], registrySuffixes: ['csp.hci.ic.gov'] },
  { name: 'aws-eusc', regions: ['eusc-'], registrySuffixes: ['amazonaws.eu'] },
  COMMERCIAL,
];

/** The partition a region belongs to, by its name. */
export function partitionOf(region: string): string {
  return partitionEntry(region).name;
}

/** Whether a registry's host name in that region may end so. */
export function isRegistrySuffix(region: string, suffix: string): boolean {
  return partitionEntry(region).registrySuffixes.includes(suffix);
}

/** The suffix of a registry's plain host name. */
export function registrySuffixOf(region: string): string {
  return partitionEntry(region).registrySuffixes[0] ?? 'amazonaws.com';
}

function partitionEntry(region: string): Partition {
  const named = PARTITIONS.find(({ regions }) => regions.some((prefix) => region.startsWith(prefix)));
  return named ?? COMMERCIAL;
}
