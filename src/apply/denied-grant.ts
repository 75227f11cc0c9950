/** Whether a failed build says that it was denied one of the given actions. */
import type { Build, BuildLog } from '#account/snapshot.ts';
import { compileResource } from '#iam/match/resource.ts';

/** The action it was denied; `null`: the registry refused without naming one. */
export interface DeniedGrant {
  readonly action: string | null;
}

/** What was granted; without a resource where the denial names none of its own. */
export interface Granted {
  readonly action: string;
  readonly resource?: string;
}

/**
 * Null: it was denied none of them. The text is the build's own and proves nothing: all that follows from it is
 * that the build is tried again, a bounded number of times.
 */
export function deniedGrant(
  build: Build,
  log: Pick<BuildLog, 'lines'>,
  granted: readonly Granted[],
): DeniedGrant | null {
  const contexts = build.phases.flatMap((phase) => phase.contexts.map(({ message }) => message));
  const text = flatten([...contexts, ...log.lines]);
  for (const [, action = '', resource] of text.matchAll(WORDED)) {
    const denied = granted.find((grant) => isSame(grant.action, action) && mayCover(grant, resource));
    if (denied !== undefined) return { action: denied.action };
  }
  return granted.some(({ action }) => ON_REPOSITORY.test(action)) && WORDLESS.test(text)
    ? { action: null }
    : null;
}

/** The resource only where it is printed whole: an ARN, and then the reason. Source: facts 3.1. */
const WORDED =
  /not authorized to perform: ([\w-]+:\w+)(?: on resource: ["']?(arn:[^\s"']+)["']?(?= because | with an explicit ))?/gi;

const isSame = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** A denial on something that was not granted is no delay of IAM: another build would be denied it too. */
function mayCover({ resource }: Granted, denied: string | undefined): boolean {
  return resource === undefined || denied === undefined || compileResource(resource).matches(denied);
}

const ON_REPOSITORY = /^ecr:(?!GetAuthorizationToken$)/i;

/** How clients word a refused HEAD, which has no body to name an action. Source: facts 4.9, clients.md. */
const WORDLESS =
  /parsing http 403 response body|\/v2\/\S+ [^\n]{0,40}?403 forbidden|destination repository \S+ 403 \(forbidden\)/i;

/** Logs break lines anywhere, so white space is made even first. */
function flatten(lines: readonly string[]): string {
  return lines.join(' ').split(/\s+/).join(' ');
}
