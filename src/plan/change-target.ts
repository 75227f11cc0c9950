/** A policy that is not Rolemend's own and that a person names to be changed: `boundary=POLICY_ARN`, `key-policy=KEY_ARN`. */
import type { WrittenPolicy } from '#account/policy-address.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { parseArn } from '#iam/arn.ts';

export interface ChangeTarget {
  readonly kind: WrittenPolicy | 'boundary';
  /** ARN of what carries the policy, of the policy itself where it is a boundary; of a registry `ACCOUNT/REGION`. */
  readonly on: string;
}

interface Name {
  readonly flag: string;
  readonly service: string;
  /** How the resource of its ARN begins. */
  readonly resource: string;
  readonly example: string;
}

const NAMES: Readonly<Record<ChangeTarget['kind'], Name>> = {
  boundary: { flag: 'boundary', service: 'iam', resource: 'policy/', example: 'POLICY_ARN' },
  trust: { flag: 'trust-policy', service: 'iam', resource: 'role/', example: 'ROLE_ARN' },
  repository: {
    flag: 'repository-policy',
    service: 'ecr',
    resource: 'repository/',
    example: 'REPOSITORY_ARN',
  },
  registry: { flag: 'registry-policy', service: '', resource: '', example: 'ACCOUNT/REGION' },
  key: { flag: 'key-policy', service: 'kms', resource: 'key/', example: 'KEY_ARN' },
  bucket: { flag: 'bucket-policy', service: 's3', resource: '', example: 'BUCKET_ARN' },
  secret: {
    flag: 'secret-policy',
    service: 'secretsmanager',
    resource: 'secret:',
    example: 'SECRET_ARN',
  },
};

/** As it is typed after `--change`. */
export const flagOf = ({ kind, on }: ChangeTarget): string => `${NAMES[kind].flag}=${on}`;

/** What a text after `--change` names; else what is wrong with it, in words. */
export function readChangeTarget(text: string): Result<ChangeTarget, string> {
  const equals = text.indexOf('=');
  const [flag, on] = equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
  const kind = KINDS.find((one) => NAMES[one].flag === flag);
  if (kind === undefined) return err(`expected one of ${KINDS.map(wordTarget).join(', ')}`);
  return isOn(kind, on) ? ok({ kind, on }) : err(`expected \`${wordTarget(kind)}\``);
}

const KINDS = Object.keys(NAMES) as readonly ChangeTarget['kind'][];

const wordTarget = (kind: ChangeTarget['kind']): string => `${NAMES[kind].flag}=${NAMES[kind].example}`;

function isOn(kind: ChangeTarget['kind'], on: string): boolean {
  if (kind === 'registry') return /^\d{12}\/[a-z0-9-]+$/.test(on);
  const arn = parseArn(on);
  const { service, resource } = NAMES[kind];
  return arn?.service === service && arn.resource.startsWith(resource) && !/[*?]/.test(on);
}
