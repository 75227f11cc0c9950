/** Policies made ready to be asked many times; a document that was compiled before is not compiled again. */
import { rememberTexts } from '#basics/remember.ts';
import { ok, type Result } from '#basics/result.ts';
import type { ApplicablePolicies, Layer, NamedPolicy, OrganizationLevel, PolicyList } from './decision.ts';
import type { Policy, PolicyKind, PolicyProblem } from './policy.ts';
import { readKept, readPolicy } from './read/read-policy.ts';
import { readStored } from './read/read-stored.ts';
import { CompiledStatement } from './statement.ts';
import { StatementList } from './statement-list.ts';

export type CompiledList = StatementList | 'unreadable';

export interface CompiledPolicies {
  readonly identity: CompiledList | null;
  readonly resource: CompiledList | null;
  readonly boundary: CompiledList | null;
  readonly session: CompiledList | null;
  readonly vpcEndpoint: CompiledList | null;
  /** One list a level, root first. */
  readonly serviceControl: readonly CompiledList[] | null;
  readonly resourceControl: readonly CompiledList[] | null;
}

/** Which document was refused, and why. */
export interface BadPolicy {
  readonly layer: Layer;
  readonly policy: string;
  readonly document: unknown;
  /** Place in the case: `policies.identity[0]`. */
  readonly at: string;
  readonly problems: readonly PolicyProblem[];
}

/** Makes a document ready. */
export type Compile = (policy: NamedPolicy, kind: PolicyKind) => CompiledDocument;

type Compiled = Result<CompiledPolicies, readonly BadPolicy[]>;

interface Known {
  /** What the policies were made of. */
  readonly parts: readonly unknown[];
  readonly compiled: Compiled;
}

const knownPolicies = { trust: new WeakMap<object, Known>(), other: new WeakMap<object, Known>() };

/**
 * Compiles the same policies once. Lists may change between two calls and are looked through; documents may not,
 * as nothing short of reading them again would tell.
 */
export function compilePoliciesOnce(policies: ApplicablePolicies, trust: boolean): Compiled {
  const known = trust ? knownPolicies.trust : knownPolicies.other;
  const found = known.get(policies);
  if (found !== undefined && hasParts(policies, found.parts)) return found.compiled;
  const compiled = compilePolicies(policies, trust);
  const parts: unknown[] = [];
  eachPart(policies, (part) => {
    parts.push(part);
    return true;
  });
  known.set(policies, { parts, compiled });
  return compiled;
}

function hasParts(policies: ApplicablePolicies, parts: readonly unknown[]): boolean {
  let at = 0;
  return eachPart(policies, (part) => parts[at++] === part) && at === parts.length;
}

/** Names, documents and what stands for them, in their order, as long as `see` wants more. */
function eachPart(policies: ApplicablePolicies, see: (part: unknown) => boolean): boolean {
  const { serviceControl, resourceControl } = policies;
  return (
    listParts(policies.identity, see) &&
    listParts(policies.resource, see) &&
    listParts(policies.boundary, see) &&
    listParts(policies.session, see) &&
    listParts(policies.vpcEndpoint, see) &&
    levelParts(serviceControl, see) &&
    levelParts(resourceControl, see)
  );
}

function levelParts(levels: ApplicablePolicies['serviceControl'], see: (part: unknown) => boolean): boolean {
  if (levels === undefined || levels === 'unreadable') return see(levels);
  return see(levels.length) && levels.every(({ policies }) => listParts(policies, see));
}

function listParts(policies: PolicyList | undefined, see: (part: unknown) => boolean): boolean {
  if (policies === undefined || policies === 'unreadable') return see(policies);
  return see(policies.length) && policies.every(({ name, document }) => see(name) && see(document));
}

