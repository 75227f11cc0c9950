/**
 * Whose credentials to use, in the AWS CLI's order. Comes in: the settings. Goes out: a provider for all clients,
 * already asked once, and where its credentials come from. Never: falls back to other credentials where those that
 * are configured fail. Source: botocore 1.43, create_credential_resolver.
 */
import type { CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { NamedProblem } from '../named-problem.ts';
import {
  type Credentials,
  credentialsProblem,
  type Lookup,
  rememberedFrom,
  type Source,
} from './credentials.ts';
import { fromContainer } from './from-container.ts';
import { fromEnvironment } from './from-environment.ts';
import { instanceCredentials } from './from-instance.ts';
import { firstOf, fromProfile } from './from-profile.ts';

export interface FoundCredentials {
  readonly from: string;
  readonly provider: () => Promise<Credentials>;
}

export async function findCredentials(lookup: Lookup): Promise<Result<FoundCredentials, CallProblem>> {
  const { byOption, profileName } = lookup.settings;
  const configured = firstOf([
    // Only a profile named by an option goes before the environment; AWS_PROFILE does not.
    ...(byOption ? [] : [() => fromEnvironment(lookup)]),
    () => fromProfile(profileName, !byOption, lookup),
    () => fromContainer(lookup),
  ]);
  if (!configured.ok) return configured;
  const source = configured.value ?? instance(lookup);
  const provider = rememberedFrom(source, lookup.clock);
  try {
    await provider();
    return ok({ from: source.from, provider });
  } catch (error) {
    if (!(error instanceof NamedProblem)) throw error;
    return err(error.problem);
  }
}

function instance(lookup: Lookup): Source {
  return {
    from: 'the EC2 instance',
    get: async () => {
      const keys = await instanceCredentials(lookup);
      return keys === null
        ? err(credentialsProblem('NoCredentials', 'Unable to locate credentials'))
        : ok(keys);
    },
  };
}
