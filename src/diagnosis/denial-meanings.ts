/** What a worded denial means by itself: the policy it names, or that it names none. */
import type { Denial } from '#evidence/evidence.ts';
import { LAYER_FACTS } from '#catalog/layers.ts';
import { parseArn } from '#iam/arn.ts';
import type { Layer } from '#iam/decision.ts';
import type { Failure } from '#evidence/log/failures.ts';
import { CODE_OF_PURPOSE, featureOfAction, resourceLayerCode } from './causes/features.ts';
import type { FindingCode } from './codes.ts';
import type { Meaning } from './symptom-meanings.ts';

const DIAGNOSE = 'run `rolemend diagnose PROJECT`';

type DenialFailure = Extract<Failure, { kind: 'denial' }>;

/** What a denial means that some text words. */
export function denialMeaning(failure: DenialFailure): Meaning {
  const { denial, text } = failure;
  const code = codeOf(failure);
  const isPublic = PUBLIC_ACCESS.test(text);
  return {
    code,
    cause: [isPublic ? publicAccess(denial) : whatHappened(denial), ...hints(denial, text)].join('; '),
    next: isPublic ? NO_PUBLIC_ACCESS : nextOf(denial, code),
  };
}

/** Block Public Access is a setting, which no policy outweighs. Source: Amazon S3 User Guide, "Blocking public access". */
const PUBLIC_ACCESS = /because[ \n]+public[ \n]+(?:access|policies)[ \n]/i;
const NO_PUBLIC_ACCESS =
  'ask for no public ACL or policy in the request (most buckets take no ACL at all), or have Block Public Access of the bucket and of its account changed by whoever owns them';

function publicAccess(denial: Denial): string {
  return `${requestOf(denial)}: Block Public Access of the bucket or of its account does not let it be made public`;
}

/** What is meant where a Deny is named, by the kind of its policy, and no action. */
export function namelessDeny(layer: string): Meaning | null {
  if (!isLayer(layer)) return null;
  return {
    code: NAMELESS_CODES[layer] ?? LAYER_FACTS[layer].code,
    cause: `AWS refused a call that the text does not name: a ${LAYER_FACTS[layer].noun} denies it explicitly`,
    next: nextOfDeny({ layer, policyArn: null }),
  };
}

/** Where the action does not tell which resource it is. */
const NAMELESS_CODES: Partial<Record<Layer, FindingCode>> = {
  identity: 'identity-explicit-deny',
  resource: 'resource-policy-blocks',
};

function isLayer(name: string): name is Layer {
  return Object.hasOwn(LAYER_FACTS, name);
}

function codeOf({ denial, text, purpose }: DenialFailure): FindingCode {
  const { layer, explicit, action } = denial;
  if (/^iam:passrole$/i.test(denial.missingAction ?? action ?? '')) return 'pass-role-missing';
  if (isBuildImagePull(denial, text)) return 'image-pull-credentials';
  const feature = featureOf(denial);
  const part = feature ?? CODE_OF_PURPOSE.get(purpose ?? '');
  if (layer === null) return part ?? (isTrust(denial, text) ? 'trust-policy-blocks' : 'unexplained');
  if (layer === 'identity' && explicit === true) return 'identity-explicit-deny';
  if (layer === 'resource') return feature ?? resourceLayerCode(action ?? '');
  if (layer === 'identity') return part ?? LAYER_FACTS[layer].code;
  return LAYER_FACTS[layer].code;
}

/** What the request is for: by its action, or as one on the connection that the source is fetched through. */
function featureOf({ action, resource }: Denial): FindingCode | null {
  const isConnection = /^(?:codeconnections|codestar-connections)$/.test(
    parseArn(resource ?? '')?.service ?? '',
  );
  return (action === null ? null : featureOfAction(action)) ?? (isConnection ? 'source-not-readable' : null);
}

/** Whoever calls with a token of an identity provider has no policy of its own yet: only the role's trust policy can say no. */
function isTrust(denial: Denial, text: string): boolean {
  return isServiceTrust(denial, text) || /^sts:assumerolewith/i.test(denial.action ?? '');
}

/** `CodeBuild is not authorized to perform: sts:AssumeRole on service role`. */
function isServiceTrust(denial: Denial, text: string): boolean {
  return isOfService(denial, text) && denial.action?.toLowerCase() === 'sts:assumerole';
}

/** A service speaks of itself, as a principal of its own. */
function isOfService({ principal }: Denial, text: string): boolean {
  return principal === null && /^[A-Z]\w+ is not authorized/.test(text) && !text.startsWith('User ');
}

/** CodeBuild itself pulls the build image where the project's kind of credentials is `CODEBUILD`. */
function isBuildImagePull(denial: Denial, text: string): boolean {
  return isOfService(denial, text) && text.startsWith('CodeBuild ') && /^ecr:/i.test(denial.action ?? '');
}

function requestOf({ action, operation, resource, principal }: Denial): string {
  const what = action ?? operation;
  return [
    `AWS denied ${what === null ? 'a call that the text does not name' : `\`${what}\``}`,
    ...(resource === null ? [] : [`on \`${resource}\``]),
    ...(principal === null ? [] : [`to \`${principal}\``]),
  ].join(' ');
}

