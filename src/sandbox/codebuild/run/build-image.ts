/** Pulling the build image, where it is in a served registry. Source: facts 5.4, 5.8 [C-ECR]. */
import type { Login } from '../../clients/build-host.ts';
import { ecrLogin } from '../../clients/ecr-token.ts';
import { pullRefused } from '../../clients/docker.ts';
import { isServed, readReference } from '../../clients/image-reference.ts';
import { pullImage } from '../../clients/registry-call.ts';
import { issueToken } from '../../ecr/token.ts';
import type { PhaseContext } from '../state.ts';
import type { BuildRun } from './phases.ts';

/** Observed: the context is cut, at times in the middle of an ARN. Source: facts 3.1. */
const MESSAGE_BOUND = 255;

const unable = (reason: string): PhaseContext => ({
  statusCode: 'BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE',
  message: `Unable to pull customer's container image. CannotPullContainerError: ${reason}`.slice(
    0,
    MESSAGE_BOUND,
  ),
});

export async function pullBuildImage(run: BuildRun): Promise<PhaseContext | null> {
  const { endpoint, signal } = run.connection;
  const { environment } = run.build.settings;
  const reference = readReference(environment.image);
  if (reference === null || !isServed(reference.host, endpoint)) return null;
  const { host, name } = reference;
  const login =
    environment.imagePullCredentialsType === 'SERVICE_ROLE'
      ? await roleLogin(run)
      : { login: serviceLogin(run) };
  if ('refused' in login) return login.refused;
  const registry = { endpoint, signal, host, name, login: login.login };
  const pulled = await pullImage(registry, reference.reference, { headFirst: false, layers: true });
  if (pulled.kind === 'image') return null;
  return unable(`Error response from daemon: ${pullRefused(reference, pulled)}`);
}

async function roleLogin({
  connection,
}: BuildRun): Promise<{ readonly login: Login } | { readonly refused: PhaseContext }> {
  const answer = await ecrLogin(connection);
  if (answer.ok) return { login: answer.value };
  return { refused: unable(`${answer.error.code}: ${answer.error.message}`) };
}

/** CodeBuild's own credentials: the repository policy must let the service in, for this project. */
function serviceLogin({ world, account, region, build }: BuildRun): Login {
  const password = issueToken(world, {
    region,
    caller: {
      kind: 'service',
      account,
      arn: 'codebuild.amazonaws.com',
      userId: '',
      accessKeyId: '',
      entity: null,
      sessionPolicies: [],
      sessionContext: { 'aws:SourceArn': build.projectArn, 'aws:SourceAccount': account },
    },
  });
  return { username: 'AWS', password };
}
