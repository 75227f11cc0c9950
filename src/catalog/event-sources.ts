/**
 * From a call as CloudTrail names it to the action IAM decided on.
 * Source: CloudTrail User Guide, "CloudTrail supported services"; Service Authorization Reference (2026-11).
 */
import { type Action, actionOf } from './actions.ts';

/** Event sources whose name is not IAM's prefix of the service. */
const PREFIXES: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    monitoring: 'cloudwatch',
    email: 'ses',
    tagging: 'tag',
    'api.sagemaker': 'sagemaker',
    'runtime.sagemaker': 'sagemaker',
    'data.iot': 'iot',
    opensearch: 'es',
  }),
);

/** Calls that every principal may make: IAM is not asked. Source: AWS STS API reference. */
const UNDECIDED: ReadonlySet<string> = new Set(['sts:GetCallerIdentity', 'sts:GetSessionToken']);

/** Null: IAM decides nothing about the call, or the list of actions does not have it. */
export function actionOfEvent(eventSource: string, eventName: string): Action | null {
  const host = eventSource.replace(/\.amazonaws\.com(?:\.cn)?$/, '');
  // Lambda and CloudFront end their operations in the date of the API: `UpdateFunctionCode20150331v2`.
  const operation = eventName.replace(/_?\d{4}_?\d{2}_?\d{2}(?:v\d+)?$/, '');
  const action = actionOf(PREFIXES.get(host) ?? host, operation);
  return action === null || UNDECIDED.has(action.name) ? null : action;
}
