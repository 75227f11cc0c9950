/** An account in memory behind the ports, with failures injected at single calls. */
import type { AccountReader, AccountWriter, CallProblem } from '#account/ports.ts';
import type { SimulatedVerdict } from '#account/simulation.ts';
import { absent, known, type ManagedPolicy, type PolicyDocument, type Role } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';

interface StoredRole {
  readonly path: string;
  readonly description: string;
  trustPolicy: string;
  readonly boundaryArn: string | null;
  readonly inline: Map<string, string>;
  readonly attached: Set<string>;
}
interface StoredPolicy {
  readonly description: string | undefined;
  readonly path: string;
  readonly versions: Map<string, string>;
  defaultVersion: string;
  made: number;
}
interface StoredRepository {
  readonly scanOnPush: boolean;
  readonly tagMutability: string;
  images: number;
  readonly createdAt: string;
}

/** `refuse`: not done, AWS says so. `drop`: not done, no answer. `lose`: done, the answer lost. `late`: the answer lost, done once `arrive` is called. `empty`: answered, not done. */
export interface Fault {
  readonly call: keyof AccountWriter;
  readonly mode: 'refuse' | 'drop' | 'lose' | 'late' | 'empty';
  readonly kind?: CallProblem['kind'];
  readonly message?: string;
  times: number;
}

export class FakeAccount {
  readonly roles = new Map<string, StoredRole>();
  readonly policies = new Map<string, StoredPolicy>();
  readonly projects = new Map<string, string>();
  /** Environments of projects, by the names of their settings. */
  readonly environments = new Map<string, Map<string, string>>();
  readonly repositories = new Map<string, StoredRepository>();
  /** By kind and what carries them: policies that are written as a whole. */
  readonly written = new Map<string, string>();
  /** By ARN: the tags of what is there. */
  readonly tags = new Map<string, Map<string, string>>();
  readonly calls: (keyof AccountWriter)[] = [];
  faults: Fault[] = [];
  /** Called before each write; throws stand for a killed process. */
  beforeWrite: (call: string) => void = () => {};
  afterWrite: (call: string) => void = () => {};
  simulated: (action: string, resource: string) => SimulatedVerdict['verdict'] = () => 'allowed';
  simulateProblem: CallProblem | null = null;

  addRole(name: string, inline: Readonly<Record<string, string>> = {}): void {
    this.roles.set(name, {
      path: '/service-role/',
      description: '',
      trustPolicy: '{}',
      boundaryArn: null,
      inline: new Map(Object.entries(inline)),
      attached: new Set(),
    });
  }

  addPolicy(arn: string, text: string, description?: string): void {
    this.policies.set(arn, {
      path: '/',
      description,
      versions: new Map([['v1', text]]),
      defaultVersion: 'v1',
      made: 1,
    });
  }

  /** Stands for the time: no two repositories are made in the same moment. */
  #made = 0;
  readonly #late: (() => unknown)[] = [];

