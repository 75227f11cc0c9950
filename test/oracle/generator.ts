/**
 * Worlds from a seed: policies, and requests that are asked of them. `generateWorld(seed)` gives always the same
 * world for the same seed. Its cases are well-formed and near the edge: few names that nearly collide, requests that
 * differ in little, patterns that just match or just miss one of them, conditions on values the requests hold.
 *
 * Left out, because the documentation does not say or contradicts itself: a wildcard in the service field of an
 * ARN; an incomplete ARN whose written part is not a plain beginning; variables before the fifth colon;
 * Null on an empty list; a context without the keys that every call has; principal ARNs with wildcards; a role or user naming itself with no account
 * in NotPrincipal of a key policy; NotResource with a variable that has no value.
 */

import type { Case, Level, Levels, Policies, Policy, PolicySet, Request, Statement } from './case.ts';
import { generateRequest, generateSetting, generateSibling, type Setting } from './generate-request.ts';
import { type Drawing, generateStatement, type Grammar } from './generate-statement.ts';
import { type Random, randomFrom } from './random.ts';
import { ACCOUNTS, type Key, type Kind, STATED_KEYS } from './vocabulary.ts';

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
const SERVICE_CONTROL: Grammar = { ...IDENTITY, newVersion: true };
const RESOURCE: Grammar = { ...IDENTITY, principal: 'any', notPrincipal: true };
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

export interface World {
  readonly name: string;
  readonly policies: PolicySet;
  readonly requests: Requests;
}

/** The first one, and others made from it. */
type Requests = readonly [Request, ...Request[]];

/** Reading policies costs an engine many times what an answer does, and the requests of a world try them well. */
const REQUESTS_OF_A_WORLD = 16;
/** So many of them are there before the policies, which aim at them; the others try what the policies test. */
const AIMED_AT = 4;

export function generateWorld(seed: number, count = REQUESTS_OF_A_WORLD): World {
  const random = randomFrom(seed);
  const setting = generateSetting(random);
  const first = generateRequest(random, setting);
  const requests: [Request, ...Request[]] = [first];
  const seen = new Set([JSON.stringify(first)]);
  const add = (tested: readonly Key[]): void => {
    let request = generateSibling(random, setting, { of: first, tested });
    while (seen.has(JSON.stringify(request)))
      request = generateSibling(random, setting, { of: request, tested });
    seen.add(JSON.stringify(request));
    requests.push(request);
  };
  while (requests.length < Math.min(AIMED_AT, count)) add([]);
  const policies = generatePolicies(random, setting, requests);
  const tested = testedKeys(policies);
  while (requests.length < count) add(tested);
  return { name: `world ${seed}`, policies, requests };
}

/** The keys that conditions or variables of the policies ask for, in whatever case they are written. */
function testedKeys(policies: PolicySet): readonly Key[] {
  const text = JSON.stringify(policies).toLowerCase();
  return STATED_KEYS.filter(({ name }) => text.includes(name.toLowerCase()));
}

export function casesOf({ name, policies, requests }: World): readonly Case[] {
  return requests.map((request, index) => ({ name: `${name} request ${index}`, request, policies }));
}

interface Plan {
  readonly random: Random;
  readonly setting: Setting;
  readonly requests: Requests;
  readonly grammar: Grammar;
}

function generatePolicies(random: Random, setting: Setting, requests: Requests): PolicySet {
  const policies: { -readonly [layer in keyof PolicySet]: PolicySet[layer] } = {};
  const draw = (grammar: Grammar): Plan => ({ random, setting, requests, grammar });
  const { kind, caller } = setting;
  const hasOwnPolicies = caller === 'session' || caller === 'principal';
  if (hasOwnPolicies) {
    if (random.chance(0.9)) policies.identity = generateLayer(draw(IDENTITY));
    if (random.chance(0.2)) policies.boundary = generateLayer(draw(IDENTITY));
    if (caller === 'session' && random.chance(0.2)) policies.session = generateLayer(draw(SESSION));
  }
  const grammar = resourceGrammar(kind);
  if (grammar !== null && random.chance(resourceChance(draw(grammar), hasOwnPolicies))) {
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

function resourceGrammar(kind: Kind): Grammar | null {
  if (kind.policy === 'none') return null;
  if (kind.policy === 'trust') return TRUST;
  return kind.policy === 'resourceOptional' ? REPOSITORY : RESOURCE;
}

function resourceChance({ setting: { kind }, requests }: Plan, hasOwnPolicies: boolean): number {
  if (kind.policy === 'trust' || kind.service === 'kms' || !hasOwnPolicies) return 0.95;
  return requests[0].resource.includes(ACCOUNTS[0]) ? 0.4 : 0.9;
}

function generateLayer(plan: Plan): Policies {
  const { random } = plan;
  if (random.chance(0.05)) return 'unreadable';
  const count = random.chance(0.8) ? 1 : 2;
  return Array.from({ length: count }, (_, index) => generatePolicy(plan, index));
}

/** Most statements aim at the request that the others were made from. */
function aimed({ random, setting, requests, grammar }: Plan): Drawing {
  const request = random.chance(0.8) ? requests[0] : random.pick(requests);
  return { random, grammar, scene: { setting, request } };
}

function generatePolicy(plan: Plan, index: number): Policy {
  const { random, grammar } = plan;
  const statements: Statement[] = [];
  const allows = grammar === RESOURCE_CONTROL ? 0 : random.chance(0.75) ? 1 : 2;
  for (let count = 0; count < allows; count += 1) statements.push(generateStatement(aimed(plan), 'Allow'));
  if (allows === 0 || random.chance(0.18)) statements.push(generateStatement(aimed(plan), 'Deny'));
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

function generateLevels(plan: Plan, targets: readonly string[]): Levels {
  const { random, grammar } = plan;
  if (random.chance(0.04)) return 'unreadable';
  const from = random.below(targets.length);
  return targets.slice(from).map((target): Level => {
    if (grammar === RESOURCE_CONTROL) {
      return { target, policies: random.chance(0.4) ? [] : generateLayer(plan) };
    }
    return { target, policies: random.chance(0.5) ? [FULL_ACCESS] : generateLayer(plan) };
  });
}

const FULL_ACCESS: Policy = {
  name: 'FullAWSAccess',
  document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
};
