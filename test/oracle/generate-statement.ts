/** Statements near the edge of matching a request, each allowed by the grammar of its layer. Source: facts 2.1. */

import type { OneOrMany, PrincipalElement, Request, Statement } from './case.ts';
import { generateConditions } from './generate-condition.ts';
import type { Setting } from './generate-request.ts';
import { coveringAction, coveringPattern, nearbyAction, nearbyArn, resourceVariable } from './near-miss.ts';
import type { Random } from './random.ts';
import { ACCOUNTS, ROLES, SERVICES, SESSIONS, USERS } from './vocabulary.ts';

/** What the grammar of a layer permits. */
export interface Grammar {
  readonly principal: 'none' | 'any' | 'star';
  readonly resource: 'required' | 'optional' | 'none';
  readonly incompleteArns: boolean;
  readonly bareStarAction: boolean;
  readonly notAction: boolean;
  readonly notResource: boolean;
  readonly notPrincipal: boolean;
  /** Must be 2012-10-17. */
  readonly newVersion: boolean;
}

/** What a statement is aimed at. */
export interface Scene {
  readonly setting: Setting;
  readonly request: Request;
}

export interface Drawing {
  readonly random: Random;
  readonly scene: Scene;
  readonly grammar: Grammar;
}

export function generateStatement(drawing: Drawing, effect: 'Allow' | 'Deny'): Statement {
  const { random, grammar } = drawing;
  // A Deny that always matched would leave nothing else to test.
  const near = effect === 'Allow' ? 0.97 : 0.7;
  const conditional = effect === 'Allow' ? 0.3 : 0.6;
  if (grammar.principal === 'any' && random.chance(0.08)) return narrowedStatement(drawing, effect);
  return {
    Effect: effect,
    ...(grammar.principal === 'none' ? {} : principalPart(drawing, effect, near)),
    ...actionPart(drawing, near),
    ...resourcePart(drawing, near),
    ...(random.chance(conditional) ? { Condition: generateConditions(random, drawing.scene.request) } : {}),
  };
}

/** An account or everybody, narrowed to one caller by `aws:PrincipalArn`. Source: facts 1.3, first row. */
function narrowedStatement(drawing: Drawing, effect: 'Allow' | 'Deny'): Statement {
  const { random, scene } = drawing;
  const { principal, roleArn } = scene.request;
  const own =
    typeof principal === 'string' ? principal : `arn:aws:iam::${ACCOUNTS[0]}:role/${random.pick(ROLES)}`;
  const arn = roleArn ?? own.replace(/:sts:(.*):assumed-role\/([^/]*)\/.*/, ':iam:$1:role/$2');
  const value = random.chance(0.7)
    ? arn
    : random.pick([own, `${arn}*`, arn.replace(/\/.*/, '/*'), nearbyArn(random, arn)]);
  const operator = random.pick([
    'StringEquals',
    'StringLike',
    'ArnEquals',
    'ArnLike',
    'ArnLikeIfExists',
    'ArnNotEquals',
  ]);
  return {
    Effect: effect,
    Principal: random.chance(0.2) ? '*' : { AWS: own.split(':')[4] ?? '' },
    ...actionPart(drawing, 1),
    ...resourcePart(drawing, 1),
    Condition: { [operator]: { 'aws:PrincipalArn': random.chance(0.8) ? value : [value, anyAws(random)] } },
  };
}

function oneOrMany(random: Random, draw: () => string): OneOrMany<string> {
  if (random.chance(0.7)) return random.chance(0.2) ? [draw()] : draw();
  return [draw(), draw()];
}

function actionPart({ random, scene, grammar }: Drawing, near: number): Partial<Statement> {
  const { action } = scene.request;
  const covers = random.chance(near);
  // A trust policy holds actions of sts only. Source: facts 1.5.
  const misses = scene.setting.kind.policy === 'trust' && grammar.resource === 'none';
  const miss = () =>
    misses ? random.pick(['sts:TagSession', 'sts:AssumeRoleWith*']) : nearbyAction(random, action);
  if (grammar.notAction && random.chance(0.08)) {
    return { NotAction: oneOrMany(random, () => (covers ? miss() : coveringAction(random, action))) };
  }
  if (covers && grammar.bareStarAction && random.chance(0.1)) return { Action: '*' };
  return {
    Action: oneOrMany(random, () => (covers && random.chance(0.8) ? coveringAction(random, action) : miss())),
  };
}

