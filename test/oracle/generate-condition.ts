/** Conditions near the edge: most values come from the request's own context, some are wildcards or variables. */

import type { Conditions, OneOrMany, Request, Scalar } from './case.ts';
import type { Random } from './random.ts';
import { ALL_KEYS, type Key, type KeyType } from './vocabulary.ts';
import { nearbyArn } from './near-miss.ts';

const OPERATORS: Readonly<Record<Exclude<KeyType, 'list'>, readonly string[]>> = {
  string: [
    'StringEquals',
    'StringNotEquals',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'StringLike',
    'StringNotLike',
  ],
  arn: ['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike', 'StringEquals', 'StringLike', 'StringNotLike'],
  number: [
    'NumericEquals',
    'NumericNotEquals',
    'NumericLessThan',
    'NumericLessThanEquals',
    'NumericGreaterThan',
    'NumericGreaterThanEquals',
  ],
  date: [
    'DateEquals',
    'DateNotEquals',
    'DateLessThan',
    'DateLessThanEquals',
    'DateGreaterThan',
    'DateGreaterThanEquals',
  ],
  bool: ['Bool'],
  ip: ['IpAddress', 'NotIpAddress'],
  binary: ['BinaryEquals'],
};

export function generateConditions(random: Random, request: Request): Conditions {
  const conditions: Record<string, Record<string, OneOrMany<Scalar>>> = {};
  const tests = random.weighted([
    [6, 1],
    [2, 2],
    [1, 3],
  ]);
  for (let count = 0; count < tests; count += 1) {
    const key = random.pick(keysFor(request));
    const operator = generateOperator(random, key);
    const name = random.chance(0.1) ? key.name.toLowerCase() : key.name;
    const keys = (conditions[operator] ??= {});
    // Two spellings of a key under one operator would be a test of JSON, not of conditions.
    if (Object.keys(keys).some((other) => other.toLowerCase() === name.toLowerCase())) continue;
    keys[name] = generateValues(random, { key, operator, request });
  }
  return conditions;
}

/** The type of a service's call is not documented, so a case about one does not ask for it. */
function keysFor(request: Request): readonly Key[] {
  const isService = typeof request.principal !== 'string';
  return isService ? ALL_KEYS.filter((key) => key.name !== 'aws:PrincipalType') : ALL_KEYS;
}

function generateOperator(random: Random, key: Key): string {
  // Whether an empty list counts as a present key for Null is not documented.
  if (key.type !== 'list' && random.chance(0.08)) return 'Null';
  const operator = random.pick(OPERATORS[key.type === 'list' ? 'string' : key.type]);
  const setOperator = random.chance(key.type === 'list' ? 0.9 : 0.04);
  const prefix = setOperator ? random.pick(['ForAllValues:', 'ForAnyValue:']) : '';
  return `${prefix}${operator}${random.chance(0.15) ? 'IfExists' : ''}`;
}

interface Wanted {
  readonly key: Key;
  readonly operator: string;
  readonly request: Request;
}

function generateValues(random: Random, wanted: Wanted): OneOrMany<Scalar> {
  if (wanted.operator === 'Null') return random.pick<Scalar>(['true', 'false', true, false]);
  const several = wanted.key.type === 'list' ? 0.6 : 0.25;
  const first = generateValue(random, wanted);
  if (!random.chance(several)) return random.chance(0.15) ? [first] : first;
  const values = [first, generateValue(random, wanted)];
  return random.chance(0.3) ? [...values, generateValue(random, wanted)] : values;
}

function generateValue(random: Random, { key, operator, request }: Wanted): Scalar {
  const value = valueNear(random, key, request);
  if (key.type === 'number') return random.chance(0.3) && !value.includes('e') ? Number(value) : value;
  if (key.type === 'bool') return random.chance(0.2) ? value === 'true' : value;
  if (key.type === 'ip') return random.chance(0.6) ? blockAround(random, value) : value;
  if (key.type === 'date' || key.type === 'binary') return value;
  if (operator.includes('Arn')) return arnPattern(random, value);
  if (random.chance(0.12)) return withVariable(random);
  return operator.includes('Like') ? wildcard(random, value) : value;
}

function valueNear(random: Random, key: Key, request: Request): string {
  const given = request.context?.[key.name];
  if (given !== undefined && given.length > 0 && random.chance(0.6)) {
    return typeof given === 'string' ? given : random.pick(given);
  }
  if (key.name === 'aws:PrincipalArn' && typeof request.principal === 'string' && random.chance(0.6)) {
    return (
      request.roleArn ?? request.principal.replace(/:sts:(.*):assumed-role\/([^/]*)\/.*/, ':iam:$1:role/$2')
    );
  }
  return random.pick(key.values);
}

function blockAround(random: Random, address: string): string {
  const lengths = address.includes(':') ? [128, 64, 63, 32, 0] : [32, 24, 23, 16, 8, 0];
  return `${address}/${random.pick(lengths)}`;
}

function wildcard(random: Random, value: string): string {
  const at = random.below(value.length + 1);
  switch (random.below(6)) {
    case 0:
      return `${value.slice(0, at)}*`;
    case 1:
      return `*${value.slice(at)}`;
    case 2:
      return `${value.slice(0, at)}?${value.slice(at + 1)}`;
    case 3:
      return `${value.slice(0, at)}*${value.slice(at + 1)}`;
    case 4:
      return `${value}?`;
    default:
      return value;
  }
}

function withVariable(random: Random): string {
  return random.pick([
    '${aws:PrincipalTag/team}',
    '${aws:principaltag/TEAM}',
    '${aws:PrincipalTag/none}',
    "${aws:PrincipalTag/team, 'app'}",
    "${aws:PrincipalTag/none, 'app'}",
    '${aws:username}',
    '${aws:PrincipalAccount}',
    '${aws:ResourceTag/env}',
    'a${*}',
    'a${?}p',
    '${*}',
    '${$}',
    'a${aws:PrincipalTag/none}',
  ]);
}

function arnPattern(random: Random, value: string): string {
  if (random.chance(0.12)) {
    return random.pick([
      'arn:aws:iam::${aws:PrincipalAccount}:role/*',
      'arn:aws:iam::${aws:ResourceAccount}:user/${aws:username}',
      'arn:aws:codebuild:us-west-2:${aws:PrincipalAccount}:project/${aws:PrincipalTag/team}',
      "arn:aws:codebuild:*:${aws:PrincipalTag/none, '111122223333'}:project/app${*}",
      '${aws:PrincipalArn}',
    ]);
  }
  const fields = value.split(':');
  const at = random.below(6);
  switch (random.below(6)) {
    case 0:
      return value;
    case 1:
      return nearbyArn(random, value);
    case 2:
      return [...fields.slice(0, at), '*', ...fields.slice(at + 1)].join(':');
    case 3:
      return [...fields.slice(0, at), wildcard(random, fields[at] ?? ''), ...fields.slice(at + 1)].join(':');
    case 4:
      return `${fields.slice(0, 5).join(':')}:*`;
    default:
      return [...fields.slice(0, 3), '*', '*', ...fields.slice(5)].join(':');
  }
}
