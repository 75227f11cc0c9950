/**
 * Simulate cases from a seed: `generate(seed)` gives always the same case for the same seed. Cases are well-formed
 * and near the edge: few names that nearly collide, patterns that just match or just miss, conditions on values
 * the request holds.
 *
 * Left out, because the documentation does not say or contradicts itself: a wildcard in the service field of an
 * ARN; an incomplete ARN whose written part is not a plain beginning; variables before the fifth colon; lists of
 * one value under a single-valued key and single values under a multi-valued one; Null on an empty list; a context
 * without the keys that every call has; principal ARNs with wildcards; a role or user naming itself with no account
 * in NotPrincipal of a key policy; NotResource with a variable that has no value.
 */

import type { Case, Level, Levels, Policies, Policy, PolicySet, Statement } from './case.ts';
import { generateScene, type Scene } from './generate-request.ts';
import { type Drawing, generateStatement, type Grammar } from './generate-statement.ts';
import { type Random, randomFrom } from './random.ts';

const IDENTITY: Grammar = {
  principal: 'none',
  resource: 'required',
  incompleteArns: true,
  bareStarAction: true,
  notAction: true,
  notResource: true,
  notPrincipal: false,
  newVersion: false,
};
const SESSION: Grammar = { ...IDENTITY, incompleteArns: false };
const SERVICE_CONTROL: Grammar = { ...SESSION, newVersion: true };
const RESOURCE: Grammar = { ...SESSION, principal: 'any', notPrincipal: true };
const REPOSITORY: Grammar = { ...RESOURCE, resource: 'optional', notResource: false };
const TRUST: Grammar = {
  ...RESOURCE,
  resource: 'none',
  bareStarAction: false,
  notAction: false,
  notPrincipal: false,
};
const ENDPOINT: Grammar = { ...RESOURCE, notPrincipal: false };
const RESOURCE_CONTROL: Grammar = {
  ...SERVICE_CONTROL,
  principal: 'star',
  bareStarAction: false,
  notAction: false,
};

export function generate(seed: number): Case {
  const random = randomFrom(seed);
  const scene = generateScene(random);
  return { name: `seed ${seed}`, request: scene.request, policies: generatePolicies(random, scene) };
}

function generatePolicies(random: Random, scene: Scene): PolicySet {
  const policies: { -readonly [layer in keyof PolicySet]: PolicySet[layer] } = {};
  const draw = (grammar: Grammar): Drawing => ({ random, scene, grammar });
  const { principalKind, kind } = scene;
  const hasOwnPolicies = !['root', 'service', 'anonymous'].includes(principalKind);
  const isSession = principalKind === 'session' || principalKind === 'federatedUser';
  if (hasOwnPolicies) {
    if (random.chance(0.9)) policies.identity = generateLayer(draw(IDENTITY));
    if (random.chance(0.2)) policies.boundary = generateLayer(draw(IDENTITY));
    if (isSession && random.chance(0.2)) policies.session = generateLayer(draw(SESSION));
  }
  const grammar = resourceGrammar(scene);
  if (grammar !== null && random.chance(resourceChance(scene, hasOwnPolicies))) {
    policies.resource = generateLayer(draw(grammar));
  }
  if (random.chance(0.25))
    policies.serviceControl = generateLevels(draw(SERVICE_CONTROL), ['r-root', 'ou-1', 'self']);
  if (random.chance(0.2))
    policies.resourceControl = generateLevels(draw(RESOURCE_CONTROL), ['r-root', 'self']);
  // The endpoints of S3 take no principal but everybody. Source: facts 1.8.
  const endpoint: Grammar = kind.service === 's3' ? { ...ENDPOINT, principal: 'star' } : ENDPOINT;
  if (random.chance(0.12)) policies.vpcEndpoint = generateLayer(draw(endpoint));
  return policies;
}

function resourceGrammar({ kind }: Scene): Grammar | null {
  if (kind.policy === 'none') return null;
  if (kind.policy === 'trust') return TRUST;
  return kind.policy === 'resourceOptional' ? REPOSITORY : RESOURCE;
}

function resourceChance({ kind, request }: Scene, hasOwnPolicies: boolean): number {
  if (kind.policy === 'trust' || kind.service === 'kms' || !hasOwnPolicies) return 0.95;
  return request.resource.includes('111122223333') ? 0.4 : 0.9;
}

function generateLayer(drawing: Drawing): Policies {
  const { random } = drawing;
  if (random.chance(0.05)) return 'unreadable';
  const count = random.chance(0.8) ? 1 : 2;
  return Array.from({ length: count }, (_, index) => generatePolicy(drawing, index));
}

function generatePolicy(drawing: Drawing, index: number): Policy {
  const { random, grammar } = drawing;
  const statements: Statement[] = [];
  const allows = grammar === RESOURCE_CONTROL ? 0 : random.chance(0.75) ? 1 : 2;
  for (let count = 0; count < allows; count += 1) statements.push(generateStatement(drawing, 'Allow'));
  if (allows === 0 || random.chance(0.18)) statements.push(generateStatement(drawing, 'Deny'));
  if (random.chance(0.5)) statements.reverse();
  const named = statements.map((statement, at) =>
    random.chance(0.1) ? { Sid: `S${at}`, ...statement } : statement,
  );
  const [only] = named;
  const version =
    grammar.newVersion || random.chance(0.8) ? '2012-10-17' : random.pick(['2008-10-17', undefined]);
  return {
    name: `p${index}`,
    document: {
      ...(version === undefined ? {} : { Version: version }),
      Statement: named.length === 1 && only !== undefined && random.chance(0.3) ? only : named,
    },
  };
}

function generateLevels(drawing: Drawing, targets: readonly string[]): Levels {
  const { random, grammar } = drawing;
  if (random.chance(0.04)) return 'unreadable';
  const from = random.below(targets.length);
  return targets.slice(from).map((target): Level => {
    if (grammar === RESOURCE_CONTROL) {
      return { target, policies: random.chance(0.4) ? [] : generateLayer(drawing) };
    }
    return { target, policies: random.chance(0.5) ? [FULL_ACCESS] : generateLayer(drawing) };
  });
}

const FULL_ACCESS: Policy = {
  name: 'FullAWSAccess',
  document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
};