function resourcePart({ random, scene, grammar }: Drawing, near: number): Partial<Statement> {
  if (grammar.resource === 'none') return {};
  if (grammar.resource === 'optional' && random.chance(0.7))
    return random.chance(0.8) ? {} : { Resource: '*' };
  const { resource } = scene.request;
  const covers = random.chance(near);
  const sample = resource === '*' ? `arn:aws:ecr:us-west-2:${ACCOUNTS[0]}:repository/app` : resource;
  const draw = (): string => {
    if (resource === '*' && covers) return random.chance(0.8) ? '*' : nearbyArn(random, sample);
    return covers ? coveringPattern(random, sample, grammar.incompleteArns) : nearbyArn(random, sample);
  };
  if (grammar.notResource && random.chance(0.08)) {
    return {
      NotResource: oneOrMany(random, () => (random.chance(0.7) ? nearbyArn(random, sample) : draw())),
    };
  }
  if (random.chance(0.08)) return { Resource: oneOrMany(random, () => resourceVariable(random, sample)) };
  return { Resource: oneOrMany(random, draw) };
}

function principalPart(
  { random, scene, grammar }: Drawing,
  effect: string,
  near: number,
): Partial<Statement> {
  if (grammar.principal === 'star') return { Principal: '*' };
  if (effect === 'Deny' && grammar.notPrincipal && random.chance(0.3)) {
    return { NotPrincipal: exceptions(random, scene) };
  }
  if (random.chance(near)) return { Principal: naming(random, scene) };
  return { Principal: { AWS: oneOrMany(random, () => anyAws(random)) } };
}

/** A Principal element that names the caller in one of its forms, perhaps among others. */
function naming(random: Random, scene: Scene): PrincipalElement {
  const { principal } = scene.request;
  if (random.chance(0.12)) return random.chance(0.5) ? '*' : { AWS: '*' };
  if (typeof principal !== 'string') {
    const service = 'service' in principal && random.chance(0.8) ? principal.service : random.pick(SERVICES);
    return random.chance(0.8)
      ? { Service: service }
      : { Service: [service, ...SERVICES], AWS: anyAws(random) };
  }
  const own = random.pick(formsOf(principal, scene.request.roleArn));
  return { AWS: random.chance(0.75) ? own : [own, anyAws(random)] };
}

/** The caller's account, role and own ARN. */
function formsOf(principal: string, roleArn: string | undefined): readonly string[] {
  const [, partition = '', , , account = '', rest = ''] = principal.split(':');
  const forms = [account, `arn:${partition}:iam::${account}:root`, principal];
  if (!rest.startsWith('assumed-role/')) return forms;
  const withoutPath = `arn:${partition}:iam::${account}:role/${rest.split('/')[1] ?? ''}`;
  return [...forms, roleArn ?? withoutPath, roleArn ?? withoutPath, withoutPath];
}

/** NotPrincipal: the full list that exempts the caller, or one short of it. Source: facts 1.4. */
function exceptions(random: Random, scene: Scene): PrincipalElement {
  const { principal, roleArn } = scene.request;
  if (typeof principal !== 'string') return { Service: random.pick(SERVICES) };
  const full = [...new Set(formsOf(principal, roleArn))];
  const kept = random.chance(0.7) ? full : full.filter(() => random.chance(0.7));
  return { AWS: kept.length > 0 ? kept : anyAws(random) };
}

function anyAws(random: Random): string {
  const account = random.chance(0.7) ? ACCOUNTS[0] : random.pick(ACCOUNTS);
  return random.pick([
    account,
    `arn:aws:iam::${account}:root`,
    `arn:aws:iam::${account}:role/${random.pick(ROLES)}`,
    `arn:aws:iam::${account}:role/service-role/${random.pick(ROLES)}`,
    `arn:aws:iam::${account}:user/${random.pick(USERS)}`,
    `arn:aws:sts::${account}:assumed-role/${random.pick(ROLES)}/${random.pick(SESSIONS)}`,
    `arn:aws:sts::${account}:federated-user/ann`,
  ]);
}
