/**
 * Authorization IDs, as IAM ends its denials with them. Comes in: a build's phase contexts and its log. Goes out: each ID once, with
 * the region to ask. Never: a region that only the text names, since whatever runs in the build writes it.
 * Source: IAM User Guide, troubleshoot_access-denied-authorization-id; most IAM operations, at present no other service's.
 */
import type { AuthorizationAddress } from '#account/wanted.ts';
import type { Build, BuildLog } from '#account/snapshot.ts';

/** IAM has one region to each partition. Source: AWS General Reference, IAM endpoints. */
const IAM_REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

const ID =
  /(?:\bregion=([a-z0-9-]{4,30})#\/authorization-details\/|authorization\s+id:\s{0,4})([0-9a-z]{4,128})\b/g;

export function authorizationIds(left: {
  readonly partition: string;
  readonly region: string;
  readonly build: Build | null;
  readonly log: BuildLog | null;
}): readonly AuthorizationAddress[] {
  const iamRegion = IAM_REGIONS[left.partition] ?? left.region;
  const contexts = (left.build?.phases ?? []).flatMap((phase) =>
    phase.contexts.map(({ message }) => message),
  );
  const found = new Map<string, AuthorizationAddress>();
  for (const text of [...contexts, (left.log?.lines ?? []).join('\n')]) {
    for (const [, named, id = ''] of text.matchAll(ID)) {
      const region = named === left.region ? left.region : iamRegion;
      if (!found.has(id)) found.set(id, { id, region });
    }
  }
  return [...found.values()];
}
