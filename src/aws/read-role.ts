/**
 * A role with everything attached to it, in two trips whatever the number of its policies: the role and its two lists; then every
 * inline document and managed policy. A third is for managed documents of which the version could not be guessed.
 */
import { nameInArn, parseArn } from '#iam/arn.ts';
import {
  absent,
  type Known,
  known,
  type ManagedPolicy,
  type PolicyDocument,
  type Role,
} from '#account/snapshot.ts';
import { ok } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { asKnown, incomplete, notRead } from './known.ts';
import { allPages } from './pages.ts';
import { policyText } from './policy-text.ts';
import { orNull } from './project.ts';

/** The most IAM gives on a page. */
const PAGE = 1_000;

export async function readRole(connection: Connection, name: string): Promise<Known<Role>> {
  const listed = (await connection.roles())?.get(name);
  if (listed !== undefined) return known(listed);
  const [answer, inline, attached] = await Promise.all([
    readRoleAlone(connection, name),
    readInline(connection, name),
    readAttached(connection, name),
  ]);
  return answer.kind === 'known' ? known({ ...answer.value, inline, attached }) : answer;
}

type RoleAlone = Omit<Role, 'inline' | 'attached'>;

async function readRoleAlone(connection: Connection, name: string): Promise<Known<RoleAlone>> {
  const answer = await connection.read('iam', 'GetRole', { RoleName: name });
  if (!answer.ok) return asKnown(`role \`${name}\``, answer);
  const role = answer.value.Role;
  if (role?.Arn === undefined) return incomplete(`role \`${name}\``);
  const boundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
  return known({
    name: role.RoleName ?? name,
    arn: role.Arn,
    path: role.Path ?? '/',
    description: orNull(role.Description),
    trustPolicy: policyText(role.AssumeRolePolicyDocument),
    maxSessionSeconds: role.MaxSessionDuration ?? DEFAULT_SESSION,
    boundary: boundary === undefined ? absent : await readManagedPolicy(connection, boundary),
    tags: (role.Tags ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value })),
  });
}

export async function readRoleArn(connection: Connection, name: string): Promise<Known<string>> {
  const answer = asKnown(`role \`${name}\``, await connection.read('iam', 'GetRole', { RoleName: name }));
  return answer.kind === 'known' ? known(answer.value.Role?.Arn ?? '') : answer;
}

/** Source: IAM API reference, CreateRole. */
export const DEFAULT_SESSION = 3_600;

async function readInline(connection: Connection, role: string): Promise<Role['inline']> {
  const what = `inline policies of role \`${role}\``;
  const names = await allPages(async (Marker) => {
    const page = await connection.read('iam', 'ListRolePolicies', { RoleName: role, MaxItems: PAGE, Marker });
    return page.ok ? ok({ items: page.value.PolicyNames ?? [null], next: page.value.Marker }) : page;
  });
  if (!names.ok) return asKnown(what, names);
  if (!names.value.every((name) => name !== null)) return incomplete(what);
  return known(await Promise.all(names.value.map((name) => readInlinePolicy(connection, role, name))));
}

async function readInlinePolicy(
  { read }: Connection,
  role: string,
  name: string,
): Promise<Known<PolicyDocument>> {
  const answer = await read('iam', 'GetRolePolicy', { RoleName: role, PolicyName: name });
  const what = `inline policy \`${name}\` of role \`${role}\``;
  if (!answer.ok) return asKnown(what, answer);
  const { PolicyDocument } = answer.value;
  return PolicyDocument === undefined
    ? incomplete(what)
    : known({ name, arn: null, text: policyText(PolicyDocument) });
}

async function readAttached(connection: Connection, role: string): Promise<Role['attached']> {
  const what = `policies attached to role \`${role}\``;
  const list = await allPages(async (Marker) => {
    const page = await connection.read('iam', 'ListAttachedRolePolicies', {
      RoleName: role,
      MaxItems: PAGE,
      Marker,
    });
    return page.ok ? ok({ items: page.value.AttachedPolicies ?? [null], next: page.value.Marker }) : page;
  });
  if (!list.ok) return asKnown(what, list);
  const arns = list.value.flatMap((policy) => policy?.PolicyArn ?? []);
  if (arns.length < list.value.length) return incomplete(what);
  return known(await Promise.all(arns.map((arn) => readManagedPolicy(connection, arn))));
}

/** What a policy is created at, and what most of an account's own stay at. Source: IAM User Guide, access_policies_managed-versioning. */
const FIRST_VERSION = 'v1';

/** A managed policy with the document that is in force: asked for along with its version's number, where that can be guessed. */
export async function readManagedPolicy(connection: Connection, arn: string): Promise<Known<ManagedPolicy>> {
  const what = `managed policy \`${arn}\``;
  const versionAt = (VersionId: string) =>
    connection.read('iam', 'GetPolicyVersion', { PolicyArn: arn, VersionId });
  const isOwn = parseArn(arn)?.account !== 'aws';
  const [answer, first] = await Promise.all([
    connection.read('iam', 'GetPolicy', { PolicyArn: arn }),
    isOwn ? versionAt(FIRST_VERSION) : null,
  ]);
  if (!answer.ok) return asKnown(what, answer);
  const {
    PolicyName = '',
    Path = '/',
    Description,
    DefaultVersionId,
    AttachmentCount = 0,
    PermissionsBoundaryUsageCount = 0,
  } = answer.value.Policy ?? {};
  if (DefaultVersionId === undefined) return incomplete(what);
  const version =
    first !== null && DefaultVersionId === FIRST_VERSION ? first : await versionAt(DefaultVersionId);
  if (!version.ok) return notRead(`${what}, version ${DefaultVersionId}`, version.error);
  const document = version.value.PolicyVersion?.Document;
  if (document === undefined) return incomplete(`${what}, version ${DefaultVersionId}`);
  return known({
    name: PolicyName,
    arn,
    path: Path,
    text: policyText(document),
    ...(Description === undefined ? {} : { description: Description }),
    defaultVersionId: DefaultVersionId,
    attachmentCount: AttachmentCount + PermissionsBoundaryUsageCount,
  });
}

/** The same, with its versions: what a change of it has to know. */
export async function readManagedPolicyForChange(
  connection: Connection,
  arn: string,
): Promise<Known<ManagedPolicy>> {
  const [policy, versions] = await Promise.all([
    readManagedPolicy(connection, arn),
    connection.read('iam', 'ListPolicyVersions', { PolicyArn: arn }),
  ]);
  if (policy.kind !== 'known') return policy;
  if (!versions.ok) return notRead(`versions of managed policy \`${arn}\``, versions.error);
  const ids = (versions.value.Versions ?? []).flatMap(({ VersionId }) => VersionId ?? []);
  if (ids.length === 0) return incomplete(`versions of managed policy \`${arn}\``);
  return known({ ...policy.value, versions: ids });
}

/** The name of a role in an ARN, with or without path, or the name itself. */
export function roleNameOf(role: string): string {
  return nameInArn(role).replace(/^arn:.*:role\//, '');
}