function whatHappened(denial: Denial): string {
  const { layer, explicit, policyArn } = denial;
  const request = requestOf(denial);
  const policy = layer === null ? null : LAYER_FACTS[layer].noun;
  if (policy === null)
    return explicit === true
      ? `${request}: some policy holds an explicit Deny, the text does not say which`
      : `${request}, and the text does not say which policy is at fault`;
  if (explicit === true) {
    return `${request}: a ${policy} denies it explicitly${policyArn === null ? '' : `, \`${policyArn}\``}`;
  }
  return `${request}: no ${policy} allows ${denial.missingAction === null ? 'it' : `\`${denial.missingAction}\``}`;
}

function nextOf(denial: Denial, code: FindingCode): string {
  const { layer, explicit, action } = denial;
  if (explicit === true) return nextOfDeny(denial);
  if (code === 'image-pull-credentials')
    return 'let `codebuild.amazonaws.com` pull in the policy of the repository, or have the project pull with its own role (imagePullCredentialsType `SERVICE_ROLE`)';
  if (/^sts:assumerolewith/i.test(action ?? ''))
    return "compare the conditions of the role's trust policy (`sub`, `aud`) with the token, and see that the identity provider exists in that account";
  const isBuild = mayBeBuild(denial.principal);
  if (layer !== null && code === 'pass-role-missing')
    return `allow \`iam:PassRole\` on the very role that is handed over${isBuild ? `; ${DIAGNOSE} to have it planned` : ''}`;
  if (layer === 'identity' && !isBuild)
    return 'have it allowed in a policy of that principal, by whoever manages it: it is not the role of a build';
  if (layer === 'identity')
    return `${DIAGNOSE}: it works out all that the build needs, and the one change that grants it`;
  if (layer !== null) return LAYER_FACTS[layer].asks;
  if (code === 'trust-policy-blocks') return LAYER_FACTS.trust.asks;
  if (!isBuild && TAKES_A_ROLE.test(action ?? ''))
    return `let that principal do \`${action}\` both in the trust policy of the role and in a policy of its own`;
  return isBuild
    ? `${DIAGNOSE}: it holds the request against every policy, and names the one that stops it`
    : 'hold the request against the policies of that principal and of the resource: it is not the role of a build';
}

/** Asked of both sides: of the role that is taken, and of whoever takes it. */
const TAKES_A_ROLE = /^sts:(?:AssumeRole|TagSession|SetSourceIdentity)$/i;

function nextOfDeny({ layer, policyArn }: Pick<Denial, 'layer' | 'policyArn'>): string {
  const name = policyArn === null ? '' : ` (\`${policyArn}\`)`;
  const policy = layer === null ? 'policy' : LAYER_FACTS[layer].noun;
  return `have the Deny in the ${policy}${name} changed by whoever owns it, or make the request as that Deny asks (its conditions): an Allow never outweighs a Deny`;
}

/**
 * Whether a principal may be a build's session, as far as its name tells: CodeBuild names them `AWSCodeBuild-UUID`.
 * A redacted name may be one, that of an
 * instance (`i-…`) never. Source: CodeBuild User Guide, troubleshooting.
 */
function mayBeBuild(principal: string | null): boolean {
  const arn = parseArn(principal ?? '');
  if (principal === null) return true;
  if (arn === null) return /^arn:|codebuild|role/i.test(principal) || REDACTED.test(principal);
  if (arn.service === 'iam') return arn.resource.startsWith('role/');
  const session = arn.resource.split('/').at(-1) ?? '';
  return (
    arn.resource.startsWith('assumed-role/') &&
    !session.startsWith('i-') &&
    (session.startsWith('AWSCodeBuild-') || REDACTED.test(session))
  );
}

const REDACTED = /[<>*?#{}[\]…]|^[xX]{3,}$/;

/** What looks like one cause and is another. Source: messages of issue threads, and facts 4.5, 5.4. */
function hints(denial: Denial, text: string): readonly string[] {
  return HINTS.flatMap(({ applies, says }) => (applies(denial, text) ? [says] : []));
}

interface Hint {
  readonly applies: (denial: Denial, text: string) => boolean;
  readonly says: string;
}

const HINTS: readonly Hint[] = [
  {
    applies: ({ action, resource }) =>
      /^ssm:getparameter/i.test(action ?? '') && resource?.endsWith(':*') === true,
    says: 'a resource that ends in `:*` means that the parameter name is wrong or that no such parameter exists; a wider policy would not help',
  },
  {
    applies: ({ action, layer }) => layer === 'resource' && /^ecr:/i.test(action ?? ''),
    says: 'a repository name that does not exist in another account is answered in the same words',
  },
  {
    applies: ({ resource }) => /:::prod-[a-z0-9-]+-starport-layer-bucket/.test(resource ?? ''),
    says: "the bucket holds ECR's image layers: where the build runs in a VPC, the policy of its S3 gateway endpoint must allow it",
  },
  {
    applies: ({ principal, action }) =>
      /^sts:assumerole$/i.test(action ?? '') ||
      /:instance-profile\/|\/i-[0-9a-f]{8,17}$/.test(principal ?? ''),
    says: 'compare the principal with the role that the project uses: another one may be in effect',
  },
  {
    applies: (denial, text) => isServiceTrust(denial, text) || FIRST_DEPLOY.test(denial.action ?? ''),
    says: 'where the role or its policy was made moments ago, IAM may not have spread it yet: try once more before changing anything',
  },
  {
    applies: ({ resource, principal }) => isForeign(resource, principal),
    says: 'the resource belongs to another account: both its own policy and that of the principal must allow it',
  },
];

/** What is denied on a first deploy that makes the role and uses it at once. Source: messages of issue threads. */
const FIRST_DEPLOY =
  /^(?:ec2:DescribeSecurityGroups|codebuild:StartBuild|(?:codestar-connections|codeconnections):UseConnection)$/i;

function isForeign(resource: string | null, principal: string | null): boolean {
  const owner = parseArn(resource ?? '')?.account ?? '';
  const caller = parseArn(principal ?? '')?.account ?? '';
  return /^\d{12}$/.test(owner) && /^\d{12}$/.test(caller) && owner !== caller;
}
