/** What a person names to be granted, pair by pair: `ACTION=ARN`, or a set of ECR's such as `ecr-push=ARN`. */
import { err, ok, type Result } from '#basics/result.ts';
import { LOGIN_ACTION, PULL_ACTIONS, PUSH_ACTIONS } from '#catalog/registry-actions.ts';
import { parseArn } from '#iam/arn.ts';
import type { Need } from '#needs/need.ts';

export interface Confirmation {
  readonly action: string;
  /** An ARN as the need has it, or `*`. */
  readonly resource: string;
}

const SETS = { 'ecr-push': PUSH_ACTIONS, 'ecr-pull': PULL_ACTIONS } as const;
type SetName = keyof typeof SETS;

const ACTION = /^[a-z][a-z0-9-]*:[a-z0-9]+$/i;

/** The pairs that a text names; else what is wrong with it, in words. A wildcard among the actions would name what nobody has read. */
export function readConfirmation(text: string): Result<readonly Confirmation[], string> {
  const equals = text.indexOf('=');
  const [name, resource] = equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
  const isResource = resource === '*' || parseArn(resource) !== null;
  if (!isSetName(name) && !ACTION.test(name))
    return err('its action is a service and a name, such as `ecr:PutImage`');
  if (!isResource)
    return err('it names no resource: expected `ACTION=ARN`, such as `s3:GetObject=arn:aws:s3:::bucket/key`');
  if (!isSetName(name)) return ok([{ action: name, resource }]);
  if (parseArn(resource)?.service !== 'ecr')
    return err(`\`${name}\` is on an ECR repository: expected its ARN`);
  const pairs = SETS[name].map((action) => ({ action, resource }));
  return ok([{ action: LOGIN_ACTION, resource: '*' }, ...pairs]);
}

function isSetName(name: string): name is SetName {
  return Object.hasOwn(SETS, name);
}

export function isConfirmed({ action, resource }: Need, confirmed: readonly Confirmation[]): boolean {
  return confirmed.some(
    (pair) => pair.resource === resource && pair.action.toLowerCase() === action.toLowerCase(),
  );
}

/** What to type after `--confirm` for a need: its set where the whole of one is needed on the resource, else the pair. */
export function confirmationOf({ action, resource }: Need, needs: readonly Need[]): string {
  const isNeeded = (one: string) => needs.some((need) => need.action === one && need.resource === resource);
  const set = (['ecr-push', 'ecr-pull'] as const).find(
    (name) => SETS[name].some((one) => one === action) && SETS[name].every(isNeeded),
  );
  return `${set ?? action}=${resource}`;
}
