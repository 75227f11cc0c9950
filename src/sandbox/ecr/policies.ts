/** Repository and registry policies, and the token. Source: facts 4.4 to 4.6, 6.6 [BOTO ecr, E-AUTH]. */
import { z } from 'zod';
import { isAllowed } from '../enforce.ts';
import { readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { checkResourcePolicy, type Refusals } from '../resource-policy.ts';
import type { World } from '../world.ts';
import {
  authorizeRepository,
  ecrOf,
  type Place,
  policiesOn,
  registryId,
  repositoryAt,
  repositoryCheck,
  repositoryName,
} from './shapes.ts';
import { issueToken, TOKEN_SECONDS } from './token.ts';

const INVALID = 'InvalidParameterException';
const policyText = z.string().max(10_240);
const target = z.object({ registryId, repositoryName });

const placeOf = (call: Call, input: z.output<typeof target>): Place => ({
  account: input.registryId ?? call.account,
  region: call.region,
  name: input.repositoryName,
});

const refused = (constraint: string): AwsError =>
  new AwsError(INVALID, `Invalid parameter at 'PolicyText' failed to satisfy constraint: '${constraint}'`);

const refusals = (of: 'repository' | 'registry'): Refusals => ({
  malformed: () => refused(`Invalid ${of} policy provided`),
  principal: refused('Principal not found'),
});

/** A repository's policy is about the repository, and names no resource. */
export function checkRepositoryPolicy(world: World, text: string): void {
  const { statements } = checkResourcePolicy(world, text, refusals('repository'));
  if (statements.some(({ resource }) => resource.kind !== 'unnamed'))
    throw refused('Invalid repository policy provided');
}

function missingPolicy({ name, account }: Place): AwsError {
  const message = `Repository policy does not exist for the repository with name '${name}' in the registry with id '${account}'`;
  return new AwsError('RepositoryPolicyNotFoundException', message);
}

function repositoryPolicy(call: Call, action: string): { readonly place: Place; readonly text: string } {
  const place = placeOf(call, readInput(target, call.input, INVALID));
  authorizeRepository(call, action, place);
  const text = repositoryAt(call.world, place).policy;
  if (text === null) throw missingPolicy(place);
  return { place, text };
}

const shape = ({ name, account }: Place, text: string): object => ({
  registryId: account,
  repositoryName: name,
  policyText: text,
});

function getRepositoryPolicy(call: Call): object {
  const { place, text } = repositoryPolicy(call, 'GetRepositoryPolicy');
  return shape(place, text);
}

function setRepositoryPolicy(call: Call): object {
  const input = readInput(
    target.extend({ policyText, force: z.boolean().default(false) }),
    call.input,
    INVALID,
  );
  const place = placeOf(call, input);
  authorizeRepository(call, 'SetRepositoryPolicy', place);
  const repository = repositoryAt(call.world, place);
  checkRepositoryPolicy(call.world, input.policyText);
  if (!input.force) guardLockout(call, place, input.policyText);
  repository.policy = input.policyText;
  return shape(place, input.policyText);
}

/** A policy that would keep its writer from writing the next one needs `force`. Source: facts 4.5 [BOTO ecr]. */
function guardLockout(call: Call, place: Place, text: string): void {
  const { registryPolicy } = ecrOf(call.world, place);
  const check = {
    ...repositoryCheck(call, 'SetRepositoryPolicy', place),
    resourcePolicies: policiesOn({ policy: text, registryPolicy }),
  };
  if (isAllowed({ world: call.world, caller: call.caller, check, region: call.region })) return;
  throw refused('the policy would keep its writer from setting another; use force to set it');
}

function deleteRepositoryPolicy(call: Call): object {
  const { place, text } = repositoryPolicy(call, 'DeleteRepositoryPolicy');
  repositoryAt(call.world, place).policy = null;
  return shape(place, text);
}

/** Registry policies have no resource-level support. */
function registryPolicy(call: Call, action: string): string {
  call.authorize({ action: `ecr:${action}`, resource: '*' });
  const text = ecrOf(call.world, call).registryPolicy;
  if (text === null) {
    throw new AwsError(
      'RegistryPolicyNotFoundException',
      `Registry policy does not exist in the registry with id '${call.account}'`,
    );
  }
  return text;
}

function putRegistryPolicy(call: Call): object {
  call.authorize({ action: 'ecr:PutRegistryPolicy', resource: '*' });
  const input = readInput(z.object({ policyText }), call.input, INVALID);
  checkResourcePolicy(call.world, input.policyText, refusals('registry'));
  ecrOf(call.world, call).registryPolicy = input.policyText;
  return { registryId: call.account, policyText: input.policyText };
}

function deleteRegistryPolicy(call: Call): object {
  const text = registryPolicy(call, 'DeleteRegistryPolicy');
  ecrOf(call.world, call).registryPolicy = null;
  return { registryId: call.account, policyText: text };
}

/** The token is good for every registry of the region; whose account the URL names makes no difference. */
function getAuthorizationToken(call: Call): object {
  call.authorize({ action: 'ecr:GetAuthorizationToken', resource: '*' });
  const password = issueToken(call.world, call);
  return {
    authorizationData: [
      {
        authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
        expiresAt: new Date(call.now.getTime() + TOKEN_SECONDS * 1000),
        proxyEndpoint: call.world.endpoint,
      },
    ],
  };
}

export const ECR_POLICY_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetRepositoryPolicy: getRepositoryPolicy,
  SetRepositoryPolicy: setRepositoryPolicy,
  DeleteRepositoryPolicy: deleteRepositoryPolicy,
  GetRegistryPolicy: (call) => ({
    registryId: call.account,
    policyText: registryPolicy(call, 'GetRegistryPolicy'),
  }),
  PutRegistryPolicy: putRegistryPolicy,
  DeleteRegistryPolicy: deleteRegistryPolicy,
  GetAuthorizationToken: getAuthorizationToken,
};
