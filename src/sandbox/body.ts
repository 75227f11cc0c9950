/**
 * The bodies of requests. Comes in: a request and the most its route can use. Goes out: the bytes, for as long as
 * they are worked with. Never: holds more than one room's worth of bodies together, however many come at once,
 * whatever length they announce, and in however small chunks they come.
 */
import { AwsError } from './operation.ts';
import { inMib, MIB, Room } from './room.ts';

/** The most that all bodies being read or worked with may hold: the largest layer. */
const TOGETHER = 512 * MIB;
const FIRST = 64 * 1024;

export type Bodies = Room;

export const newBodies = (together = TOGETHER): Bodies => new Room(together);

const noRoom = ({ size }: Bodies): AwsError =>
  new AwsError('SlowDown', `the sandbox holds at most ${inMib(size)} of bodies at once; send it again`, 503);

const tooLarge = (bound: number): AwsError =>
  new AwsError('RequestEntityTooLarge', `the body is larger than ${inMib(bound)}`, 413);

export interface Asked {
  readonly request: Request;
  readonly bound: number;
  readonly bodies: Bodies;
}

/** Reads a body and works with it; its room is given back when the work has ended, well or not. */
export async function withBody<Answer>(
  asked: Asked,
  work: (body: Uint8Array) => Promise<Answer>,
): Promise<Answer> {
  const held = { bytes: 0 };
  try {
    return await work(await read(asked, held));
  } finally {
    asked.bodies.give(held.bytes);
  }
}

/** Where a chunk is refused the stream is left; what is still on its way is not read. */
async function read({ request, bound, bodies }: Asked, held: { bytes: number }): Promise<Uint8Array> {
  const announced = Number(request.headers.get('content-length') ?? bound);
  if (announced > bound) throw tooLarge(bound);
  let [body, size] = [Buffer.alloc(0), 0];
  for await (const chunk of request.body ?? []) {
    const needed = size + chunk.byteLength;
    if (needed > bound) throw tooLarge(bound);
    if (needed > body.byteLength) {
      const larger = Math.max(needed, Math.min(announced, Math.max(FIRST, body.byteLength * 2)));
      if (!bodies.take(larger - body.byteLength)) throw noRoom(bodies);
      held.bytes = larger;
      const grown = Buffer.allocUnsafeSlow(larger);
      body.copy(grown);
      body = grown;
    }
    body.set(chunk, size);
    size = needed;
  }
  // What is kept of a body keeps no room that was only ready.
  return size === body.byteLength ? body : Buffer.from(body.subarray(0, size));
}
