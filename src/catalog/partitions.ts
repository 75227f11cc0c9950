/**
 * Partitions, the DNS suffixes under which each keeps its services and registries, and where each has its console.
 * Source: AWS General Reference, endpoints; the registry pattern of amazon-ecr-credential-helper; the sign-in pages of the
 * partitions (2026-11).
 */
interface Partition {
  readonly name: string;
  /** Region names of the partition begin with one of these; the commercial partition takes all others. */
  readonly regions: readonly string[];
  /** What follows the region in a registry's host name; the plain one first, the dual-stack one after it. */
  readonly registrySuffixes: readonly string[];
  /** Host of the Management Console, which a region may precede; null: it is not published. */
  readonly console: string | null;
}

const COMMERCIAL: Partition = {
  name: 'aws',
  regions: [],
  registrySuffixes: ['amazonaws.com', 'on.aws'],
  console: 'console.aws.amazon.com',
};

const PARTITIONS: readonly Partition[] = [
  {
    name: 'aws-cn',
    regions: ['cn-'],
    registrySuffixes: ['amazonaws.com.cn', 'on.amazonwebservices.com.cn'],
    console: 'console.amazonaws.cn',
  },
  {
    name: 'aws-us-gov',
    regions: ['us-gov-'],
    registrySuffixes: ['amazonaws.com', 'on.aws'],
    console: 'console.amazonaws-us-gov.com',
  },
  { name: 'aws-iso', regions: ['us-iso-'], registrySuffixes: ['c2s.ic.gov'], console: null },
  { name: 'aws-iso-b', regions: ['us-isob-'], registrySuffixes: ['sc2s.sgov.gov'], console: null },
  { name: 'aws-iso-e', regions: ['eu-isoe-'], registrySuffixes: ['cloud.adc-e.uk'], console: null },
  { name: 'aws-iso-f', regions: ['us-isof-'], registrySuffixes: ['csp.hci.ic.gov'], console: null },
  {
    name: 'aws-eusc',
    regions: ['eusc-'],
    registrySuffixes: ['amazonaws.eu'],
    console: 'console.amazonaws-eusc.eu',
  },
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

/** What ends the host names of a region's services, the plain ones of its registries among them. */
export function dnsSuffixOf(region: string): string {
  return partitionEntry(region).registrySuffixes[0] ?? 'amazonaws.com';
}

/** The host of a service in a region, by which `kms:ViaService` names it too. */
export const serviceHost = (service: string, region: string): string =>
  `${service}.${region}.${dnsSuffixOf(region)}`;

/** The host of the Management Console for a region; null where none is published. */
export function consoleHostOf(region: string): string | null {
  return partitionEntry(region).console;
}

/** Whether a host is of some partition's Management Console. */
export function isConsoleHost(host: string): boolean {
  return PARTITIONS.some((one) => one.console !== null && `.${host}`.endsWith(`.${one.console}`));
}

function partitionEntry(region: string): Partition {
  const named = PARTITIONS.find(({ regions }) => regions.some((prefix) => region.startsWith(prefix)));
  return named ?? COMMERCIAL;
}
