/** PROVISIONING: the log stream and the build image. Source: facts 5.4, 5.8. */
import { callJson } from '../../clients/aws-call.ts';
import type { PhaseContext } from '../state.ts';
import { pullBuildImage } from './build-image.ts';
import type { BuildRun } from './phases.ts';

const USUAL_MS = 6_400;

export async function provision(run: BuildRun): Promise<PhaseContext | null> {
  const refused = await makeLogStream(run);
  if (refused !== null) return refused;
  run.clock.pass(USUAL_MS);
  return pullBuildImage(run);
}

/** The stream, and the group where it is missing. A role that may not make them fails the build before there is a log. */
async function makeLogStream(run: BuildRun): Promise<PhaseContext | null> {
  const { log: place, arn, settings } = run.build;
  if (place === null) return null;
  const call = (operation: string, input: Readonly<Record<string, string>>) =>
    callJson(run.connection, { service: 'logs', operation, input });
  const stream = { logGroupName: place.group, logStreamName: place.stream };
  let made = await call('CreateLogStream', stream);
  if (!made.ok && made.error.code === 'ResourceNotFoundException') {
    const group = await call('CreateLogGroup', { logGroupName: place.group });
    made =
      group.ok || group.error.code === 'ResourceAlreadyExistsException'
        ? await call('CreateLogStream', stream)
        : group;
  }
  if (made.ok) return null;
  return {
    statusCode: 'ACCESS_DENIED',
    message: `Service role ${settings.serviceRole} does not allow AWS CodeBuild to create Amazon CloudWatch Logs log streams for build ${arn}. Error message: ${made.error.message}`,
  };
}
