import { describe, expect, it } from 'vitest';
import type { BuildLog } from '#account/snapshot.ts';
import { readBuildLog } from '#evidence/build-log.ts';

const SESSION =
  'arn:aws:sts::111122223333:assumed-role/codebuild-app-service-role/AWSCodeBuild-4ee54981-a831-47ae-81a5-ff227ffdee01';
const IDENTITY = 'because no identity-based policy allows the ecr:GetAuthorizationToken action';

describe('reading a build log as evidence', () => {
  it('finds the denied login and ties what follows to it', () => {
    const evidence = readBuildLog(
      logOf(
        '[Container] 2026/01/15 10:35:17.480905 Running command aws ecr get-login-password --region us-west-2 | docker login --username AWS --password-stdin 111122223333.dkr.ecr.us-west-2.amazonaws.com',
        '',
        `An error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation: User: ${SESSION} is not authorized to perform: ecr:GetAuthorizationToken on resource: * ${IDENTITY}`,
        'Error: Cannot perform an interactive login from a non TTY device',
        '',
        '[Container] 2026/01/15 10:35:19.480905 Command did not exit successfully aws ecr get-login-password exit status 1',
        '[Container] 2026/01/15 10:35:19.480942 Phase context status code: COMMAND_EXECUTION_ERROR Message: Error while executing command: aws ecr get-login-password. Reason: exit status 1',
      ),
    );
    expect(
      evidence.map((one) => [one.kind, one.source.where, one.kind === 'symptom' ? one.symptom : null]),
    ).toEqual([
      ['denial', 'log line 3', null],
      ['symptom', 'log line 4', 'interactive-login'],
      ['symptom', 'log line 6', 'command-failed'],
    ]);
    expect(evidence.map((one) => (one.kind === 'symptom' ? one.followsFrom : null))).toEqual([null, 0, 0]);
    expect(evidence[0]).toMatchObject({
      grade: 'claimed',
      source: { kind: 'build-log' },
      denial: {
        action: 'ecr:GetAuthorizationToken',
        resource: '*',
        principal: SESSION,
        operation: 'GetAuthorizationToken',
        layer: 'identity',
        explicit: false,
        line: 3,
        truncated: false,
      },
    });
  });

  it('reads an empty log as no evidence', () => {
    expect(readBuildLog(logOf())).toEqual([]);
  });
});

function logOf(...lines: readonly string[]): BuildLog {
  return { group: '/aws/codebuild/app', stream: 'stream', lines, truncated: false };
}
