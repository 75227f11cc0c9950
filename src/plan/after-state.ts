/** The snapshot as it will be once steps are taken, so that the engine can judge a plan before AWS does. */
import {
  absent,
  known,
  type Known,
  type ManagedPolicy,
  type PolicyDocument,
  type Role,
  type Snapshot,
} from '#account/snapshot.ts';
import { unreachable } from '#basics/exhaustive.ts';
import type { Step } from './plan.ts';

/** `roles` are those a project may be switched to. */
export function afterSteps(
  snapshot: Snapshot,
  steps: readonly Step[],
  roles: readonly Role[] = [],
): Snapshot {
  const state = steps.reduce(take, { snapshot, roles: [...roles], policies: new Map() });
  return state.snapshot;
}

interface State {
  readonly snapshot: Snapshot;
  /** Roles beside the snapshot's own. */
  readonly roles: readonly Role[];
  /** By ARN: managed policies made or changed on the way. */
  readonly policies: ReadonlyMap<string, ManagedPolicy>;
}

function take(state: State, step: Step): State {
  switch (step.kind) {
    case 'put-role-policy':
      return changeRole(state, step.roleArn, (role) => ({ ...role, inline: withInline(role, step) }));
    case 'create-policy':
      return { ...state, policies: new Map([...state.policies, [step.policyArn, madePolicy(step)]]) };
    case 'create-policy-version':
      return {
        ...state,
        snapshot: withVersion(state.snapshot, step),
        policies: new Map([...state.policies, [step.policyArn, versionedPolicy(step)]]),
      };
    case 'attach-role-policy': {
      const policy = state.policies.get(step.policyArn);
      return policy === undefined
        ? state
        : changeRole(state, step.roleArn, (role) => withAttached(role, policy));
    }
    case 'create-role':
      return { ...state, roles: [...state.roles, blankRole(state.snapshot, step)] };
    case 'set-project-role':
      return { ...state, snapshot: withProjectRole(state, step.after) };
    case 'create-repository':
      return { ...state, snapshot: withRepository(state.snapshot, step) };
    default:
      return unreachable(step);
  }
}

type Of<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;

function changeRole(state: State, arn: string, change: (role: Role) => Role): State {
  const { role } = state.snapshot;
  const roles = state.roles.map((other) => (other.arn === arn ? change(other) : other));
  const isCurrent = role.kind === 'known' && role.value.arn === arn;
  return {
    ...state,
    roles,
    snapshot: isCurrent ? { ...state.snapshot, role: known(change(role.value)) } : state.snapshot,
  };
}

function withInline(role: Role, { policyName, after }: Of<'put-role-policy'>): Role['inline'] {
  const present = role.inline.kind === 'known' ? role.inline.value : [];
  const others = present.filter((policy) => policy.kind !== 'known' || policy.value.name !== policyName);
  const written: Known<PolicyDocument> = known({ name: policyName, arn: null, text: after });
  return role.inline.kind === 'unreadable' ? role.inline : known([...others, written]);
}

function withAttached(role: Role, policy: ManagedPolicy): Role {
  if (role.attached.kind === 'unreadable') return role;
  const present = role.attached.kind === 'known' ? role.attached.value : [];
  return { ...role, attached: known([...present, known(policy)]) };
}

function withVersion(snapshot: Snapshot, { policyArn, after }: Of<'create-policy-version'>): Snapshot {
  if (snapshot.role.kind !== 'known' || snapshot.role.value.attached.kind !== 'known') return snapshot;
  const role = snapshot.role.value;
  const attached = snapshot.role.value.attached.value.map((policy) =>
    policy.kind === 'known' && policy.value.arn === policyArn
      ? known({ ...policy.value, text: after })
      : policy,
  );
  return { ...snapshot, role: known({ ...role, attached: known(attached) }) };
}

function madePolicy({ policyName, policyArn, path, after }: Of<'create-policy'>): ManagedPolicy {
  return { name: policyName, arn: policyArn, path, text: after, defaultVersionId: 'v1', attachmentCount: 0 };
}

/** As far as its new text goes, which is all that is asked of it here. */
function versionedPolicy({ policyArn, after }: Of<'create-policy-version'>): ManagedPolicy {
  const name = policyArn.split('/').at(-1) ?? policyArn;
  return { name, arn: policyArn, path: '/', text: after, defaultVersionId: 'next', attachmentCount: 0 };
}

/** A role as a create-role step makes it: nothing granted yet. */
export function blankRole(snapshot: Snapshot, step: Of<'create-role'>): Role {
  const current = snapshot.role.kind === 'known' ? snapshot.role.value.boundary : absent;
  return {
    name: step.role,
    arn: step.roleArn,
    path: step.path,
    description: step.description,
    trustPolicy: step.trustPolicy,
    maxSessionSeconds: 3600,
    boundary: step.boundaryArn === null ? absent : current,
    inline: known([]),
    attached: known([]),
    tags: [],
  };
}

function withProjectRole({ snapshot, roles }: State, arn: string): Snapshot {
  const role = roles.find((other) => other.arn === arn);
  const project = { ...snapshot.project, serviceRole: arn };
  return { ...snapshot, project, role: role === undefined ? snapshot.role : known(role) };
}

function withRepository(snapshot: Snapshot, step: Of<'create-repository'>): Snapshot {
  const made = known({
    name: step.name,
    arn: step.arn,
    uri: '',
    account: step.account,
    region: step.region,
    tagMutability: step.tagMutability,
    scanOnPush: step.scanOnPush,
    policy: absent,
  });
  return { ...snapshot, repositories: { ...snapshot.repositories, [step.arn]: made } };
}
