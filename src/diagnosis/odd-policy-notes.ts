/**
 * What is odd in the policies that AWS holds, with its place. Comes in: a snapshot. Goes out: notes. Never: a verdict;
 * that a statement in doubt allows nothing, and may deny, is decided by the reader.
 */
import type { Known, OrganizationTarget, PolicyDocument, Role, Snapshot } from '#account/snapshot.ts';
import type { PolicyKind, PolicyProblem } from '#iam/policy.ts';
import { readStored, type StoredPolicy } from '#iam/read/read-stored.ts';

const SHOWN = 10;

export function oddPolicyNotes(snapshot: Snapshot): readonly string[] {
  const notes = [...new Set(storedPolicies(snapshot).flatMap(notesOn))];
  const more = notes.length - SHOWN;
  return more > 0 ? [...notes.slice(0, SHOWN), `${more} more oddities of policies are not shown`] : notes;
}

interface Stored {
  readonly what: string;
  readonly kind: PolicyKind;
  readonly document: PolicyDocument;
}

function notesOn({ what, kind, document }: Stored): readonly string[] {
  const read = readStored(document.text, kind);
  if (!read.ok) return [];
  return read.value.odd.map((problem) => noteOn(`${what} \`${document.name}\``, read.value, problem));
}

function noteOn(what: string, stored: StoredPolicy, { at, message }: PolicyProblem): string {
  const place = at === '' ? '' : ` at \`${at}\``;
  const [, index] = /^Statement(?:\[(\d+)\])?(?=\.|$)/.exec(at) ?? [];
  const statement = at.startsWith('Statement') ? stored.policy.statements[Number(index ?? 0)] : undefined;
  if (statement === undefined) return `${what}${place}: ${message}`;
  const named = statement.sid === null || statement.sid === '' ? '' : ` (\`${statement.sid}\`)`;
  return `${what}${place}${named}: ${message}; ${takenFor(stored, Number(index ?? 0))}`;
}

function takenFor({ policy, open }: StoredPolicy, index: number): string {
  if (open.some((one) => one.index === index)) return 'whether it denies what it may mean is not known';
  return policy.statements[index]?.effect === 'deny'
    ? 'it denies what it says all the same'
    : 'nothing is taken as allowed by what is odd';
}

function storedPolicies(snapshot: Snapshot): readonly Stored[] {
  const { role, repositories, registryPolicies, resourcePolicies } = snapshot;
  const resource = (what: string, policy: Known<PolicyDocument>): readonly Stored[] =>
    known(policy).map((document) => ({ what, kind: 'resource', document }));
  return [
    ...known(role).flatMap(ofRole),
    ...Object.values(repositories).flatMap((repository) =>
      known(repository).flatMap(({ name, policy }) => resource(`repository \`${name}\`,`, policy)),
    ),
    ...Object.entries(registryPolicies).flatMap(([id, policy]) => resource(`registry \`${id}\`,`, policy)),
    ...Object.entries(resourcePolicies).flatMap(([arn, policy]) => resource(`\`${arn}\`,`, policy)),
    ...ofLevels(snapshot.serviceControl, 'service control policy', 'serviceControl'),
    ...ofLevels(snapshot.resourceControl, 'resource control policy', 'resourceControl'),
  ];
}

function ofRole({ inline, attached, boundary, trustPolicy }: Role): readonly Stored[] {
  const own = [inline, attached].flatMap((list) => known(list).flat().flatMap(known));
  const trust = { name: 'trust policy', arn: null, text: trustPolicy };
  return [
    ...own.map((document): Stored => ({ what: 'policy', kind: 'identity', document })),
    ...known(boundary).map((document): Stored => ({ what: 'boundary', kind: 'identity', document })),
    { what: 'the role, its', kind: 'trust', document: trust },
  ];
}

function ofLevels(
  levels: Known<readonly OrganizationTarget[]>,
  what: string,
  kind: PolicyKind,
): readonly Stored[] {
  return known(levels)
    .flat()
    .flatMap(({ policies }) => known(policies).flat())
    .map((document) => ({ what, kind, document }));
}

const known = <Value>(value: Known<Value>): readonly Value[] => (value.kind === 'known' ? [value.value] : []);
