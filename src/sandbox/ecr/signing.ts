/**
 * Managed signing: a registry's rules, and what becomes of an image that is pushed under one. Source: Amazon ECR User Guide,
 * managed-signing; ECR API reference. The push itself succeeds, as AWS documents no answer of it that tells of the signature: whether whoever
 * pushed may sign is told by DescribeImageSigningStatus alone. The words of a failure are undocumented, so they are the sandbox's own;
 * no signature is made.
 */
import { z } from 'zod';
import { compileGlob, freeTokens } from '#iam/match/glob.ts';
import { decideCheck } from '../enforce.ts';
import type { Caller } from '../caller.ts';
import { denialMessage } from '../denial-message.ts';
import { readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import type { World } from '../world.ts';
import { imageAt } from './images.ts';
import {
  authorizeRepository,
  ecrOf,
  imageMissing,
  type Place,
  registryId,
  repositoryAt,
  repositoryName,
} from './shapes.ts';
import type { ImageState, SigningRule, SigningStatus } from './state.ts';

const INVALID = 'InvalidParameterException';

const rule = z.object({
  signingProfileArn: z
    .string()
    .max(200)
    .regex(/^arn:aws(?:-[a-z]+)*:signer:[a-z0-9-]+:[0-9]{12}:\/signing-profiles\/[a-zA-Z0-9_]{2,}$/),
  repositoryFilters: z
    .array(
      z.object({
        filter: z
          .string()
          .min(1)
          .max(256)
          .regex(/^(?:[a-z0-9*]+(?:[._-][a-z0-9*]+)*\/)*[a-z0-9*]+(?:[._-][a-z0-9*]+)*$/),
        filterType: z.literal('WILDCARD_MATCH'),
      }),
    )
    .min(1)
    .max(100)
    .optional(),
});

const putSchema = z.object({ signingConfiguration: z.object({ rules: z.array(rule).max(10) }) });

const shape = (rules: readonly SigningRule[]): object => ({
  rules: rules.map(({ profileArn, filters }) => ({
    signingProfileArn: profileArn,
    ...(filters.length === 0
      ? {}
      : { repositoryFilters: filters.map((filter) => ({ filter, filterType: 'WILDCARD_MATCH' })) }),
  })),
});

function putConfiguration(call: Call): object {
  call.authorize({ action: 'ecr:PutSigningConfiguration', resource: '*' });
  const { rules } = readInput(putSchema, call.input, INVALID).signingConfiguration;
  const kept = rules.map(({ signingProfileArn, repositoryFilters = [] }) => ({
    profileArn: signingProfileArn,
    filters: repositoryFilters.map(({ filter }) => filter),
  }));
  ecrOf(call.world, call).signingRules = kept;
  return { signingConfiguration: shape(kept) };
}

function configuration(call: Call, action: string): object {
  call.authorize({ action: `ecr:${action}`, resource: '*' });
  const rules = ecrOf(call.world, call).signingRules;
  if (rules === null) {
    throw new AwsError(
      'SigningConfigurationNotFoundException',
      `Signing configuration does not exist in the registry with id '${call.account}'`,
    );
  }
  return { registryId: call.account, signingConfiguration: shape(rules) };
}

function deleteConfiguration(call: Call): object {
  const answer = configuration(call, 'DeleteSigningConfiguration');
  ecrOf(call.world, call).signingRules = null;
  return answer;
}

/** Whoever pushed, and where. */
interface Push {
  readonly world: World;
  readonly caller: Caller;
  readonly place: Place;
}

/** Each rule that takes the repository in has the image signed as whoever pushed it. */
export function signPushed({ world, caller, place }: Push, image: ImageState): void {
  const rules = ecrOf(world, place).signingRules ?? [];
  for (const { profileArn, filters } of rules) {
    if (
      filters.length > 0 &&
      !filters.some((filter) => compileGlob(filter, freeTokens(filter)).matches(place.name))
    )
      continue;
    const check = { action: 'signer:SignPayload', resource: profileArn };
    const decision = decideCheck({ world, caller, region: place.region, check });
    const isSigned = decision === 'exempt' || decision.decision === 'allowed';
    const failure = isSigned ? null : denialMessage(caller, check, decision);
    image.signing.set(profileArn, { profileArn, failure });
  }
}

const statusSchema = z.object({
  registryId,
  repositoryName,
  imageId: z.object({ imageDigest: z.string().optional(), imageTag: z.string().optional() }),
});

function describeStatus(call: Call): object {
  const input = readInput(statusSchema, call.input, INVALID);
  const place = {
    account: input.registryId ?? call.account,
    region: call.region,
    name: input.repositoryName,
  };
  authorizeRepository(call, 'DescribeImageSigningStatus', place);
  const { imageDigest, imageTag } = input.imageId;
  const image = imageAt(repositoryAt(call.world, place), imageDigest ?? imageTag ?? '');
  if (image === null) throw imageMissing();
  return {
    registryId: place.account,
    repositoryName: place.name,
    imageId: { ...input.imageId, imageDigest: image.digest },
    signingStatuses: [...image.signing.values()].map(statusShape),
  };
}

const statusShape = ({ profileArn, failure }: SigningStatus): object => ({
  signingProfileArn: profileArn,
  ...(failure === null
    ? { status: 'COMPLETE' }
    : { status: 'FAILED', failureCode: 'AccessDenied', failureReason: failure }),
});

export const SIGNING_OPERATIONS: Readonly<Record<string, Operation>> = {
  PutSigningConfiguration: putConfiguration,
  GetSigningConfiguration: (call) => configuration(call, 'GetSigningConfiguration'),
  DeleteSigningConfiguration: deleteConfiguration,
  DescribeImageSigningStatus: describeStatus,
};
