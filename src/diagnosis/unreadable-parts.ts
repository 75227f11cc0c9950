/** Everything a snapshot could not read, listed once. */
import type { PolicyKind } from '#iam/policy.ts';
import type {
  Known,
  OrganizationTarget,
  PolicyDocument,
  Role,
  Snapshot,
  Unreadable,
} from '#account/snapshot.ts';
import { parseArn } from '#iam/arn.ts';
import { stableJson } from '#basics/stable-json.ts';
import { storedFault } from './policy-text.ts';

/** Something that could not be read, and what of the diagnosis may be missing or wrong for that. */
export interface HiddenPart extends Unreadable {
  readonly hides: string;
}

export function unreadableParts(snapshot: Snapshot): readonly HiddenPart[] {
  const all = [
    ...hiding('which build failed, and how', ofKnown(snapshot.build)),
    ...hiding('whether the role allows what the build needs', ofKnown(snapshot.role, ofRole)),
    ...hiding('which other projects a change of the role reaches', ofKnown(snapshot.roleUsers)),
    ...hiding('whether builds of a batch can be started', ofKnown(snapshot.batchRole, ofRole)),
    ...hiding('which builds of the batch failed', ofKnown(snapshot.batch)),
    ...hiding(
      'what the other failed builds of the batch printed',
      ofKnown(snapshot.batch, ({ failed }) => failed.flatMap(({ log }) => ofKnown(log))),
    ),
    ...hiding('what the build printed: denials and other failures of its commands', ofKnown(snapshot.log)),
    ...hiding(
      'what the buildspec makes the build call',
      Object.values(snapshot.buildspecFiles).flatMap((file) => ofKnown(file)),
    ),
    ...hiding(
      'who started the build with what, and who changed the project, its role and policies of repositories',
      [snapshot.starts, snapshot.projectChanges, snapshot.roleChanges, snapshot.repositoryChanges].flatMap(
        (part) => ofKnown(part),
      ),
    ),
    ...hiding('which variables its pipeline sets', ofKnown(snapshot.pipelineAction)),
    ...hiding('which calls of the build AWS recorded, denied ones among them', ofKnown(snapshot.trail)),
    ...hiding('whether a repository is there and lets the build in', repositories(snapshot)),
    ...ofRegistries(snapshot),
    ...resources(snapshot),
    ...hiding(
      "whether a key of the account's own encrypts what the build reads",
      [snapshot.secretKeys, snapshot.parameterKeys].flatMap((keys) =>
        Object.values(keys).flatMap((key) => ofKnown(key)),
      ),
    ),
    ...hiding(
      'which key an alias is of',
      Object.values(snapshot.keyAliases).flatMap((key) => ofKnown(key)),
    ),
    ...ofEndpoints(snapshot),
    ...ofSessions(snapshot),
    ...toldByAws(snapshot),
    ...ofOrganization(snapshot),
  ];
  return [...new Map(all.map((one) => [stableJson(one), one])).values()];
}

function ofSessions({ sessionPolicies }: Snapshot): readonly HiddenPart[] {
  return hiding(
    'what a session policy that the build hands over with a role lets through',
    Object.values(sessionPolicies).flatMap((policy) =>
      ofPolicy(policy, { what: 'session policy', kind: 'session' }),
    ),
  );
}

function ofOrganization({ serviceControl, resourceControl }: Snapshot): readonly HiddenPart[] {
  return [
    ...hiding(
      'a Deny or a lacking Allow of the organization',
      ofLevels(serviceControl, { what: 'service control policy', kind: 'serviceControl' }),
    ),
    ...hiding(
      'a Deny of the organization on its resources',
      ofLevels(resourceControl, { what: 'resource control policy', kind: 'resourceControl' }),
    ),
  ];
}

/** What AWS is asked about single things: tags, encoded messages, denials. */
function toldByAws(snapshot: Snapshot): readonly HiddenPart[] {
  return [
    ...hiding(
      'whether conditions on the tags of what the build uses are met',
      Object.values(snapshot.resourceTags).flatMap((tags) => ofKnown(tags)),
    ),
    ...hiding(
      'what an encoded message of the log denies',
      Object.values(snapshot.decodedMessages).flatMap((message) => ofKnown(message)),
    ),
    ...hiding(
      'which policies AWS found to deny a call of the build',
      Object.values(snapshot.authorizationDetails).flatMap((details) => ofKnown(details)),
    ),
  ];
}

