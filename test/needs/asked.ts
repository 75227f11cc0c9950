/** What the needs of a buildspec come to in a test: pairs as text, and what is said besides. */
import { readBuildspecEvidence } from '#evidence/buildspec-evidence.ts';
import { needsOf, type NeedScope } from '#needs/needs.ts';
import { project } from '../evidence/project.ts';

export const ACCOUNT = '111122223333';

export const scope: NeedScope = {
  partition: 'aws',
  account: ACCOUNT,
  region: 'us-west-2',
  projectName: 'app',
  projectArn: project().arn,
  roleArn: project().serviceRole,
};

const PULL = ['BatchCheckLayerAvailability', 'BatchGetImage', 'GetDownloadUrlForLayer'];
const PUSH = [...PULL, 'CompleteLayerUpload', 'InitiateLayerUpload', 'PutImage', 'UploadLayerPart'];

/** What a push to a repository or a pull from it asks for. */
export function imageNeeds(verb: 'push' | 'pull', name: string): readonly string[] {
  const repository = `arn:aws:ecr:us-west-2:${ACCOUNT}:repository/${name}`;
  const actions = verb === 'push' ? PUSH : PULL;
  return ['ecr:GetAuthorizationToken *', ...actions.map((action) => `ecr:${action} ${repository}`)];
}

/** `action resource`, sorted, and each unresolved reason with its text. */
export function askedBy(input: Parameters<typeof readBuildspecEvidence>[0]) {
  const evidence = readBuildspecEvidence(input);
  const asked = needsOf(evidence, scope, { least: false }).map(
    ({ action, resource }) => `${action} ${resource}`,
  );
  const said = evidence.flatMap((item) =>
    item.kind === 'unresolved' ? [`${item.why} ${item.source.text}`] : [],
  );
  return { asked: asked.sort(), said };
}
