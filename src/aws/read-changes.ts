/**
 * Who started the build and who changed what it hangs on, as CloudTrail recorded the calls. Comes in: the build, the last green one, the
 * project and its role. Goes out: a page of each kind of call. Never: more than nine lookups, or more than two at once in a region.
 */
import type { Project } from '#account/project.ts';
import {
  absent,
  type Build,
  type Known,
  known,
  type Role,
  type Snapshot,
  type Trail,
} from '#account/snapshot.ts';
import { parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { asKnown } from './known.ts';
import { newLimit } from './limit.ts';

export type Changes = Pick<Snapshot, 'starts' | 'projectChanges' | 'roleChanges' | 'repositoryChanges'>;

export const NO_CHANGES: Changes = {
  starts: absent,
  projectChanges: absent,
  roleChanges: absent,
  repositoryChanges: absent,
};

interface ChangedSince {
  readonly project: Project;
  /** Null: there is none, or it could not be read. */
  readonly build: Build | null;
  /** The last build that went well; null: none is known, and nothing is asked of role and repositories. */
  readonly green: Build | null;
  readonly role: Promise<Known<Role>>;
}

/** Milliseconds around a time that two services tell, each by its own clock. */
const AROUND = 60_000;

export async function readChanges(connection: Connection, asked: ChangedSince): Promise<Changes> {
  const { project, build, green, role } = asked;
  const here = lookUpIn(connection);
  const since = timeOf(green?.startedAt);
  const [starts, projectChanges, repositoryChanges, roleChanges] = await Promise.all([
    startsOf(here, timeOf(build?.startedAt)),
    projectChangesOf(here, asked, project),
    since === null ? absent : repositoryChangesOf(here, since),
    since === null ? absent : role.then((read) => roleChangesOf(connection, read, since)),
  ]);
  return { starts, projectChanges, repositoryChanges, roleChanges };
}

const timeOf = (text: string | null | undefined): number | null => (text ? Date.parse(text) : null);

type LookUp = (
  by: { readonly key: 'EventName' | 'ResourceName'; readonly value: string },
  from: number,
  to?: number,
) => Promise<Known<Trail>>;

/** The calls of StartBuild about when the build began; absent: it is not known when. */
async function startsOf(lookUp: LookUp, at: number | null): Promise<Known<Trail>> {
  return at === null ? absent : lookUp({ key: 'EventName', value: 'StartBuild' }, at - AROUND, at + AROUND);
}

/** Up to the last change, since either build; absent: the project is as it was made. Newest first, so the last one is among them. */
async function projectChangesOf(
  lookUp: LookUp,
  { build, green }: ChangedSince,
  { created, lastModified }: Project,
): Promise<Known<Trail>> {
  const last = lastModified === created ? null : timeOf(lastModified);
  if (last === null) return absent;
  const from = Math.min(last, ...[build, green].flatMap((one) => timeOf(one?.startedAt) ?? []));
  return lookUp({ key: 'EventName', value: 'UpdateProject' }, from - AROUND, last + AROUND);
}

async function repositoryChangesOf(lookUp: LookUp, since: number): Promise<Known<Trail>> {
  const names = ['SetRepositoryPolicy', 'DeleteRepositoryPolicy'];
  return joined(await Promise.all(names.map((value) => lookUp({ key: 'EventName', value }, since))));
}

/** Policies of the account's own that are looked at; the role's others are told to have been left out. */
const MOST_POLICIES = 4;

/** The role by its name, and what is attached to it by the ARN, as CloudTrail names the resources of IAM's events. */
async function roleChangesOf(
  connection: Connection,
  role: Known<Role>,
  since: number,
): Promise<Known<Trail>> {
  if (role.kind !== 'known') return absent;
  const { name, arn, attached, boundary } = role.value;
  const managed = attached.kind === 'known' ? [...attached.value, boundary] : [boundary];
  const own = managed.flatMap((policy) =>
    policy.kind === 'known' && parseArn(policy.value.arn)?.account !== 'aws' ? [policy.value.arn] : [],
  );
  const lookUp = lookUpIn(connection.inRegion(regionOfIam(arn, connection.region)));
  const names = [name, ...own.slice(0, MOST_POLICIES)];
  const trail = joined(
    await Promise.all(names.map((value) => lookUp({ key: 'ResourceName', value }, since))),
  );
  const isCut = own.length > MOST_POLICIES || attached.kind !== 'known';
  return trail.kind === 'known' && isCut ? known({ ...trail.value, complete: false }) : trail;
}

/** Where CloudTrail keeps the events of IAM. Source: CloudTrail User Guide, "Global service events". */
const IAM_REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** The region whose CloudTrail has the events about what IAM keeps under the ARN. */
export const regionOfIam = (arn: string, otherwise: string): string =>
  IAM_REGIONS[parseArn(arn)?.partition ?? ''] ?? otherwise;

/** LookupEvents takes two requests a second in an account and region. Source: CloudTrail user guide, quotas. */
const AT_ONCE = 2;

function lookUpIn({ read }: Connection): LookUp {
  const limit = newLimit(AT_ONCE);
  return async ({ key, value }, from, to) => {
    const answer = await limit(() =>
      read('cloudtrail', 'LookupEvents', {
        LookupAttributes: [{ AttributeKey: key, AttributeValue: value }],
        StartTime: new Date(from),
        ...(to === undefined ? {} : { EndTime: new Date(to) }),
        MaxResults: 50,
      }),
    );
    // One sentence for all of them: whoever may not look up one kind of event may look up none.
    if (!answer.ok)
      return asKnown('CloudTrail events of builds that were started and of what was changed', answer);
    const { Events = [], NextToken } = answer.value;
    const events = Events.flatMap(({ CloudTrailEvent }) => CloudTrailEvent ?? []);
    return known({ events, complete: NextToken === undefined || NextToken === '' });
  };
}

/** What one lookup could not read leaves the whole unread: half of the changes would pass for all. */
function joined(trails: readonly Known<Trail>[]): Known<Trail> {
  const unread = trails.find(({ kind }) => kind !== 'known');
  if (unread !== undefined) return unread;
  const read = trails.flatMap((trail) => (trail.kind === 'known' ? [trail.value] : []));
  return known({
    events: [...new Set(read.flatMap(({ events }) => events))],
    complete: read.every(({ complete }) => complete),
  });
}
