/**
 * Service and resource control policies on the account, root first. Only the management account or a
 * delegated administrator may read them; elsewhere they stay unread, and AWS's messages and simulator
 * are what is left to tell of them. Source: facts 1.6, 6.5.
 */
import type { CallProblem } from '#account/ports.ts';
import {
  absent,
  type Known,
  known,
  type OrganizationTarget,
  type PolicyDocument,
} from '#account/snapshot.ts';
import { ok, type Result } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import type { Identity } from './identity.ts';
import { asKnown, incomplete, notRead } from './known.ts';
import { newPace } from './pace.ts';
import { allPages } from './pages.ts';

type Filter = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';

export interface OrganizationPolicies {
  readonly serviceControl: Known<readonly OrganizationTarget[]>;
  readonly resourceControl: Known<readonly OrganizationTarget[]>;
}

/** No organisation, or its management account, to which neither kind applies. */
const NONE: OrganizationPolicies = { serviceControl: absent, resourceControl: absent };

type Organization = OrganizationPolicies & { readonly organizationId: Known<string> };

const WHAT = 'service and resource control policies';

/** Requests a second, and at once. Source: Organizations user guide, quotas. */
const WALK_RATE = { perSecond: 5, burst: 8 };
const DESCRIBE_RATE = { perSecond: 2, burst: 2 };
/** An account lies under at most five organisational units and the root. */
const MOST_LEVELS = 8;

export async function readOrganization(connection: Connection): Promise<Organization> {
  const [answer, identity] = await Promise.all([
    connection.read('organizations', 'DescribeOrganization', {}),
    connection.identity(),
  ]);
  if (!answer.ok) {
    if (answer.error.code.startsWith('AWSOrganizationsNotInUse')) return { ...NONE, organizationId: absent };
    const walked = identity.ok ? await firstWalk(othersOf(connection, ''), identity.value) : NONE;
    const policies = isRead(walked) ? walked : bothUnread(answer.error);
    return { ...policies, organizationId: notRead('the organisation', answer.error) };
  }
  const { Id, MasterAccountId = '' } = answer.value.Organization ?? {};
  const organizationId = Id === undefined ? incomplete('the organisation') : known(Id);
  if (!identity.ok) return { ...bothUnread(identity.error), organizationId };
  const isManagement = MasterAccountId === identity.value.account;
  if (isManagement) return { ...NONE, organizationId };
  const readers = [...othersOf(connection, MasterAccountId), connection];
  return { ...(await firstWalk(readers, identity.value)), organizationId };
}

/** Who else may be let read them: the management account where it is open, then whoever is, as a delegated administrator. */
function othersOf(connection: Connection, management: string): readonly Connection[] {
  const rank = (account: string): number => (account === management ? 0 : 1);
  return Object.keys(connection.others)
    .toSorted((one, other) => rank(one) - rank(other))
    .map((account) => connection.ofAccount(account));
}

const isRead = ({ serviceControl }: OrganizationPolicies): boolean => serviceControl.kind === 'known';

async function firstWalk(readers: readonly Connection[], identity: Identity): Promise<OrganizationPolicies> {
  let walked = NONE;
  for (const reader of readers) {
    walked = await walk(reader, identity);
    if (isRead(walked)) return walked;
  }
  return walked;
}

function bothUnread(problem: CallProblem): OrganizationPolicies {
  const unread = notRead(WHAT, problem);
  return { serviceControl: unread, resourceControl: unread };
}

async function walk(connection: Connection, { account }: Identity): Promise<OrganizationPolicies> {
  const walking = newPace(connection, WALK_RATE);
  const targets = [account];
  for (let level = 0; level < MOST_LEVELS; level++) {
    const child = targets[0] ?? account;
    await walking();
    const answer = await connection.read('organizations', 'ListParents', { ChildId: child });
    if (!answer.ok) return bothUnread(answer.error);
    const parent = answer.value.Parents?.[0]?.Id;
    if (parent === undefined) break;
    connection.tell('reading the policies of the organisation');
    targets.unshift(parent);
    if (answer.value.Parents?.[0]?.Type === 'ROOT') break;
  }
  const documents = newDocuments(connection);
  const levelsOf = async (filter: Filter): Promise<Known<readonly OrganizationTarget[]>> => {
    const levels = await Promise.all(
      targets.map(async (target) => {
        const policies = await listPolicies(connection, { target, filter, walking, documents });
        return { target, policies: asKnown(`${WHAT} of \`${target}\``, policies) };
      }),
    );
    return known(levels);
  };
  const serviceControl = await levelsOf('SERVICE_CONTROL_POLICY');
  return { serviceControl, resourceControl: await levelsOf('RESOURCE_CONTROL_POLICY') };
}

interface Level {
  readonly target: string;
  readonly filter: Filter;
  readonly walking: () => Promise<void>;
  readonly documents: Documents;
}

/** Pages may come empty though more follows. Source: Organizations API reference, ListPoliciesForTarget. */
async function listPolicies(
  { read }: Connection,
  { target, filter, walking, documents }: Level,
): Promise<Result<readonly PolicyDocument[], CallProblem>> {
  const list = await allPages(async (NextToken) => {
    await walking();
    const page = await read('organizations', 'ListPoliciesForTarget', {
      TargetId: target,
      Filter: filter,
      NextToken,
    });
    return page.ok ? ok({ items: page.value.Policies ?? [], next: page.value.NextToken }) : page;
  });
  if (!list.ok) return list;
  const contents = await Promise.all(
    list.value.flatMap(({ Id }) => (Id === undefined ? [] : [documents(Id)])),
  );
  const failed = contents.find((one) => !one.ok);
  if (failed !== undefined && !failed.ok) return failed;
  return ok(contents.flatMap((one) => (one.ok ? [one.value] : [])));
}

type Documents = (id: string) => Promise<Result<PolicyDocument, CallProblem>>;

/** A policy is attached at many levels, `FullAWSAccess` at all, and is read once. */
function newDocuments(connection: Connection): Documents {
  const pace = newPace(connection, DESCRIBE_RATE);
  const asked = new Map<string, ReturnType<Documents>>();
  const ask: Documents = async (id) => {
    await pace();
    const answer = await connection.read('organizations', 'DescribePolicy', { PolicyId: id });
    if (!answer.ok) return answer;
    const { PolicySummary, Content = '' } = answer.value.Policy ?? {};
    return ok({ name: PolicySummary?.Name ?? id, arn: PolicySummary?.Arn ?? null, text: Content });
  };
  return (id) => {
    const answer = asked.get(id) ?? ask(id);
    asked.set(id, answer);
    return answer;
  };
}
