/**
 * Everything the sandbox holds, in memory. Accounts and regions spring into being on first use. Each service
 * keeps its state in a type of its own; nothing here knows of HTTP.
 */
import type { StackState } from './cloudformation/state.ts';
import type { TrailEvent } from './cloudtrail/state.ts';
import { newCodeBuildState, type CodeBuildState } from './codebuild/state.ts';
import { newCodePipelineState, type CodePipelineState } from './codepipeline/state.ts';
import { newEcrState, type EcrState } from './ecr/state.ts';
import type { ConfigRule } from './config/state.ts';
import type { KeptDenial } from './iam-toolbox/state.ts';
import { newIamState, type IamState } from './iam/state.ts';
import { newIds, type Ids } from './ids.ts';
import { newKmsState, type KmsState } from './kms/state.ts';
import { newLogsState, type LogsState } from './logs/state.ts';
import type { Organization } from './organizations/state.ts';
import type { BucketState } from './s3/state.ts';
import { MIB, Room } from './room.ts';
import { newSecretsState, type SecretsState } from './secretsmanager/state.ts';
import { newSsmState, type SsmState } from './ssm/state.ts';
import type { IssuedKey } from './sts/keys.ts';
import type { RouteTable, VpcEndpoint } from './vpc/state.ts';

export interface Region {
  readonly ecr: EcrState;
  readonly codebuild: CodeBuildState;
  readonly codepipeline: CodePipelineState;
  readonly logs: LogsState;
  readonly ssm: SsmState;
  readonly secrets: SecretsState;
  readonly configRules: Map<string, ConfigRule>;
  /** By name. */
  readonly stacks: Map<string, StackState>;
  readonly kms: KmsState;
  readonly trail: TrailEvent[];
  readonly vpcEndpoints: VpcEndpoint[];
  readonly routeTables: RouteTable[];
  /** Denials by the authorization ID that was handed out. */
  readonly denials: Map<string, KeptDenial>;
}

export interface Account {
  readonly id: string;
  readonly iam: IamState;
  readonly regions: Map<string, Region>;
  /** Regions that it opted into, beside those that every account has. */
  readonly optedInto: Set<string>;
}

export interface Settings {
  /** How long a change of IAM takes to have effect, in milliseconds; 0: at once. */
  consistencyDelayMs: number;
  /** How long a build waits before each phase and command, in milliseconds, for someone who watches; 0: not at all. */
  buildPaceMs: number;
}

export interface World {
  readonly accounts: Map<string, Account>;
  /** Access keys that are a principal's, by access key ID. */
  readonly keys: Map<string, IssuedKey>;
  /** Bucket names are taken in all accounts and regions. */
  readonly buckets: Map<string, BucketState>;
  readonly organizations: Organization[];
  readonly settings: Settings;
  /** What layers and objects may hold together. */
  readonly storage: Room;
  readonly ids: Ids;
  readonly partition: string;
  readonly now: () => Date;
  /** Where the sandbox is served: builds call it like any other client. Set once it listens. */
  endpoint: string;
}

export interface WorldOptions {
  readonly now?: () => Date;
  /** Same seed, same IDs. */
  readonly seed?: string;
  readonly partition?: string;
  /** The most bytes that layers and objects may hold together. */
  readonly storageBytes?: number;
}

/** Far above what a test pushes, far below what a machine has. */
const STORAGE = 2048 * MIB;

export function newWorld({
  now = () => new Date(),
  seed,
  partition = 'aws',
  storageBytes = STORAGE,
}: WorldOptions = {}): World {
  return {
    accounts: new Map(),
    keys: new Map(),
    buckets: new Map(),
    organizations: [],
    storage: new Room(storageBytes),
    settings: { consistencyDelayMs: 0, buildPaceMs: 0 },
    ids: newIds(seed),
    partition,
    now,
    endpoint: '',
  };
}

export function accountOf(world: World, id: string): Account {
  const known = world.accounts.get(id);
  if (known !== undefined) return known;
  const account: Account = { id, iam: newIamState(), regions: new Map(), optedInto: new Set() };
  // An ARN may name anything as its account; what is no account does not spring into being.
  if (/^\d{12}$/.test(id)) world.accounts.set(id, account);
  return account;
}

export function regionOf(world: World, accountId: string, name: string): Region {
  const { regions } = accountOf(world, accountId);
  const known = regions.get(name);
  if (known !== undefined) return known;
  const region: Region = {
    ecr: newEcrState(),
    codebuild: newCodeBuildState(),
    codepipeline: newCodePipelineState(),
    logs: newLogsState(),
    ssm: newSsmState(),
    secrets: newSecretsState(),
    kms: newKmsState(),
    trail: [],
    vpcEndpoints: [],
    routeTables: [],
    configRules: new Map(),
    stacks: new Map(),
    denials: new Map(),
  };
  regions.set(name, region);
  return region;
}
