/** How often a call is tried, and how the pauses are chosen. Source: AWS SDKs and Tools Reference Guide, feature-retry-behavior. */
import type { CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { setting, type Settings, settingsProblem } from './settings.ts';

export interface Retries {
  /** Counted with the first try. */
  readonly attempts: number;
  readonly mode: 'standard' | 'adaptive';
}

/** Throttled and passing errors, where nothing is set: IAM's request rates are low and unpublished. */
const ATTEMPTS = 6;

export function readRetries(settings: Settings): Result<Retries, CallProblem> {
  const attempts = setting(settings, 'AWS_MAX_ATTEMPTS', 'max_attempts') ?? String(ATTEMPTS);
  if (!/^\d{1,6}$/.test(attempts) || Number(attempts) < 1) {
    return err(
      settingsProblem(
        'InvalidRetryConfiguration',
        `Value provided to "max_attempts": ${attempts.slice(0, 100)} must be integer greater than or equal to 1.`,
      ),
    );
  }
  // The SDK has no `legacy` mode; `standard` is what took its place.
  const mode = setting(settings, 'AWS_RETRY_MODE', 'retry_mode') ?? 'standard';
  if (mode !== 'standard' && mode !== 'adaptive' && mode !== 'legacy') {
    return err(
      settingsProblem(
        'InvalidRetryConfiguration',
        `Invalid value provided to "mode": "${mode.slice(0, 100)}" must be one of: legacy, standard, adaptive`,
      ),
    );
  }
  return ok({ attempts: Number(attempts), mode: mode === 'adaptive' ? 'adaptive' : 'standard' });
}
