/** The region asked for: by option, by environment, by profile, in that order, as the AWS CLI does it. */
import type { CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { set, type Settings } from './settings.ts';

export function findRegion(
  option: string | undefined,
  { env, profile }: Settings,
): Result<string, CallProblem> {
  const region =
    set(option) ?? set(env['AWS_REGION']) ?? set(env['AWS_DEFAULT_REGION']) ?? set(profile['region']);
  if (region === undefined) return err(problem('NoRegion', 'no AWS region is set'));
  // A host name is made of it, so it must not be able to name another host.
  if (!isRegion(region)) {
    const said = `\`${region.slice(0, 100)}\` is no region, expected one such as \`us-east-1\``;
    return err(problem('InvalidRegion', said));
  }
  return ok(region);
}

const isRegion = (text: string): boolean => /^[a-z]{2,}(?:-[a-z0-9]+)*-\d{1,2}$/.test(text);

function problem(code: string, message: string): CallProblem {
  return { kind: 'region', code, message, call: 'region', action: null, resource: null };
}