  /** What was sent and not done yet is done now. */
  arrive(): void {
    for (const effect of this.#late.splice(0)) effect();
  }

  /** Everything there is, as one comparable text. */
  picture(): string {
    const plain = (_key: string, value: unknown): unknown => {
      if (value instanceof Map) return Object.fromEntries(value);
      return value instanceof Set ? [...value] : value;
    };
    return JSON.stringify(
      {
        roles: this.roles,
        policies: stripped(this.policies),
        projects: this.projects,
        environments: this.environments,
        repositories: this.repositories,
        written: this.written,
        tags: this.tags,
      },
      plain,
      1,
    );
  }

  readonly reader: AccountReader = {
    caller: () => Promise.reject(new Error('not part of this fake')),
    expect: () => Promise.reject(new Error('not part of this fake')),
    snapshot: () => Promise.reject(new Error('not part of this fake')),
    roleArn: () => Promise.reject(new Error('not part of this fake')),
    projectNames: () => Promise.reject(new Error('not part of this fake')),
    projectsLogging: () => Promise.reject(new Error('not part of this fake')),
    forMany: () => this.reader,
    newestBuilds: () => Promise.reject(new Error('not part of this fake')),
    failedAction: () => Promise.reject(new Error('not part of this fake')),
    lastAccessed: () => Promise.reject(new Error('not part of this fake')),
    usesOfRole: () => Promise.reject(new Error('not part of this fake')),
    sessions: () => Promise.reject(new Error('not part of this fake')),
    eventsOn: () => Promise.reject(new Error('not part of this fake')),
    inlineRule: async () => absent,
    ownerSigns: async () => ({ tags: absent, stack: absent, calls: absent }),
    answered: () => Promise.reject(new Error('not part of this fake')),
    roles: async () => ok([...this.roles.keys()].map((name) => this.#role(name))),
    role: async (name) => (this.roles.has(name) ? known(this.#role(name)) : absent),
    managedPolicy: async (arn) => (this.policies.has(arn) ? known(this.#policy(arn)) : absent),
    policyUsers: () => Promise.reject(new Error('not part of this fake')),
    policyAt: async ({ kind, on }) => {
      const text = this.written.get(`${kind} ${on}`);
      return text === undefined ? absent : known({ name: kind, arn: null, text });
    },
    tag: async ({ on, key }) => {
      const value = this.tags.get(on)?.get(key);
      return value === undefined ? absent : known(value);
    },
    projectRole: async (project) => {
      const role = this.projects.get(project);
      return role === undefined ? absent : known(role);
    },
    projectSetting: async ({ project, setting }) => {
      const environment = this.environments.get(project);
      return environment === undefined ? absent : known(environment.get(setting) ?? '');
    },
    repository: async ({ name }) => {
      const found = this.repositories.get(name);
      if (found === undefined) return absent;
      const { images, ...settings } = found;
      return known({ arn: name, ...settings, imageCount: images });
    },
    simulate: async ({ requests }) => {
      if (this.simulateProblem !== null) return err(this.simulateProblem);
      return ok(
        requests.map(({ action, resource }) => ({
          action,
          resource,
          verdict: this.simulated(action, resource),
          missingContext: [],
        })),
      );
    },
    ahead: () => this.reader,
  };

  readonly writer: AccountWriter = {
    putRolePolicy: ({ role, name, document }) =>
      this.#write('putRolePolicy', () => this.#inRole(role, ({ inline }) => inline.set(name, document))),
    deleteRolePolicy: ({ role, name }) =>
      this.#write('deleteRolePolicy', () => this.#inRole(role, ({ inline }) => this.#drop(inline, name))),
    createPolicy: ({ name, description, document }) =>
      this.#write('createPolicy', () => {
        const arn = `arn:aws:iam::290008131176:policy/${name}`;
        if (this.policies.has(arn)) return refuse('conflict', 'EntityAlreadyExists');
        this.addPolicy(arn, document, description);
        return ok({ arn });
      }),
    deletePolicy: ({ arn }) =>
      this.#write('deletePolicy', () => {
        const policy = this.policies.get(arn);
        if (policy === undefined) return refuse('not-found', 'NoSuchEntity');
        if (policy.versions.size > 1 || this.#attachments(arn) > 0)
          return refuse('conflict', 'DeleteConflict');
        this.policies.delete(arn);
        return ok(null);
      }),
    createPolicyVersion: ({ arn, document }) =>
      this.#write('createPolicyVersion', () => {
        const policy = this.policies.get(arn);
        if (policy === undefined) return refuse('not-found', 'NoSuchEntity');
        policy.made += 1;
        policy.defaultVersion = `v${policy.made}`;
        policy.versions.set(policy.defaultVersion, document);
        return ok({ versionId: policy.defaultVersion });
      }),
    setDefaultPolicyVersion: ({ arn, versionId }) =>
      this.#write('setDefaultPolicyVersion', () => {
        const policy = this.policies.get(arn);
        if (!policy?.versions.has(versionId)) return refuse('not-found', 'NoSuchEntity');
        policy.defaultVersion = versionId;
        return ok(null);
      }),
    deletePolicyVersion: ({ arn, versionId }) =>
      this.#write('deletePolicyVersion', () => {
        const policy = this.policies.get(arn);
        if (policy === undefined || policy.defaultVersion === versionId)
          return refuse('conflict', 'DeleteConflict');
        return this.#drop(policy.versions, versionId);
      }),
    attachRolePolicy: ({ role, arn }) =>
      this.#write('attachRolePolicy', () =>
        this.policies.has(arn)
          ? this.#inRole(role, ({ attached }) => attached.add(arn))
          : refuse('not-found', 'NoSuchEntity'),
      ),
    detachRolePolicy: ({ role, arn }) =>
      this.#write('detachRolePolicy', () => this.#inRole(role, ({ attached }) => attached.delete(arn))),
    createRole: ({ name, path, description, trustPolicy, boundaryArn }) =>
      this.#write('createRole', () => {
        if (this.roles.has(name)) return refuse('conflict', 'EntityAlreadyExists');
        this.roles.set(name, {
          path,
          description,
          trustPolicy,
          boundaryArn,
          inline: new Map(),
          attached: new Set(),
        });
        return ok({ arn: this.#arn(name) });
      }),
    deleteRole: ({ name }) =>
      this.#write('deleteRole', () => {
        const role = this.roles.get(name);
        if (role === undefined) return refuse('not-found', 'NoSuchEntity');
        if (role.inline.size + role.attached.size > 0) return refuse('conflict', 'DeleteConflict');
        this.roles.delete(name);
        return ok(null);
      }),
    setTrustPolicy: ({ role, document }) =>
      this.#write('setTrustPolicy', () =>
        this.#inRole(role, (stored) => {
          stored.trustPolicy = document;
        }),
      ),
    writePolicy: ({ at: { kind, on }, document }) =>
      this.#write('writePolicy', () => {
        const key = `${kind} ${on}`;
        if (document === null) return this.#drop(this.written, key);
        this.written.set(key, document);
        return ok(null);
      }),
    setTag: ({ on, key, value }) =>
      this.#write('setTag', () => {
        const tags = this.tags.get(on);
        if (tags === undefined) return refuse('not-found', 'NoSuchEntity');
        if (value === null) tags.delete(key);
        else tags.set(key, value);
        return ok(null);
      }),
    setProjectRole: ({ project, roleArn }) =>
      this.#write('setProjectRole', () => {
        const trust = this.roles.get(roleArn.split('/').at(-1) ?? '')?.trustPolicy ?? '';
        if (trust.includes('closed') && !trust.includes('opened'))
          return refuse('invalid', 'CodeBuild is not authorized to perform: sts:AssumeRole');
        this.projects.set(project, roleArn);
        return ok(null);
      }),
    setProjectSetting: ({ project, setting, from, to }) =>
      this.#write('setProjectSetting', () => {
        const environment = this.environments.get(project);
        if (environment === undefined) return refuse('not-found', 'Changed');
        const now = environment.get(setting);
        if (now !== to && now !== from) return refuse('invalid', 'Changed');
        environment.set(setting, to);
        return ok(null);
      }),
    createRepository: ({ name, scanOnPush, tagMutability }) =>
      this.#write('createRepository', () => {
        if (this.repositories.has(name)) return refuse('conflict', 'RepositoryAlreadyExistsException');
        const createdAt = `${++this.#made}`;
        this.repositories.set(name, { scanOnPush, tagMutability, images: 0, createdAt });
        return ok({ arn: name, createdAt });
      }),
    deleteRepository: ({ name }) =>
      this.#write('deleteRepository', () => {
        const repository = this.repositories.get(name);
        if (repository !== undefined && repository.images > 0)
          return refuse('conflict', 'RepositoryNotEmptyException');
        return this.#drop(this.repositories, name);
      }),
  };

  async #write<T>(
    call: keyof AccountWriter,
    effect: () => Result<T, CallProblem>,
  ): Promise<Result<T, CallProblem>> {
    this.beforeWrite(call);
    this.calls.push(call);
    const fault = this.faults.find((one) => one.call === call && one.times > 0);
    if (fault === undefined) {
      const result = effect();
      this.afterWrite(call);
      return result;
    }
    fault.times -= 1;
    if (fault.mode === 'lose') effect();
    if (fault.mode === 'late') this.#late.push(effect);
    if (fault.mode === 'empty') return ok({ versionId: '', arn: '', createdAt: '' } as T);
    return refuse(
      fault.kind ?? (fault.mode === 'refuse' ? 'denied' : 'unreachable'),
      fault.message ?? 'injected',
    );
  }

  #inRole(name: string, change: (role: StoredRole) => unknown): Result<null, CallProblem> {
    const role = this.roles.get(name);
    if (role === undefined) return refuse('not-found', 'NoSuchEntity');
    change(role);
    return ok(null);
  }

  #drop(from: Map<string, unknown>, key: string): Result<null, CallProblem> {
    return from.delete(key) ? ok(null) : refuse('not-found', 'NoSuchEntity');
  }

  #role(name: string): Role {
    const role = this.roles.get(name);
    if (role === undefined) throw new Error(`no role ${name}`);
    return {
      name,
      arn: this.#arn(name),
      path: role.path,
      description: role.description,
      trustPolicy: role.trustPolicy,
      maxSessionSeconds: 3600,
      boundary: role.boundaryArn === null ? absent : known(this.#policy(role.boundaryArn)),
      inline: known(
        [...role.inline].map(([policy, text]) => known<PolicyDocument>({ name: policy, arn: null, text })),
      ),
      attached: known([...role.attached].map((arn) => known(this.#policy(arn)))),
      tags: [],
    };
  }

  #policy(arn: string): ManagedPolicy {
    const policy = this.policies.get(arn);
    return {
      name: arn.split('/').at(-1) ?? arn,
      arn,
      path: '/',
      text: policy?.versions.get(policy.defaultVersion) ?? '{}',
      ...(policy?.description === undefined ? {} : { description: policy.description }),
      defaultVersionId: policy?.defaultVersion ?? 'v1',
      versions: [...(policy?.versions.keys() ?? [])],
      attachmentCount: this.#attachments(arn),
    };
  }

  #attachments(arn: string): number {
    return [...this.roles.values()].filter(({ attached }) => attached.has(arn)).length;
  }

  #arn(name: string): string {
    return `arn:aws:iam::290008131176:role${this.roles.get(name)?.path ?? '/'}${name}`;
  }
}

/** Version numbers are never used again, in AWS as here, so they are no part of what an undo restores. */
function stripped(policies: ReadonlyMap<string, StoredPolicy>): unknown {
  return [...policies].map(([arn, { path, description, versions, defaultVersion }]) => ({
    arn,
    description,
    path,
    versions,
    defaultVersion,
  }));
}

function refuse(
  kind: CallProblem['kind'],
  message: string,
): { readonly ok: false; readonly error: CallProblem } {
  return err({ kind, code: message, message, call: 'iam:Fake', action: null, resource: null });
}