/** `trust`: the resource's policy is a role's trust policy. Documents may not be changed while they are kept. */
export function compilePolicies(
  policies: ApplicablePolicies,
  trust: boolean,
  compile: Compile = compileKept,
): Compiled {
  const bad: BadPolicy[] = [];
  const list = (
    layer: Layer,
    kind: PolicyKind,
    found: { readonly policies: PolicyList; readonly at: string },
  ): CompiledList => {
    if (found.policies === 'unreadable') return 'unreadable';
    const statements: CompiledStatement[] = [];
    for (const [index, policy] of found.policies.entries()) {
      const compiled = compile(policy, kind);
      const { name, document } = policy;
      if (compiled.ok) for (const statement of compiled.value) statements.push(statement);
      else bad.push({ layer, policy: name, document, at: `${found.at}[${index}]`, problems: compiled.error });
    }
    return new StatementList(statements);
  };
  const optional = (layer: Layer, kind: PolicyKind, key: keyof ApplicablePolicies): CompiledList | null => {
    const found = policies[key] as PolicyList | undefined;
    return found === undefined ? null : list(layer, kind, { policies: found, at: `policies.${key}` });
  };
  const levels = (layer: 'serviceControl' | 'resourceControl'): readonly CompiledList[] | null => {
    const found: readonly OrganizationLevel[] | 'unreadable' | undefined = policies[layer];
    if (found === undefined) return null;
    if (found === 'unreadable') return ['unreadable'];
    return found.map((level, index) =>
      list(layer, layer, { policies: level.policies, at: `policies.${layer}[${index}].policies` }),
    );
  };
  const compiled: CompiledPolicies = {
    identity: optional('identity', 'identity', 'identity'),
    resource: optional(trust ? 'trust' : 'resource', trust ? 'trust' : 'resource', 'resource'),
    boundary: optional('boundary', 'identity', 'boundary'),
    session: optional('session', 'session', 'session'),
    vpcEndpoint: optional('vpcEndpoint', 'vpcEndpoint', 'vpcEndpoint'),
    serviceControl: levels('serviceControl'),
    resourceControl: levels('resourceControl'),
  };
  return bad.length === 0 ? ok(compiled) : { ok: false, error: bad };
}

/** The statements of a document, or what is wrong with it. */
export type CompiledDocument = Result<readonly CompiledStatement[], readonly PolicyProblem[]>;

/** By document object, then by what it was compiled as: a document is the same value wherever it is used. */
const compiledObjects = new WeakMap<object, Map<string, CompiledDocument>>();
/** Characters of documents: the policies of the projects that are under way at once, and not of all that came before them. */
const KEPT = 200_000;
/** By text, for documents that come as text. */
const compiledText = rememberTexts<CompiledDocument>(KEPT);

const compiledStored = rememberTexts<CompiledDocument>(KEPT);

/** A name may end as a text begins: its length keeps them apart. */
export const textKey = (name: string, kind: PolicyKind, text: string): string =>
  `${kind} ${name.length} ${name} ${text}`;

/** Compiles a document once, as long as it lives. */
function compileKept(policy: NamedPolicy, kind: PolicyKind): CompiledDocument {
  const { document } = policy;
  if (policy.stored === true && typeof document === 'string')
    return compiledStored(textKey(policy.name, kind, document), () =>
      storedFrom(policy.name, kind, readStored(document, kind)),
    );
  if (typeof document === 'string') {
    return compiledText(textKey(policy.name, kind, document), () =>
      compiledFrom(policy.name, kind, readKept(document, kind)),
    );
  }
  if (typeof document !== 'object' || document === null) return compileDocument(policy, kind);
  const key = `${kind} ${policy.name}`;
  const known = compiledObjects.get(document) ?? new Map<string, CompiledDocument>();
  compiledObjects.set(document, known);
  const compiled = known.get(key) ?? compileDocument(policy, kind);
  known.set(key, compiled);
  return compiled;
}

/** Compiles a document anew: for those whose owner may change them. */
export function compileDocument(
  { name, document }: NamedPolicy,
  kind: PolicyKind,
  read = readPolicy,
): CompiledDocument {
  return compiledFrom(name, kind, read(document, kind));
}

function compiledFrom(name: string, kind: PolicyKind, read: ReturnType<typeof readPolicy>): CompiledDocument {
  if (!read.ok) return read;
  return ok(statementsOf(name, kind, read.value));
}

function storedFrom(name: string, kind: PolicyKind, read: ReturnType<typeof readStored>): CompiledDocument {
  if (!read.ok) return read;
  const { policy, open } = read.value;
  const { version } = policy;
  const widest = open.map(
    (placed) => new CompiledStatement({ ...placed, policy: name, version, kind, open: true }),
  );
  return ok([...statementsOf(name, kind, policy), ...widest]);
}

const statementsOf = (
  policy: string,
  kind: PolicyKind,
  { statements, version }: Policy,
): readonly CompiledStatement[] =>
  statements.map(
    (statement, index) => new CompiledStatement({ policy, index, statement, version, kind, open: false }),
  );
