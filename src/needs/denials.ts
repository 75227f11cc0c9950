/**
 * From a worded denial to the requests it shows. Only what the text names counts, and only where the text does not
 * name another principal: the missing permission of another role is none of this role's needs.
 */
import { LOGIN_ACTION, PUBLIC_LOGIN_ACTIONS, PUSH_ONLY_ACTIONS } from '#catalog/registry-actions.ts';
import type { Denial } from '#evidence/evidence.ts';
import { parseArn } from '#iam/arn.ts';
import { pushSet } from './registry.ts';
import type { NeedScope, NeedsOptions, Request } from './request.ts';
import { requests } from './request.ts';

const ACTION = /^[A-Za-z0-9-]{2,64}:[A-Za-z0-9]{2,128}$/;

export function requestsOfDenial(
  denial: Denial,
  scope: NeedScope,
  options: NeedsOptions,
): readonly Request[] {
  const subject = subjectOf(denial.principal, scope);
  if (subject === null) return [];
  const actions = [...new Set([denial.action, denial.missingAction])].filter((action) => action !== null);
  return actions
    .filter((action) => ACTION.test(action))
    .flatMap((action) => requestsOf(action, denial, options))
    .map((request) => ({ ...request, subject }));
}

/** Whose need it shows; null: that of somebody else. */
function subjectOf(principal: string | null, scope: NeedScope): Request['subject'] | null {
  if (isOfRole(principal, scope)) return 'service-role';
  const { batchRoleArn: roleArn } = scope;
  return roleArn !== undefined && isOfRole(principal, { ...scope, roleArn }) ? 'batch-role' : null;
}

function requestsOf(action: string, denial: Denial, options: NeedsOptions): readonly Request[] {
  const resource = resourceOf(action, denial.resource);
  const shown = requests([action], resource ?? '');
  const own: readonly Request[] = shown.map((request) => ({ ...request, resource }));
  const isPush = PUSH_ONLY_ACTIONS.includes(action) && resource !== null && parseArn(resource) !== null;
  if (!isPush || options.least) return own;
  // Failures of a push come one at a time, so one of them stands for the whole set.
  const rest = pushSet(resource).filter((request) => request.action !== action);
  return [...own, ...rest.map((request) => ({ ...request, rule: 'push-set' }))];
}

/**
 * An ARN or `*`. IAM's own wordings (`role NAME`) tell no ARN, and an ARN that ends in `:*` is how services word a name they did not
 * find (SSM), not a resource to grant. The login actions know no other resource than `*`.
 */
function resourceOf(action: string, resource: string | null): string | null {
  if (action === LOGIN_ACTION || (PUBLIC_LOGIN_ACTIONS as readonly string[]).includes(action)) return '*';
  if (resource === '*') return resource;
  const arn = resource === null ? null : parseArn(resource);
  return arn === null || arn.resource === '*' ? null : resource;
}

const ASSUMED_ROLE = /^assumed-role\/([^/]+)/;
const ROLE = /^role\/(?:.*\/)?([^/]+)$/;

/**
 * Whether a denial can be the build's role's own. A session's ARN has lost the role's path, so names are compared,
 * and accounts where the text has one. A text that names nobody counts.
 */
export function isOfRole(principal: string | null, scope: NeedScope): boolean {
  if (principal === null) return true;
  const denied = parseArn(principal);
  if (denied === null) return false;
  const name = (ASSUMED_ROLE.exec(denied.resource) ?? ROLE.exec(denied.resource))?.[1] ?? null;
  const role = scope.roleArn === null ? null : parseArn(scope.roleArn);
  const own = role === null ? null : (ROLE.exec(role.resource)?.[1] ?? null);
  const isSameAccount =
    !/^\d{12}$/.test(denied.account) || denied.account === (role?.account ?? scope.account);
  if (own === null) return isSameAccount && /^assumed-role\/[^/]+\/AWSCodeBuild-/.test(denied.resource);
  return isSameAccount && name === own;
}
