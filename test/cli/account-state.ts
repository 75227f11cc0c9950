/** What an account holds, as AWS's own answers show it: compared before a change and after it was taken back. */
import { BatchGetProjectsCommand, CodeBuildClient, ListProjectsCommand } from '@aws-sdk/client-codebuild';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { GetAccountAuthorizationDetailsCommand, IAMClient } from '@aws-sdk/client-iam';

export interface Place {
  readonly endpoint: string;
  readonly account?: string;
  readonly region?: string;
}

export const clientSettings = ({ endpoint, account = '290008131176', region = 'us-west-2' }: Place) => ({
  endpoint,
  region,
  credentials: { accessKeyId: account, secretAccessKey: 'any' },
});

/** Times of reading and of the last change aside, which AWS sets by itself. */
export async function accountState(place: Place): Promise<string> {
  const iam = new IAMClient(clientSettings(place));
  const codebuild = new CodeBuildClient(clientSettings(place));
  const ecr = new ECRClient(clientSettings(place));
  const roles = await iam.send(
    new GetAccountAuthorizationDetailsCommand({ Filter: ['Role', 'LocalManagedPolicy', 'User'] }),
  );
  const { projects: names = [] } = await codebuild.send(new ListProjectsCommand({}));
  const { projects } = await codebuild.send(new BatchGetProjectsCommand({ names }));
  const { repositories } = await ecr.send(new DescribeRepositoriesCommand({}));
  const { $metadata: _, ...details } = roles;
  return JSON.stringify(
    { details, projects, repositories },
    (key, value: unknown) => (key === 'lastModified' || key === 'UpdateDate' ? undefined : value),
    1,
  );
}
