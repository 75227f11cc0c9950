/** The newest builds of an account, a line or two for each group; and the same as the document of `rolemend builds --json`. */
import type { BuildsDocument } from './documents.ts';
import type { BuildGroup } from '#diagnosis/build-groups.ts';
import type { Paint } from './paint.ts';
import { safeLine } from './terminal-text.ts';

const WHY_LENGTH = 160;

/** Numbered, for whoever is asked to choose one. */
export const buildsText = (groups: readonly BuildGroup[], paint: Paint): string =>
  groups.flatMap((group, index) => buildLines(group, index + 1, paint)).join('\n');

function buildLines(
  { project, newest, count, failure }: BuildGroup,
  number: number,
  paint: Paint,
): readonly string[] {
  const status = newest.complete ? newest.status : 'IN_PROGRESS';
  const mark = failure !== null ? paint.bad('✗') : status === 'SUCCEEDED' ? paint.good('✓') : '·';
  const build = newest.number === null ? '' : ` #${newest.number}`;
  const at = newest.startedAt === null ? '' : ` ${newest.startedAt.slice(0, 19)}Z`;
  const alike = count === 1 ? '' : `, and ${count - 1} before it alike`;
  const said = `${number}. ${mark} ${paint.bold(safeLine(project))}${build} ${safeLine(status)}${paint.dim(`${at}${alike}`)}`;
  if (failure === null) return [said];
  const why = failure.why === null ? '' : `: ${safeLine(failure.why, WHY_LENGTH)}`;
  return [said, `   ${paint.dim(`${safeLine(failure.phase)}${why}`)}`];
}

export function buildsJson(
  groups: readonly BuildGroup[],
  { account, region }: { readonly account: string; readonly region: string },
): BuildsDocument {
  return { schema: 'rolemend.builds/1', account, region, builds: groups.map(groupJson) };
}

const groupJson = ({ project, newest, count, failure }: BuildGroup): BuildsDocument['builds'][number] => ({
  project,
  build: newest.id,
  number: newest.number,
  status: newest.status,
  startedAt: newest.startedAt,
  initiator: newest.initiator,
  alike: count,
  failure,
});
