/** Many projects in one account, each with a role and a repository of its own and one build. */
import { worldSchema } from '#sandbox/worlds/world-file.ts';

export const ACCOUNT = '290008131176';
export const REGION = 'us-west-2';

const document = (...statements: readonly object[]) => ({
  Version: '2012-10-17',
  Statement: statements.map((one) => ({ Effect: 'Allow', ...one })),
});
const LOGS = { Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' };
const REPOSITORIES = { Action: 'ecr:*', Resource: '*' };
const trust = document({ Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' });

/** Every third lacks what its build asks of ECR. */
export const isRed = (index: number): boolean => index % 3 === 0;

/** A project whose build asks for one call of ECR. */
export const fleetProject = (name: string, role: string) => ({
  name,
  source: {
    type: 'NO_SOURCE' as const,
    buildspec: `version: 0.2\nphases: {build: {commands: ['aws ecr describe-images --repository-name ${name}']}}`,
  },
  artifacts: { type: 'NO_ARTIFACTS' as const },
  environment: {
    type: 'LINUX_CONTAINER',
    image: 'aws/codebuild/standard:7.0',
    computeType: 'BUILD_GENERAL1_SMALL',
  },
  serviceRole: `arn:aws:iam::${ACCOUNT}:role/${role}`,
});

export function fleetWorld(count: number) {
  const names = Array.from({ length: count }, (_, index) => `app-${String(index).padStart(3, '0')}`);
  const projects = names.map((name) => fleetProject(name, name));
  const roles = names.map((name, index) => ({
    name,
    trust,
    inline: { own: isRed(index) ? document(LOGS) : document(LOGS, REPOSITORIES) },
  }));
  const repositories = names.map((name) => ({ name }));
  const account = { id: ACCOUNT, roles, repositories, projects, builds: names };
  return { names, world: worldSchema.parse({ region: REGION, accounts: [account] }) };
}
