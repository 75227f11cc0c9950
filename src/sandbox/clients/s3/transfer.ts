/** One file or object, copied, moved or deleted, in the CLI's words. Source: messages W1, S1; AWS CLI User Guide, return codes. */
import { type Invocation, pathOf } from '../../shell/shell.ts';
import type { Connection } from '../aws-call.ts';
import { worded } from '../aws-refusal.ts';
import { copyObject, deleteObject, getObject, putObject, type S3Failure } from './call.ts';
import type { S3Command } from './options.ts';
import { type LocalPlace, type Place, type RemotePlace, shown } from './place.ts';

/** A run of `aws s3`. */
export interface Work {
  readonly connection: Connection;
  readonly invocation: Invocation;
  readonly command: S3Command;
}

export interface Transfer {
  readonly from: Place;
  readonly to: Place;
  readonly moves: boolean;
}

/** The operation that failed, and how. */
interface Failed {
  readonly operation: string;
  readonly failure: S3Failure;
}

const failedAs = (operation: string, failure: S3Failure | null): Failed | null =>
  failure === null ? null : { operation, failure };

const has = ({ command }: Work, ...names: readonly string[]): boolean =>
  names.some((name) => command.flags.has(name));

/** True: it is done, or was only to be shown. */
export async function transfer(work: Work, { from, to, moves }: Transfer): Promise<boolean> {
  const noun = moves ? 'move' : from.kind === 'local' ? 'upload' : to.kind === 'local' ? 'download' : 'copy';
  const { shell } = work.invocation;
  const line = `${noun}: ${shown(shell, from)} to ${shown(shell, to)}`;
  return report(work, line, async () => {
    const failed = await copy(work, from, to);
    if (failed !== null || !moves) return failed;
    return from.kind === 's3' ? removeObject(work, from) : removeFile(work, from);
  });
}

/** True: it is gone. */
export function remove(work: Work, place: Place): Promise<boolean> {
  return report(work, `delete: ${shown(work.invocation.shell, place)}`, () =>
    place.kind === 's3' ? removeObject(work, place) : Promise.resolve(removeFile(work, place)),
  );
}

async function report(work: Work, line: string, act: () => Promise<Failed | null>): Promise<boolean> {
  const { io } = work.invocation;
  // What is printed is the object itself.
  const isQuiet = has(work, '--quiet', '--only-show-errors') || line.endsWith(' to -');
  if (has(work, '--dryrun')) {
    if (!isQuiet) io.out(`(dryrun) ${line}\n`);
    return true;
  }
  const failed = await act();
  if (failed === null) {
    if (!isQuiet) io.out(`${line}\n`);
    return true;
  }
  const { operation, failure } = failed;
  if (!has(work, '--quiet')) io.err(`${line.replace(':', ' failed:')} ${worded(operation, failure)}\n`);
  return false;
}

/** Objects of eight MiB and more go in parts, with the same rights; a build's files are smaller. */
async function copy(work: Work, from: Place, to: Place): Promise<Failed | null> {
  const { connection, command, invocation } = work;
  const { headers } = command;
  if (from.kind === 'local') {
    if (to.kind === 'local') throw new Error('Internal error: two local paths');
    const body = fileText(invocation, from);
    return failedAs('PutObject', await putObject(connection, { ...to, body, headers }));
  }
  if (to.kind === 's3') return failedAs('CopyObject', await copyObject(connection, { from, to, headers }));
  const answer = await getObject(connection, from);
  if (!answer.ok) return failedAs('GetObject', answer.error);
  write(invocation, to, Buffer.from(answer.value).toString('utf8'));
  return null;
}

/** What a command that was not run would have written is taken for empty. */
function fileText({ io, shell }: Invocation, { path }: LocalPlace): string {
  return path === '-' ? io.stdin.rest : (shell.machine.files.get(pathOf(shell, path)) ?? '');
}

function write({ io, shell }: Invocation, { path }: LocalPlace, text: string): void {
  if (path === '-') io.out(text);
  else shell.machine.files.set(pathOf(shell, path), text);
}

const removeObject = async ({ connection }: Work, place: RemotePlace): Promise<Failed | null> =>
  failedAs('DeleteObject', await deleteObject(connection, place));

function removeFile({ invocation: { shell } }: Work, { path }: LocalPlace): null {
  shell.machine.files.delete(pathOf(shell, path));
  return null;
}
