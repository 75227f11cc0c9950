/** Whether a build is of a pull or merge request, whose author may be anybody. Source: CodeBuild API, StartBuild (`sourceVersion`); webhooks. */
import type { Build } from '#account/snapshot.ts';

export function isOfPullRequest(build: Pick<Build, 'sourceVersion' | 'variables'>): boolean {
  const isNamedSo = /^(?:pr|mr|merge-requests?|refs\/(?:pull|merge-requests))\//i.test(
    build.sourceVersion ?? '',
  );
  const event = build.variables.find(({ name }) => name === 'CODEBUILD_WEBHOOK_EVENT');
  return isNamedSo || /^(?:PULL|MERGE)_REQUEST/i.test(event?.value ?? '');
}
