/** Whether a failed build says that it was denied one of the given actions. */
import type { Build, BuildLog } from '#account/snapshot.ts';

/** The action it was denied; `null`: the registry refused without naming one. */
export interface DeniedGrant {
  readonly action: string | null;
}

/**
 * Null: it was denied none of them. The text is the build's own and proves nothing: all that follows from it is
 * that the build is tried again, a bounded number of times.
 */
export function deniedGrant(
  build: Build,
  log: Pick<BuildLog, 'lines'>,
  actions: readonly string[],
): DeniedGrant | null {
  const contexts = build.phases.flatMap((phase) => phase.contexts.map(({ message }) => message));
  const text = flatten([...contexts, ...log.lines]);
  const named = actions.find((action) => text.includes(`not authorized to perform: ${action.toLowerCase()}`));
  if (named !== undefined) return { action: named };
  return actions.some((action) => ON_REPOSITORY.test(action)) && WORDLESS.test(text)
    ? { action: null }
    : null;
}

const ON_REPOSITORY = /^ecr:(?!GetAuthorizationToken$)/i;

/** How clients word a refused HEAD, which has no body to name an action. Source: facts 4.9, clients.md. */
const WORDLESS =
  /parsing http 403 response body|\/v2\/\S+ [^\n]{0,40}?403 forbidden|destination repository \S+ 403 \(forbidden\)/;

/** Logs break lines anywhere, so white space is made even first. */
function flatten(lines: readonly string[]): string {
  return lines.join(' ').toLowerCase().split(/\s+/).join(' ');
}
