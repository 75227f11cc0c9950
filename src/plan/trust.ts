/** Whether what files of the source ask for may be granted because a person vouches for a commit. */
import { locateBuildspec } from '#evidence/buildspec/location.ts';
import { isOfPullRequest } from '#evidence/pull-request.ts';
import type { Snapshot } from '#account/snapshot.ts';
import type { PlanOptions } from './plan.ts';
import type { PlanProblem } from './problem.ts';

/** `commit`: of the checkout that was read; null: none was. Null goes out where nothing stands against it. */
export function whyNotTrusted({ build, project }: Snapshot, commit: string | null): PlanProblem | null {
  if (build.kind !== 'known') return problem('no build says which commit of the source counts');
  if (isOfPullRequest(build.value)) {
    return problem(`build \`${build.value.id}\` is of a pull request, which anybody may have written`);
  }
  const place = locateBuildspec({ buildspec: build.value.buildspec ?? project.source.buildspec });
  if (commit === null) {
    return place.kind === 's3' ? null : problem('no checkout of the source was given with `--source DIR`');
  }
  const built = build.value.resolvedSourceVersion;
  if (built === null) return problem(`build \`${build.value.id}\` tells no commit of its source`);
  return built.toLowerCase() === commit.toLowerCase()
    ? null
    : problem(`the checkout is of commit \`${commit.slice(0, 12)}\`, the build of \`${built.slice(0, 12)}\``);
}

/** Whose code runs next where the source is trusted: the commit, and what no commit holds. */
export function noteOnTrust(
  { project }: Pick<Snapshot, 'project'>,
  { trustSource, vouchedCommit }: Pick<PlanOptions, 'trustSource' | 'vouchedCommit'>,
): readonly string[] {
  if (!trustSource) return [];
  const isPipelines = project.source.type === 'CODEPIPELINE';
  const built =
    vouchedCommit === null || isPipelines
      ? []
      : [
          `the build that is started is of commit \`${vouchedCommit.slice(0, 12)}\`, which you vouch for; whatever is pushed later runs with the same permissions`,
        ];
  return locateBuildspec(project.source).kind === 's3'
    ? [...built, 'the buildspec lies in S3: the build runs what lies there by then, which no commit tells']
    : built;
}

function problem(message: string): PlanProblem {
  return {
    kind: 'source-not-trusted',
    message: `the source cannot be trusted as a whole: ${message}`,
    next: 'check out the commit that was built and give it to `--source`, or name single grants with `--confirm ACTION=ARN`',
  };
}
