/**
 * One cause that stops a build, as data: what is arranged round the runbook's project, and what the product must make
 * of it. A world is what AWS's documentation says it is; what the product happens to do is no reason for an expectation.
 */
import type { FindingCode } from '#diagnosis/codes.ts';
import type { WorldInput } from '#sandbox/worlds/world-file.ts';
import type { Keys } from '../sandbox/arrange.ts';
import type { Sdk } from './sdk.ts';

export const ACCOUNT = '290008131176';
export const OTHER = '111122223333';
export const MANAGEMENT = '999999999999';
export const REGION = 'us-west-2';
export const PROJECT = 'TrackerAPI';
export const ROLE = 'codebuild-TrackerAPI-service-role';
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/service-role/${ROLE}`;

/** What a world is about; `npm test` runs one of each. */
export type Kind =
  | 'identity'
  | 'condition'
  | 'boundary'
  | 'session'
  | 'trust'
  | 'serviceControl'
  | 'resourceControl'
  | 'vpcEndpoint'
  | 'repository'
  | 'registry'
  | 'key'
  | 'bucket'
  | 'secret'
  | 'project'
  | 'source'
  | 'sharedRole'
  | 'trustCondition'
  | 'tag'
  | 'pair'
  | 'quota'
  | 'operator';

/** Whose the edit is: the person's who runs the product, or of which other. */
export type Owner = 'own' | 'other-account' | 'organisation' | 'operator';

type AccountInput = WorldInput['accounts'][number];
type EndpointInput = NonNullable<AccountInput['vpcEndpoints']>[number];
type RouteTableInput = NonNullable<AccountInput['routeTables']>[number];

/** What may be granted, each exactly. */
export interface Pair {
  readonly action: string;
  readonly resource: string;
}

export interface Expected {
  /** All of them are found. */
  readonly codes: readonly FindingCode[];
  /** None of them is. */
  readonly notCodes?: readonly FindingCode[];
  /** Some finding is of this layer. */
  readonly layer?: string;
  /** What the findings must name: policies, statements, keys, objects. */
  readonly names?: readonly RegExp[];
  /** `green`: by `fix` alone. `handoff`: somebody else has to act. `either`: more than one answer is right. */
  readonly outcome: 'green' | 'handoff' | 'either';
  readonly needs?: readonly Pair[];
  /** What a hand-off must hold where the build stays red; default: what the findings must name. */
  readonly handoffShows?: readonly RegExp[];
  /** How many hand-offs there are: one for each policy, whoever asks. */
  readonly handoffs?: number;
  /** Part of it may be applied although the build stays red: the rest is somebody else's. */
  readonly partialOk?: boolean;
  /** Once each owner ran the commands of his hand-off, the next build is green. */
  readonly endedByOwners?: true;
  /** A policy that nobody here may read says no as well: found once the build that follows was refused by it. */
  readonly isFoundLater?: boolean;
  /** What stays withheld until somebody confirms it, each with the flag that does. */
  readonly withheld?: readonly RegExp[];
  /** What a build leaves behind that no undo has to take away, as paths of the picture. */
  readonly leaves?: RegExp;
}

/** What was only known once it was arranged. */
export interface Arranged {
  readonly operator?: Keys;
  /** As `World.flags`, after those. */
  readonly flags?: readonly string[];
  readonly needs?: readonly Pair[];
}

export interface World {
  readonly name: string;
  /** One sentence: why the build is red. */
  readonly cause: string;
  readonly kind: Kind;
  readonly owner: Owner;
  /** An organisation stands round the account. */
  readonly organization?: boolean;
  /** What is built is a batch. */
  readonly isBatch?: boolean;
  /** Accounts that are of the organisation as well. */
  readonly members?: readonly string[];
  /** What the person adds to `diagnose` and `fix`. */
  readonly flags?: readonly string[];
  /** Other accounts that the person opens, by a profile each. */
  readonly open?: readonly string[];
  /** VPC endpoints of the account, as a file of a world has them; the project is put into their VPC. */
  readonly endpoints?: readonly EndpointInput[];
  /** Route tables of that VPC, which lead to its gateways; the project is in `subnet-0abc1234`. */
  readonly routes?: readonly RouteTableInput[];
  readonly arrange: (sdk: Sdk) => Promise<Arranged | void>;
  readonly expect: Expected;
}
