/** Whether a failed build says that IAM does not know yet of what was granted a moment ago. */
import type { Build, BuildLog } from '#account/snapshot.ts';
import { nameInArn, parseArn } from '#iam/arn.ts';
import { compileResource } from '#iam/match/resource.ts';

/** The action it was denied; `null`: the registry refused without naming one. */
export interface DeniedGrant {
  readonly action: string | null;
}

export interface JustGranted {
  readonly roleArn: string;
  readonly grants: readonly {
    readonly action: string;
    readonly resource: string;
    /** Where it is another role than the one above. */
    readonly role?: string | undefined;
  }[];
  /** What a boundary that was just changed lets through. */
  readonly opens?: JustGranted['grants'];
  /** Whether the project was just given the role, which CodeBuild may not be able to assume yet. */
  readonly newRole: boolean;
  /** Whether IAM itself did not know of the grants yet when the build was started, as far as its simulator tells. */
  readonly unconfirmed?: boolean;
}

/**
 * Null: it was denied none of it, or by something that no waiting changes: a Deny, another layer, another principal. Only
 * the lack of an identity-based Allow, or of one in a boundary that was changed, can be a delay, as the build says it or IAM said it just before. The text is the build's own and proves nothing: all that follows
 * from it is that the build is tried again, a bounded number of times.
 */
export function deniedGrant(
  build: Build,
  log: Pick<BuildLog, 'lines'>,
  { roleArn, grants, opens = [], newRole, unconfirmed = false }: JustGranted,
): DeniedGrant | null {
  const contexts = flatten(build.phases.flatMap((phase) => phase.contexts.map(({ message }) => message)));
  if (newRole && contexts.includes(`not authorized to perform: ${ASSUME} on ${roleArn}`))
    return { action: ASSUME };
  const text = `${contexts} ${flatten(log.lines)}`;
  for (const { groups = {} } of text.matchAll(LACKING_ALLOW)) {
    const { principal = '', asked = '', resource, layer = '', lacking = '' } = groups;
    const denied = (BOUNDARY.test(layer) ? opens : grants).find(
      (grant) =>
        isSame(grant.action, lacking) &&
        (!isSame(asked, lacking) ||
          resource === undefined ||
          compileResource(grant.resource).matches(resource)),
    );
    if (denied !== undefined && isSessionOf(denied.role ?? roleArn, principal))
      return { action: denied.action };
  }
  const isPush = grants.some(({ action }) => ON_REPOSITORY.test(action));
  return unconfirmed && isPush && WORDLESS.test(text) ? { action: null } : null;
}

const ON_REPOSITORY = /^ecr:(?!GetAuthorizationToken$)/i;

/** How clients word a refused HEAD, which has no body to name an action. Source: facts 4.9, clients.md. */
const WORDLESS =
  /parsing http 403 response body|\/v2\/\S+ [^\n]{0,40}?403 forbidden|destination repository \S+ 403 \(forbidden\)/i;

const ASSUME = 'sts:AssumeRole';

/** Source: IAM User Guide, troubleshoot_access-denied: how a lacking Allow of either is worded. */
const LACKING_ALLOW =
  /User: (?<principal>arn:\S+) is not authorized to perform: (?<asked>[\w-]+:\w+)(?: on resource: ["']?(?<resource>arn:[^\s"']+|\*)["']?)? because no (?<layer>identity-based policy|permissions boundary) allows the (?<lacking>[\w-]+:\w+) action/gi;

const BOUNDARY = /boundary/i;

const isSame = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** A session's ARN has lost the role's path. */
function isSessionOf(roleArn: string, principal: string): boolean {
  const [role, session] = [parseArn(roleArn), parseArn(principal)];
  const name = nameInArn(roleArn);
  return (
    role !== null && session?.account === role.account && session.resource.startsWith(`assumed-role/${name}/`)
  );
}

/** Logs break lines anywhere, so white space is made even first. */
function flatten(lines: readonly string[]): string {
  return lines.join(' ').split(/\s+/).join(' ');
}