function ofEndpoints({ endpoints }: Snapshot): readonly HiddenPart[] {
  const part = { what: 'VPC endpoint policy', kind: 'vpcEndpoint' } as const;
  const routes = endpoints.kind === 'known' ? endpoints.value.flatMap(({ isOnWay }) => isOnWay ?? []) : [];
  return [
    ...hiding(
      'a Deny or a lacking Allow of the VPC endpoints that calls of the build pass',
      ofKnown(endpoints, (known) => known.flatMap(({ policy }) => ofDocument(policy, part))),
    ),
    ...hiding(
      'whether calls of the build pass a gateway to S3 or DynamoDB',
      routes.flatMap((way) => ofKnown(way)),
    ),
  ];
}

function hiding(hides: string, parts: readonly Unreadable[]): readonly HiddenPart[] {
  return parts.map((part) => ({ ...part, hides }));
}

function repositories(snapshot: Snapshot): readonly Unreadable[] {
  return [
    ...Object.values(snapshot.repositories).flatMap((repository) =>
      ofKnown(repository, ({ policy, name }) =>
        ofPolicy(policy, { what: `repository policy of \`${name}\``, kind: 'resource' }),
      ),
    ),
    ...Object.values(snapshot.registryPolicies).flatMap((policy) =>
      ofPolicy(policy, { what: 'registry policy', kind: 'resource' }),
    ),
  ];
}

/** What registries do by themselves when somebody pulls or pushes. */
function ofRegistries(snapshot: Snapshot): readonly HiddenPart[] {
  const all = <T>(settings: Readonly<Record<string, Known<T>>>): readonly Unreadable[] =>
    Object.values(settings).flatMap((one) => ofKnown(one));
  return [
    ...hiding(
      'whether images are fetched from an upstream registry on their first pull',
      all(snapshot.pullThroughCacheRules),
    ),
    ...hiding(
      'whether images are signed when they are pushed, with a profile that the role must be let use',
      all(snapshot.signingRules),
    ),
    ...hiding(
      'whether a missing repository is made by the first push to it',
      all(snapshot.creationTemplates),
    ),
  ];
}

function resources({ resourcePolicies }: Snapshot): readonly HiddenPart[] {
  return Object.entries(resourcePolicies).flatMap(([arn, policy]) =>
    hiding(
      hidden(parseArn(arn)?.service) ??
        'a Deny of the resource, and an Allow that would make one of the role needless',
      ofPolicy(policy, {
        what: `policy of \`${arn}\``,
        kind: parseArn(arn)?.service === 'iam' ? 'trust' : 'resource',
      }),
    ),
  );
}

/** Keys and roles that are assumed have to grant themselves; null: the policies of other things need not. */
function hidden(service: string | undefined): string | null {
  if (service === 'kms') return 'whether the key lets the role use it at all';
  return service === 'iam' ? 'whether the role lets the build assume it' : null;
}

function ofRole(role: Role): readonly Unreadable[] {
  const owner = `role \`${role.name}\``;
  const own = { what: `policy of ${owner}`, kind: 'identity' } as const;
  const ofList = (list: Known<readonly Known<PolicyDocument>[]>): readonly Unreadable[] =>
    ofKnown(list, (policies) => policies.flatMap((policy) => ofPolicy(policy, own)));
  const trust = { name: 'trust policy', arn: null, text: role.trustPolicy };
  const boundary = ofPolicy(role.boundary, { what: `permissions boundary of ${owner}`, kind: 'identity' });
  return [
    ...boundary,
    ...ofList(role.inline),
    ...ofList(role.attached),
    ...ofDocument(trust, { what: owner, kind: 'trust' }),
  ];
}

interface Part {
  readonly what: string;
  readonly kind: PolicyKind;
}

function ofLevels(levels: Known<readonly OrganizationTarget[]>, part: Part): readonly Unreadable[] {
  return ofKnown(levels, (targets) =>
    targets.flatMap(({ policies }) =>
      ofKnown(policies, (documents) => documents.flatMap((document) => ofDocument(document, part))),
    ),
  );
}

function ofPolicy(policy: Known<PolicyDocument>, part: Part): readonly Unreadable[] {
  return ofKnown(policy, (document) => ofDocument(document, part));
}

function ofDocument({ name, text }: PolicyDocument, { what, kind }: Part): readonly Unreadable[] {
  const fault = storedFault(text, kind);
  return fault === null ? [] : [malformed(`${what}: \`${name}\``, fault)];
}

function ofKnown<T>(
  value: Known<T>,
  inside: (value: T) => readonly Unreadable[] = () => [],
): readonly Unreadable[] {
  if (value.kind === 'known') return inside(value.value);
  return value.kind === 'unreadable' ? [value.problem] : [];
}

/** AWS stores no malformed policy, so such a text is one that did not arrive whole. */
function malformed(what: string, fault: string): Unreadable {
  return { what, why: 'MalformedPolicy', message: fault, needs: null, on: null };
}
