/** What somebody else may do to the things of a step while it is taken or taken back, and whether it still stands. */
import { forStep, type PerStep, type Step } from '#plan/steps/step.ts';
import type { FakeAccount } from '../fake-account.ts';

export interface Meddler {
  readonly name: string;
  /** Whether there was anything to do it to. */
  readonly act: (account: FakeAccount) => boolean;
  readonly stands: (account: FakeAccount) => boolean;
  /** Writes that AWS carries out whatever was written a moment before: nothing can guard what is done just then. */
  readonly unguarded: readonly string[];
}

const THEIRS = '{"Statement":["theirs"]}';
const THEIR_ROLE = 'arn:aws:iam::290008131176:role/theirs';

const MEDDLERS: PerStep<readonly Meddler[]> = {
  'put-role-policy': ({ role, policyName }) => [
    {
      name: 'writes the same inline policy',
      act: (account) => account.roles.get(role)?.inline.set(policyName, THEIRS) !== undefined,
      stands: (account) => account.roles.get(role)?.inline.get(policyName) === THEIRS,
      unguarded: ['putRolePolicy', 'deleteRolePolicy'],
    },
    {
      name: 'adds a policy to the role',
      act: (account) => account.roles.get(role)?.inline.set('theirs', THEIRS) !== undefined,
      stands: (account) => account.roles.get(role)?.inline.get('theirs') === THEIRS,
      unguarded: [],
    },
  ],
  'create-policy': ({ policyArn, after, description }) => [
    {
      name: 'makes a policy of that name',
      act: (account) => {
        if (account.policies.has(policyArn)) return false;
        account.addPolicy(policyArn, after, description);
        return true;
      },
      stands: (account) => account.policies.has(policyArn),
      unguarded: [],
    },
    {
      name: 'attaches the new policy elsewhere',
      act: (account) => {
        if (!account.policies.has(policyArn)) return false;
        account.addRole('theirs');
        account.roles.get('theirs')?.attached.add(policyArn);
        return true;
      },
      stands: (account) =>
        account.policies.has(policyArn) && account.roles.get('theirs')?.attached.has(policyArn) === true,
      unguarded: [],
    },
  ],
  'create-policy-version': ({ policyArn }) => [
    {
      name: 'makes a version of their own',
      act: (account) => {
        const policy = account.policies.get(policyArn);
        if (policy === undefined) return false;
        policy.made += 1;
        policy.defaultVersion = `v${policy.made}`;
        policy.versions.set(policy.defaultVersion, THEIRS);
        return true;
      },
      stands: (account) => {
        const policy = account.policies.get(policyArn);
        return policy?.versions.get(policy.defaultVersion) === THEIRS;
      },
      unguarded: ['createPolicyVersion', 'setDefaultPolicyVersion', 'deletePolicyVersion'],
    },
  ],
  'attach-role-policy': () => [],
  'delete-role-policy': ({ role, policyName }) => [
    {
      name: 'writes the same inline policy',
      act: (account) => account.roles.get(role)?.inline.set(policyName, THEIRS) !== undefined,
      stands: (account) => account.roles.get(role)?.inline.get(policyName) === THEIRS,
      unguarded: ['deleteRolePolicy', 'putRolePolicy'],
    },
  ],
  'detach-role-policy': () => [],
  'create-role': (step) => [
    {
      name: 'makes a role of that name',
      act: (account) => {
        if (account.roles.has(step.role)) return false;
        account.addRole(step.role);
        return true;
      },
      stands: (account) => account.roles.get(step.role)?.trustPolicy === '{}',
      unguarded: [],
    },
    {
      name: 'makes a role of that name just alike',
      act: (account) => {
        if (account.roles.has(step.role)) return false;
        const { path, description, trustPolicy, boundaryArn } = step;
        const bare = { inline: new Map<string, string>(), attached: new Set<string>() };
        account.roles.set(step.role, { path, description, trustPolicy, boundaryArn, ...bare });
        return true;
      },
      stands: (account) => account.roles.has(step.role),
      unguarded: [],
    },
  ],
  'set-project-role': ({ project, reopened }) => [
    ...(reopened === undefined ? [] : [trustMeddler(reopened.role)]),
    {
      name: 'gives the project a third role',
      act: (account) => account.projects.set(project, THEIR_ROLE) !== undefined,
      stands: (account) => account.projects.get(project) === THEIR_ROLE,
      unguarded: ['setProjectRole'],
    },
  ],
  'set-project-setting': ({ project, setting }) => [
    {
      name: 'gives the setting a third value',
      act: (account) => account.environments.get(project)?.set(setting, 'THEIRS') !== undefined,
      stands: (account) => account.environments.get(project)?.get(setting) === 'THEIRS',
      unguarded: ['setProjectSetting'],
    },
    {
      name: 'gives another setting another value',
      act: (account) => account.environments.get(project)?.set('image', 'theirs') !== undefined,
      stands: (account) => account.environments.get(project)?.get('image') === 'theirs',
      unguarded: [],
    },
  ],
  'write-policy': ({ at }) => [
    {
      name: 'writes the same policy',
      act: (account) => account.written.set(`${at.kind} ${at.on}`, THEIRS) !== undefined,
      stands: (account) => account.written.get(`${at.kind} ${at.on}`) === THEIRS,
      unguarded: ['writePolicy'],
    },
  ],
  'add-tag': ({ on, key }) => [
    {
      name: 'gives the tag a third value',
      act: (account) => account.tags.get(on)?.set(key, 'theirs') !== undefined,
      stands: (account) => account.tags.get(on)?.get(key) === 'theirs',
      unguarded: ['setTag'],
    },
    {
      name: 'sets another tag',
      act: (account) => account.tags.get(on)?.set('other', 'theirs') !== undefined,
      stands: (account) => account.tags.get(on)?.get('other') === 'theirs',
      unguarded: [],
    },
  ],
  'create-repository': ({ name }) => [
    {
      name: 'makes a repository of that name just alike',
      act: (account) => {
        if (account.repositories.has(name)) return false;
        account.repositories.set(name, {
          scanOnPush: true,
          tagMutability: 'MUTABLE',
          images: 0,
          createdAt: 'theirs',
        });
        return true;
      },
      stands: (account) => account.repositories.get(name)?.createdAt === 'theirs',
      unguarded: [],
    },
    {
      name: 'pushes into the repository',
      act: (account) => {
        const repository = account.repositories.get(name);
        if (repository === undefined) return false;
        repository.images = 1;
        return true;
      },
      stands: (account) => account.repositories.get(name)?.images === 1,
      unguarded: [],
    },
  ],
};

/** What is written between the look and the write of a trust policy is overwritten, as nothing can guard it. */
function trustMeddler(role: string): Meddler {
  return {
    name: 'writes the trust policy of the old role',
    act: (account) => {
      const stored = account.roles.get(role);
      if (stored === undefined) return false;
      stored.trustPolicy = '{"Statement":[{"Sid":"closed opened theirs"}]}';
      return true;
    },
    stands: (account) => account.roles.get(role)?.trustPolicy.includes('theirs') === true,
    unguarded: ['setTrustPolicy'],
  };
}

/** Each thing that somebody else may do about the steps of a plan. */
export const meddlersOf = (steps: readonly Step[]): readonly Meddler[] =>
  steps.flatMap((step) => forStep(MEDDLERS, step));
