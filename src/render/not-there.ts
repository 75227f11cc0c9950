/** A project or a build that is not there: in words, with where it may be. */
import type { SnapshotProblem } from '#account/ports.ts';
import { safeLine } from './terminal-text.ts';
import { shellQuote } from './shell-quote.ts';

interface NotThere {
  readonly message: string;
  readonly help: string;
}

type OfKind<Kind extends SnapshotProblem['kind']> = Extract<SnapshotProblem, { kind: Kind }>;

export function noSuchProject(problem: OfKind<'no-such-project'>): NotThere {
  const { project, account, region, count } = problem;
  const none = count === 0 ? ', nor any other' : '';
  return {
    message: `there is no project \`${safeLine(project)}\` in account ${account}, region ${region}${none}`,
    help: whichProject(problem),
  };
}

export function noSuchBuild({ build, project, recent }: OfKind<'no-such-build'>): NotThere {
  const ids = recent.map((id) => `\`${safeLine(id)}\``).join(', ');
  return {
    message: `project \`${safeLine(project)}\` has no build \`${safeLine(build)}\``,
    help: ids === '' ? 'the project has no builds yet' : `recent builds: ${ids}`,
  };
}

/** A name that comes near, the region that has it, or where to look. */
function whichProject({ project, nearest, elsewhere, region, count }: OfKind<'no-such-project'>): string {
  const [near] = nearest;
  const [other] = elsewhere;
  if (near !== undefined) {
    const names = nearest.map((name) => `\`${safeLine(name)}\``).join(', ');
    return `did you mean ${names}? \`rolemend diagnose ${shellQuote(near)}\``;
  }
  if (other !== undefined) {
    const also = elsewhere.length > 1 ? ` (and in ${elsewhere.slice(1).join(', ')})` : '';
    return `it is in ${other}${also}: \`rolemend diagnose ${shellQuote(safeLine(project))} --region ${other}\``;
  }
  return count === 0
    ? 'choose the `--region` or the `--profile` that has your projects'
    : `list the projects with \`aws codebuild list-projects --region ${region}\`, or choose another \`--region\` or \`--profile\``;
}
