/**
 * `aws s3`. Comes in: its command line. Goes out: what the CLI prints, and its exit status; the calls are really made,
 * in the CLI's order. Source: messages W1, S1; AWS CLI Command Reference, s3.
 */
import type { Invocation } from '../../shell/shell.ts';
import type { CliCommand } from '../aws-arguments.ts';
import type { Connection } from '../aws-call.ts';
import { worded } from '../aws-refusal.ts';
import { notRun } from '../build-host.ts';
import { list, makeBucket, removeBucket } from './buckets.ts';
import { headObject, type S3Failure } from './call.ts';
import { copyAll, removeAll, syncAll } from './many.ts';
import { readS3Command } from './options.ts';
import { placeOf, type RemotePlace, shown, targetOf } from './place.ts';
import { remove, transfer, type Transfer, type Work } from './transfer.ts';

/** Keys that the caller brings along are not served. */
const UNSERVED = /^--sse-c/;

export async function awsS3(
  connection: Connection,
  { operation, rest }: CliCommand,
  invocation: Invocation,
): Promise<number> {
  const command = readS3Command(rest);
  const work = { connection, invocation, command };
  if (operation === 'ls') return list(work);
  if ([...command.flags].some((flag) => UNSERVED.test(flag))) return notRun(invocation);
  const [from, to] = command.operands.map(placeOf);
  if (from === undefined) return notRun(invocation);
  const single = SINGLE[operation];
  if (single !== undefined && from.kind === 's3') return single(work, from);
  // From the build to the build is a wrong command line.
  if (to === undefined || (from.kind === 'local' && to.kind === 'local')) return notRun(invocation);
  if (operation === 'sync') return syncAll(work, from, to);
  if (operation !== 'cp' && operation !== 'mv') return notRun(invocation);
  const moves = operation === 'mv';
  return command.flags.has('--recursive')
    ? copyAll(work, { from, to, moves })
    : copyOne(work, { from, to, moves });
}

const SINGLE: Readonly<Record<string, (work: Work, place: RemotePlace) => Promise<number>>> = {
  mb: makeBucket,
  rb: removeBucket,
  rm: async (work, place) =>
    work.command.flags.has('--recursive') ? removeAll(work, place) : (await remove(work, place)) ? 0 : 1,
};

/** An object's head is asked for before it is read. */
async function copyOne(work: Work, { from, to, moves }: Transfer): Promise<number> {
  const { shell, io } = work.invocation;
  const isPrinted = to.kind === 'local' && to.path === '-';
  if (from.kind === 's3') {
    const failure = await headObject(work.connection, from);
    if (failure !== null) {
      const start = isPrinted ? `download failed: ${shown(shell, from)} to -` : 'fatal error:';
      io.err(`${start} ${headFailure(from, failure)}\n`);
      return 1;
    }
  }
  const target = isPrinted ? to : targetOf(shell, from, to);
  return (await transfer(work, { from, to: target, moves })) ? 0 : 1;
}

/** The refusal of a head has no body. */
const headFailure = ({ key }: RemotePlace, { status }: S3Failure): string =>
  worded('HeadObject', {
    code: String(status),
    message: status === 404 ? `Key "${key}" does not exist` : 'Forbidden',
  });
