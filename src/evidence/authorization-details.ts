/**
 * Denials out of the details that AWS keeps of them. Comes in: its answers by authorization ID. Goes out: one denial for each
 * evaluation that did not allow, graded `recorded`, with the layer and the policy where a statement of it denied. Never: takes a
 * layer for the culprit of an implicit denial, which no policy matches; believes an ID whose request was somebody else's; throws.
 * Source: botocore 1.43, service model iam-toolbox 2018-05-10; IAM User Guide, troubleshoot_access-denied-authorization-id.
 */
import { z } from 'zod';
import type { Layer } from '#iam/decision.ts';
import type { Known } from '#account/snapshot.ts';
import type { Denial, Evidence } from './evidence.ts';

const word = z.string().nullish().catch(null);
/** What cannot be read of a list is left out of it. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.array(item.nullable().catch(null)).nullish().catch(null);

const statement = z.object({ sid: word, evaluatedEffect: word });
const matched = z.object({ uri: word, matchedStatements: listOf(statement) });
const evaluation = z.object({
  action: word,
  resource: word,
  evaluatedEffect: z.enum(['ALLOW', 'EXPLICIT_DENY', 'IMPLICIT_DENY']),
  matchedPolicies: listOf(matched),
});
const policy = z.object({ type: word, uri: word });
const answer = z.object({
  requestContext: z.record(z.string(), z.unknown()).nullish().catch(null),
  evaluations: listOf(evaluation),
  policies: listOf(policy),
});
const pages = z.array(answer);

type Answer = z.output<typeof answer>;
type Evaluation = z.output<typeof evaluation>;

const LAYERS: Readonly<Record<string, Layer>> = {
  IDENTITY_BASED_POLICY: 'identity',
  RESOURCE_BASED_POLICY: 'resource',
  PERMISSIONS_BOUNDARY: 'boundary',
  SESSION_POLICY: 'session',
  SERVICE_CONTROL_POLICY: 'serviceControl',
  RESOURCE_CONTROL_POLICY: 'resourceControl',
  VPC_ENDPOINT_POLICY: 'vpcEndpoint',
};

const MAX_TEXT = 2_000;
/** A request is evaluated for one action and a few resources. */
const MAX_EVALUATIONS = 50;

export function readAuthorizationDetails(
  details: Readonly<Record<string, Known<string>>>,
): readonly Evidence[] {
  return Object.entries(details).flatMap(([id, one]) =>
    one.kind === 'known' ? readDetails(id, one.value) : [],
  );
}

function readDetails(id: string, text: string): readonly Evidence[] {
  const parsed = pages.safeParse(jsonOf(text));
  if (!parsed.success) return [];
  return parsed.data.flatMap((page) => readAnswer(id, page)).slice(0, MAX_EVALUATIONS);
}

function readAnswer(id: string, page: Answer): readonly Evidence[] {
  const principal = page.requestContext?.['aws:PrincipalArn'];
  if (typeof principal !== 'string') return [];
  return (page.evaluations ?? []).flatMap((one) => {
    if (one === null || one.evaluatedEffect === 'ALLOW') return [];
    const source = {
      kind: 'authorization-details',
      where: `the authorization details \`${id}\` that AWS keeps of a denial`,
      text: JSON.stringify(one).slice(0, MAX_TEXT),
    } as const;
    return [{ kind: 'denial', grade: 'recorded', source, denial: denialOf(id, principal, { one, page }) }];
  });
}

function denialOf(
  id: string,
  principal: string,
  { one, page }: { readonly one: Evaluation; readonly page: Answer },
): Denial {
  const denying = denyingPolicies(one, page);
  const layers = new Set(denying.map(({ layer }) => layer));
  const arn = denying.find(({ uri }) => /^arn:[\w-]{1,20}:(?:iam|organizations):/.test(uri))?.uri;
  return {
    action: one.action || null,
    resource: one.resource || null,
    principal,
    operation: null,
    layer: layers.size === 1 ? (denying[0]?.layer ?? null) : null,
    explicit: one.evaluatedEffect === 'EXPLICIT_DENY',
    policyArn: denying.length === 1 ? (arn ?? null) : null,
    authorizationId: id,
    missingAction: null,
    span: { start: 0, end: 0 },
    line: 1,
    truncated: false,
  };
}

interface Denying {
  readonly uri: string;
  readonly layer: Layer | null;
}

/** The policies of which a statement denied; what kind each is stands in the list of all that were evaluated. */
function denyingPolicies({ matchedPolicies }: Evaluation, { policies }: Answer): readonly Denying[] {
  return (matchedPolicies ?? []).flatMap((one) => {
    const uri = one?.uri ?? '';
    const denies = one?.matchedStatements?.some((each) => each?.evaluatedEffect === 'DENY') ?? false;
    if (uri === '' || !denies) return [];
    const type = policies?.find((each) => each?.uri === uri)?.type ?? '';
    return [{ uri, layer: Object.hasOwn(LAYERS, type) ? (LAYERS[type] ?? null) : null }];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
