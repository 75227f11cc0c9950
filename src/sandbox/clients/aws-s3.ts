/** `aws s3 cp|mv|rm|ls|sync`, one object at a time. Source: messages W1, S1. */
import type { Invocation } from '../shell/shell.ts';
import { pathOf } from '../shell/shell.ts';
import type { CliCommand } from './aws-arguments.ts';
import type { Connection } from './aws-call.ts';
import { notRun } from './build-host.ts';
import { getObject, putObject, type S3Failure } from './s3-call.ts';

interface Location {
  readonly bucket: string;
  readonly key: string;
}

function locationOf(text: string): Location | null {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(text) ?? [];
  return bucket === undefined ? null : { bucket, key: key ?? '' };
}

export async function awsS3(
  connection: Connection,
  command: CliCommand,
  invocation: Invocation,
): Promise<number> {
  const [from = '', to = ''] = command.rest.filter((word) => !word.startsWith('--'));
  const source = locationOf(from);
  const target = locationOf(to);
  if (
    command.operation !== 'cp' ||
    command.rest.includes('--recursive') ||
    (source === null) === (target === null)
  )
    return notRun(invocation);
  if (target !== null) return upload(connection, { from, target: named(target, from) }, invocation);
  return source === null ? notRun(invocation) : download(connection, { source, to }, invocation);
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const named = ({ bucket, key }: Location, path: string): Location => ({
  bucket,
  key: key === '' || key.endsWith('/') ? key + baseName(path) : key,
});

async function upload(
  connection: Connection,
  { from, target }: { readonly from: string; readonly target: Location },
  { io, shell }: Invocation,
): Promise<number> {
  const url = `s3://${target.bucket}/${target.key}`;
  const text = from === '-' ? io.stdin.rest : (shell.machine.files.get(pathOf(shell, from)) ?? '');
  const failure = await putObject(connection, { ...target, body: text });
  if (failure === null) {
    io.out(`upload: ./${from} to ${url}\n`);
    return 0;
  }
  io.err(`upload failed: ./${from} to ${url} ${worded('PutObject', failure)}\n`);
  return 1;
}

async function download(
  connection: Connection,
  { source, to }: { readonly source: Location; readonly to: string },
  { io, shell }: Invocation,
): Promise<number> {
  const url = `s3://${source.bucket}/${source.key}`;
  const answer = await getObject(connection, source);
  if (!answer.ok) {
    // The CLI asks for the head first, whose refusal has no body.
    io.err(
      `fatal error: An error occurred (${answer.error.status}) when calling the HeadObject operation: ${answer.error.status === 404 ? 'Key "' + source.key + '" does not exist' : 'Forbidden'}\n`,
    );
    return 1;
  }
  const text = Buffer.from(answer.value).toString('utf8');
  if (to === '-') {
    io.out(text);
    return 0;
  }
  const path = to === '.' || to.endsWith('/') ? `${to}/${baseName(source.key)}` : to;
  shell.machine.files.set(pathOf(shell, path), text);
  io.out(`download: ${url} to ./${path}\n`);
  return 0;
}

const worded = (operation: string, { code, message }: S3Failure): string =>
  `An error occurred (${code}) when calling the ${operation} operation: ${message}`;
