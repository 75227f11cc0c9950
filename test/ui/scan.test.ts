/** Diagnoses in the background, and what is told of them to tabs that come sooner or later. */
import { expect, it } from 'vitest';
import { err, ok, type Result } from '#basics/result.ts';
import type { Message, ProblemDocument, ProjectRow } from '#page/messages.ts';
import type { Desk } from '#ui/desk.ts';
import { newScanning } from '#ui/scan.ts';
import { newStreams } from '#ui/streams.ts';
import { aDesk, rowCalled } from './fake-desk.ts';

const deskListing = (...told: readonly Result<readonly ProjectRow[], ProblemDocument>[]): Desk =>
  aDesk({
    projects: async function* () {
      yield* told;
    },
  });

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('tells the names first, then each project as it comes, then that it ended', async () => {
  const told: Message[] = [];
  const scanning = newScanning(aDesk(), (message) => told.push(message));
  scanning.begin();
  await settled();
  const kinds = told.map((one) =>
    one.kind === 'scan' ? `${one.scan.state} ${one.scan.done}/${one.scan.of}` : one.kind,
  );
  expect(kinds).toEqual([
    'listing 0/0',
    'list',
    'reading 0/2',
    'rows',
    'reading 1/2',
    'rows',
    'reading 2/2',
    'ended 2/2',
  ]);
  expect(scanning.rows().map(({ name }) => name)).toEqual(['One', 'Two']);
});

it('tells the names before anything is known of builds, then the builds, and reads in the order of those', async () => {
  const build = { id: 'Two:1', number: 1, status: 'FAILED', failedPhase: 'BUILD', startedAt: null };
  const [one, two] = [rowCalled('One'), rowCalled('Two')];
  const built = { ...two, build };
  const told: Message[] = [];
  const desk = deskListing(ok([one, two]), ok([built, one]));
  const scanning = newScanning(desk, (message) => told.push(message));
  scanning.begin();
  await settled();
  expect(told.filter(({ kind }) => kind !== 'scan')).toEqual([
    { kind: 'list', rows: [one, two] },
    { kind: 'rows', rows: [built] },
    { kind: 'rows', rows: [built] },
    { kind: 'rows', rows: [one] },
  ]);
});

it('reads which projects there are before anybody asks for diagnoses, and not again for the first of them', async () => {
  const told: Message[] = [];
  const scanning = newScanning(aDesk(), (message) => told.push(message));
  scanning.list();
  await settled();
  expect(told.map(({ kind }) => kind)).toEqual(['scan', 'list', 'scan']);
  scanning.begin();
  await settled();
  expect(told.filter(({ kind }) => kind === 'list')).toHaveLength(1);
  expect(scanning.scan()).toMatchObject({ state: 'ended', done: 2 });
  scanning.begin();
  await settled();
  expect(told.filter(({ kind }) => kind === 'list')).toHaveLength(2);
});

it('tells a tab that comes later that an account without projects was read', async () => {
  const scanning = newScanning(deskListing(ok([])), () => {});
  scanning.list();
  await settled();
  expect([scanning.rows(), scanning.scan().state]).toEqual([[], 'reading']);
});

it('asks again for projects that could not be read at first', async () => {
  const problem = { message: 'expired', help: 'sign in' };
  let calls = 0;
  const desk = aDesk({
    projects: async function* () {
      yield calls++ === 0 ? err(problem) : ok([rowCalled('One')]);
    },
  });
  const scanning = newScanning(desk, () => {});
  scanning.list();
  await settled();
  expect(scanning.scan()).toMatchObject({ state: 'stopped', problem });
  scanning.begin();
  await settled();
  expect(scanning.scan()).toMatchObject({ state: 'ended', done: 1 });
});

it('begins no other project once it was cancelled, and begins anew when it is asked to', async () => {
  const begun: string[] = [];
  const desk = aDesk({
    diagnoses: async function* (rows, signal) {
      for (const row of rows) {
        if (signal.aborted) return;
        begun.push(row.name);
        yield { row, stops: false };
        await settled();
      }
    },
  });
  const scanning = newScanning(desk, (message) => {
    if (message.kind === 'rows') scanning.cancel();
  });
  scanning.begin();
  scanning.begin();
  for (let turns = 0; turns < 5; turns++) await settled();
  expect([begun, scanning.scan()]).toEqual([['One'], { state: 'cancelled', done: 1, of: 2, problem: null }]);
  scanning.begin();
  for (let turns = 0; turns < 5; turns++) await settled();
  expect(begun).toEqual(['One', 'One']);
});

it('stops at what every other project would meet as well, and says why', async () => {
  const problem = { message: 'the AWS credentials do not work', help: 'sign in' };
  const failed: ProjectRow = { ...rowCalled('One'), problem };
  const desk = aDesk({
    diagnoses: async function* () {
      yield { row: failed, stops: true };
      yield { row: rowCalled('Two'), stops: false };
    },
  });
  const scanning = newScanning(desk, () => undefined);
  scanning.begin();
  await settled();
  expect(scanning.scan()).toEqual({ state: 'stopped', done: 1, of: 2, problem });
});

it('says why there are no names', async () => {
  const problem = { message: 'AWS asked to slow down', help: 'wait' };
  const scanning = newScanning(deskListing(err(problem)), () => undefined);
  scanning.begin();
  await settled();
  expect(scanning.scan()).toEqual({ state: 'stopped', done: 0, of: 0, problem });
});

it('forgets projects that are gone, and keeps what is known of the others until they are read anew', async () => {
  const listings = [
    ['One', 'Two'],
    ['Two', 'Three'],
  ].map((names) => ok(names.map(rowCalled)));
  const scanning = newScanning(
    aDesk({ projects: () => deskListing(...listings.splice(0, 1)).projects() }),
    () => undefined,
  );
  scanning.begin();
  await settled();
  scanning.begin();
  await settled();
  expect(scanning.rows().map(({ name }) => name)).toEqual(['Two', 'Three']);
});

it('tells a tab all there is, then what is new, and no message to one that does not read', async () => {
  const streams = newStreams();
  const all: Message = { kind: 'list', rows: [rowCalled('One')] };
  const [reading, deaf] = [streams.open(all), streams.open(all)];
  const reader = reading?.getReader();
  const next = async (): Promise<string> => Buffer.from((await reader?.read())?.value ?? []).toString();
  expect(await next()).toBe(`data: ${JSON.stringify(all)}\n\n`);
  for (let count = 0; count < 11_000; count++) {
    streams.publish({ kind: 'rows', rows: [] });
    await next();
  }
  const chunks: unknown[] = [];
  for await (const chunk of deaf ?? []) chunks.push(chunk);
  expect(chunks.length).toBeLessThan(10_100);
  streams.close();
  expect(await reader?.read()).toEqual({ done: true, value: undefined });
});
