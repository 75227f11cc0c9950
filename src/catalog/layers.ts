/**
 * The registry of layers: what each is called, which finding it leads to, whose it is, and what its owner is asked. Every room words
 * a layer from here; a layer that lacks an answer does not compile. The sandbox keeps words of its own, as AWS's are what it speaks.
 */
import type { Layer } from '#iam/decision.ts';

/** Whose a layer can be, in words. */
export const LAYER_OWNERS = {
  organisation: 'the administrators of the organisation',
  'role-owner': "whoever owns the role's policies",
  'boundary-owner': 'whoever owns the permissions boundary',
  'resource-owner': 'the owner of the resource',
  'endpoint-owner': 'whoever owns the VPC endpoint',
  'session-owner': 'whoever makes the session',
} as const;

/** Which kind of owner a layer has. */
export type LayerOwner = keyof typeof LAYER_OWNERS;

/** What is said of one layer. */
export interface LayerFacts {
  /** One policy of it: `no NOUN allows it`. */
  readonly noun: string;
  /** All of it that bears on a request: `stopped by WHOLE`. */
  readonly whole: string;
  /** As a column is headed. */
  readonly heading: string;
  readonly is: string;
  /** The finding where it is all that is known; a policy of a resource has one for each service besides. */
  readonly code: string;
  readonly owner: LayerOwner;
  /** What its owner is asked, where an Allow is lacking. */
  readonly asks: string;
}

/** Each layer, once. */
export const LAYER_FACTS = {
  identity: {
    noun: 'policy of the principal itself',
    whole: "the role's own policies",
    heading: "Role's own policies",
    is: 'what the role is given: inline and attached policies',
    code: 'identity-allow-missing',
    owner: 'role-owner',
    asks: 'have it allowed in a policy of the principal itself, by whoever manages it',
  },
  boundary: {
    noun: 'permissions boundary',
    whole: 'the permissions boundary',
    heading: 'Permissions boundary',
    is: 'the most that the role may be given',
    code: 'boundary-blocks',
    owner: 'boundary-owner',
    asks: 'ask whoever owns the permissions boundary to let these actions through; an Allow on the role changes nothing until then',
  },
  session: {
    noun: 'session policy',
    whole: 'the session policy',
    heading: 'Session policy',
    is: 'narrows one session of the role',
    code: 'session-blocks',
    owner: 'session-owner',
    asks: 'widen the session policy where the session is made (AssumeRole, a pipeline, an identity pool); the role is not at fault',
  },
  serviceControl: {
    noun: 'service control policy',
    whole: 'service control policies',
    heading: 'Service control policies',
    is: "the most that the organisation lets the account's roles do (SCP)",
    code: 'scp-blocks',
    owner: 'organisation',
    asks: 'ask the administrators of the organisation: only its management account can change a service control policy',
  },
  resourceControl: {
    noun: 'resource control policy',
    whole: 'resource control policies',
    heading: 'Resource control policies',
    is: "the most that the organisation lets anybody do to the account's resources (RCP)",
    code: 'rcp-blocks',
    owner: 'organisation',
    asks: 'ask the administrators of the organisation that owns the resource to change its resource control policy',
  },
  vpcEndpoint: {
    noun: 'VPC endpoint policy',
    whole: 'the VPC endpoint policy',
    heading: 'VPC endpoint policy',
    is: 'what may pass the private network address of the service',
    code: 'vpc-endpoint-blocks',
    owner: 'endpoint-owner',
    asks: 'ask whoever owns the VPC endpoint to let these actions through in its policy; an Allow on the role changes nothing until then',
  },
  resource: {
    noun: 'policy of the resource',
    whole: 'the policy of the resource',
    heading: 'Policy of the resource',
    is: 'whom the repository, bucket, secret or key lets in',
    code: 'repository-policy-blocks',
    owner: 'resource-owner',
    asks: "let the principal in through the resource's policy, after a look at whether the resource's name and account are right",
  },
  trust: {
    noun: "role's trust policy",
    whole: 'the trust policy',
    heading: 'Trust policy',
    is: 'who may take on a role',
    code: 'trust-policy-blocks',
    owner: 'role-owner',
    asks: "let the caller in through the trust policy of the role, with the service `codebuild.amazonaws.com` for a project's role",
  },
} as const satisfies Readonly<Record<Layer, LayerFacts>>;

/** ``resource control policies and trust policies`` */
export const wholeNames = (layers: readonly Layer[]): string =>
  layers.map((layer) => LAYER_FACTS[layer].whole).join(' and ');
