/** The policy of another layer than the role's own, written as a whole: a trust, repository, registry, key, bucket or secret policy. */
import { z } from 'zod';
import { WRITTEN_POLICIES, type WrittenAddress, type WrittenPolicy } from '#account/policy-address.ts';
import { stableJson } from '#basics/stable-json.ts';
import { LAYER_FACTS } from '#catalog/layers.ts';
import { known, type PolicyDocument, type Snapshot } from '#account/snapshot.ts';
import { parsedPolicy } from '../handoffs/parsed-policy.ts';
import { changeRole, type AfterState, type StepKindOf } from './step-kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('write-policy'),
    at: z
      .strictObject({
        kind: z.enum(WRITTEN_POLICIES),
        account: z.string(),
        region: z.string(),
        on: z.string(),
      })
      .readonly(),
    before: z.string().nullable(),
    after: z.string(),
  })
  .readonly();
type WritePolicy = z.infer<typeof schema>;

const NOUNS: Readonly<Record<WrittenPolicy, string>> = {
  trust: 'trust policy',
  repository: 'repository policy',
  registry: 'registry policy',
  key: 'key policy',
  bucket: 'bucket policy',
  secret: 'resource policy',
  vpcEndpoint: LAYER_FACTS.vpcEndpoint.noun,
  serviceControl: LAYER_FACTS.serviceControl.noun,
  resourceControl: LAYER_FACTS.resourceControl.noun,
};

/** ``key policy of `arn:…` `` */
export const wordAddress = ({ kind, on, account }: WrittenAddress): string => {
  // The name of a bucket alone does not tell whose it is.
  const whose = kind === 'bucket' ? ` of account ${account}` : '';
  return `${NOUNS[kind]} of \`${on}\`${whose}`;
};

export const writePolicy = {
  schema,
  after: (state, { at, after }) =>
    AFTER[at.kind](state, at.on, { name: wordAddress(at), arn: null, text: after }),
  policy: null,
  shown: ({ before, after }) => ({ before, after }),
  summary: ({ at, before, after }) => `${verbFor(before, after)} the ${wordAddress(at)}`,
  target: ({ at }) => at.on,
} satisfies StepKindOf<WritePolicy>;

/** Whether all that was there is there still, with more after it. */
function verbFor(before: string | null, after: string): 'write' | 'extend' | 'change' {
  if (before === null) return 'write';
  const there = parsedPolicy(before)?.Statement ?? [];
  const now = parsedPolicy(after)?.Statement ?? [];
  return there.every((one, at) => stableJson(one) === stableJson(now[at])) ? 'extend' : 'change';
}

type Written = (state: AfterState, on: string, document: PolicyDocument) => AfterState;

const onResource: Written = (state, on, document) => {
  const { resourcePolicies } = state.snapshot;
  return withSnapshot(state, { resourcePolicies: { ...resourcePolicies, [on]: known(document) } });
};

const AFTER: Readonly<Record<WrittenPolicy, Written>> = {
  trust: (state, on, document) => {
    const changed = changeRole(state, on, (role) => ({ ...role, trustPolicy: document.text }));
    return Object.hasOwn(state.snapshot.resourcePolicies, on) ? onResource(changed, on, document) : changed;
  },
  repository: (state, on, document) => {
    const { repositories } = state.snapshot;
    const found = Object.hasOwn(repositories, on) ? repositories[on] : undefined;
    if (found?.kind !== 'known') return state;
    const written = known({ ...found.value, policy: known(document) });
    return withSnapshot(state, { repositories: { ...repositories, [on]: written } });
  },
  registry: (state, on, document) => {
    const { registryPolicies } = state.snapshot;
    return withSnapshot(state, { registryPolicies: { ...registryPolicies, [on]: known(document) } });
  },
  serviceControl: (state, on, document) =>
    withSnapshot(state, { serviceControl: withControl(state.snapshot.serviceControl, on, document.text) }),
  resourceControl: (state, on, document) =>
    withSnapshot(state, { resourceControl: withControl(state.snapshot.resourceControl, on, document.text) }),
  key: onResource,
  bucket: onResource,
  secret: onResource,
  vpcEndpoint: (state, on, { text }) => {
    const { endpoints } = state.snapshot;
    if (endpoints.kind !== 'known') return state;
    const written = endpoints.value.map((one) =>
      one.arn === on ? { ...one, policy: { ...one.policy, text } } : one,
    );
    return withSnapshot(state, { endpoints: known(written) });
  },
};

/** The levels with the new text wherever the policy is attached. */
function withControl(levels: Snapshot['serviceControl'], arn: string, text: string): typeof levels {
  if (levels.kind !== 'known') return levels;
  const written = (policy: PolicyDocument): PolicyDocument =>
    policy.arn === arn ? { ...policy, text } : policy;
  return known(
    levels.value.map(({ target, policies }) => ({
      target,
      policies: policies.kind === 'known' ? known(policies.value.map(written)) : policies,
    })),
  );
}

const withSnapshot = (state: AfterState, more: Partial<Snapshot>): AfterState => ({
  ...state,
  snapshot: { ...state.snapshot, ...more },
});
