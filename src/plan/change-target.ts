/** What is not Rolemend's own and a person names to be changed: `boundary=POLICY_ARN`, `key-policy=KEY_ARN`, `privileged-mode`. */
import { WRITTEN_POLICIES, type WrittenPolicy } from '#account/policy-address.ts';
import { PROJECT_SETTINGS, type ProjectSetting } from '#account/project-setting.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { taggedService } from '#account/tag-writes.ts';
import { nameInArn, parseArn } from '#iam/arn.ts';

export interface ChangeTarget {
  readonly kind: WrittenPolicy | 'boundary' | 'managed' | 'trustCondition' | 'tag' | ProjectSetting;
  /** ARN of what carries the policy or the tag, of the policy itself where it is a boundary; of a registry `ACCOUNT/REGION`; of a setting, which is the project's, nothing. */
  readonly on: string;
}

interface Name {
  readonly flag: string;
  readonly service: string;
  /** How the resource of its ARN begins. */
  readonly resource: string;
  readonly example: string;
}

const NAMES: Readonly<Record<Exclude<ChangeTarget['kind'], ProjectSetting>, Name>> = {
  boundary: { flag: 'boundary', service: 'iam', resource: 'policy/', example: 'POLICY_ARN' },
  managed: { flag: 'managed-policy', service: 'iam', resource: 'policy/', example: 'POLICY_ARN' },
  trust: { flag: 'trust-policy', service: 'iam', resource: 'role/', example: 'ROLE_ARN' },
  trustCondition: { flag: 'trust-condition', service: 'iam', resource: 'role/', example: 'ROLE_ARN' },
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
  vpcEndpoint: { flag: 'endpoint-policy', service: '', resource: '', example: 'VPCE_ID' },
  serviceControl: { flag: 'service-control-policy', service: '', resource: '', example: 'POLICY_ID' },
  resourceControl: { flag: 'resource-control-policy', service: '', resource: '', example: 'POLICY_ID' },
  tag: { flag: 'tag', service: '', resource: '', example: 'ARN' },
};

/** As it is typed after `--change`. */
export const flagOf = (target: ChangeTarget): string =>
  isSetting(target.kind) ? target.kind : `${NAMES[target.kind].flag}=${target.on}`;

const isSetting = (kind: ChangeTarget['kind']): kind is ProjectSetting => !Object.hasOwn(NAMES, kind);

/** A policy of another layer than the role's own. */
export type PolicyTarget = ChangeTarget & { readonly kind: WrittenPolicy | 'boundary' };

export const isOfPolicy = (target: ChangeTarget): target is PolicyTarget =>
  target.kind === 'boundary' || WRITTEN_POLICIES.some((kind) => kind === target.kind);

export const isOfSetting = ({ kind }: ChangeTarget, setting: ProjectSetting): boolean => kind === setting;

/** What a text after `--change` names; else what is wrong with it, in words. */
export function readChangeTarget(text: string): Result<ChangeTarget, string> {
  const setting = PROJECT_SETTINGS.find((one) => one === text);
  if (setting !== undefined) return ok({ kind: setting, on: '' });
  const equals = text.indexOf('=');
  const [flag, on] = equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
  const kind = KINDS.find((one) => NAMES[one].flag === flag);
  if (kind === undefined)
    return err(`expected one of ${[...KINDS.map(wordTarget), ...PROJECT_SETTINGS].join(', ')}`);
  return isOn(kind, on) ? ok({ kind, on }) : err(`expected \`${wordTarget(kind)}\``);
}

type NamedKind = keyof typeof NAMES;

const KINDS = Object.keys(NAMES) as readonly NamedKind[];

const wordTarget = (kind: NamedKind): string => `${NAMES[kind].flag}=${NAMES[kind].example}`;

/** The ID at the end of the ARN of an organisation's policy or an endpoint, which is told by it. */
export const policyIdOf = (arn: string): string => nameInArn(arn);

const isOfOrganisation = (kind: string): boolean => kind === 'serviceControl' || kind === 'resourceControl';

/** What is typed is the ID, and what holds the policy is told by its ARN. */
export const isNamedById = (kind: string): boolean => isOfOrganisation(kind) || kind === 'vpcEndpoint';

function isOn(kind: NamedKind, on: string): boolean {
  if (kind === 'tag') return taggedService(on) !== null;
  if (isOfOrganisation(kind)) return /^p-[0-9A-Za-z_]{8,128}$/.test(on);
  if (kind === 'vpcEndpoint') return /^vpce-[0-9a-f]+$/.test(on);
  if (kind === 'registry') return /^\d{12}\/[a-z0-9-]+$/.test(on);
  const arn = parseArn(on);
  const { service, resource } = NAMES[kind];
  return arn?.service === service && arn.resource.startsWith(resource) && !/[*?]/.test(on);
}
