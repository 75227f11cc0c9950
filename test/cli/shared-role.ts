/** Another role of the account that the project could be given. */
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PUSH_ACTIONS } from '#catalog/registry-actions.ts';
import { clientSettings, type Place } from './account-state.ts';

const LOG_GROUP = 'arn:aws:logs:us-west-2:290008131176:log-group:/aws/codebuild/TrackerAPI';

/** A role that CodeBuild may assume and that has what the project needs, and no more where it is of its repository. */
export async function makeSharedRole(place: Place, name: string, repository: string): Promise<void> {
  const iam = new IAMClient(clientSettings(place));
  const allow = (Action: readonly string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });
  await iam.send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'codebuild.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: name,
      PolicyName: 'all-it-needs',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          allow(['ecr:GetAuthorizationToken'], '*'),
          allow(PUSH_ACTIONS, `arn:aws:ecr:us-west-2:290008131176:repository/${repository}`),
          allow(['logs:CreateLogGroup'], LOG_GROUP),
          allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `${LOG_GROUP}:*`),
        ],
      }),
    }),
  );
}
