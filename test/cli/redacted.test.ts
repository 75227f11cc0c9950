/** `--redact` at the built command: what the report and the document of one run hold is the same, masked by the same masks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { factsOf, plain } from '../page/facts.ts';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;
beforeAll(async () => {
  world = await openTrackerApi('redacted');
});
afterAll(() => world.end());

const MARKS = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" } as const;

/** What a page says: its text, without the marks of HTML. */
const textOf = (html: string): string =>
  plain(
    html
      .replaceAll(/<(?:style|script)[^>]*>[^]*?<\/(?:style|script)>|<[^>]*>/g, ' ')
      .replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: keyof typeof MARKS) => MARKS[name]),
  );

/** What this world is known by, wherever it stands. */
const TELLTALE = /290008131176|TrackerAPI|tracker_api|service-role\/codebuild-|CodeBuildBasePolicy-Tracker/i;

test.each([
  ['diagnose', ['diagnose', 'TrackerAPI']],
  ['fix', ['fix', 'TrackerAPI', '--yes']],
  ['verify', ['verify', 'TrackerAPI']],
])('the report of `%s` shows every field of its document by the same masks', async (name, args) => {
  const file = join(world.stateFolder, `${name}.html`);
  const ran = await runCli([...args, '--json', '--html', file, '--redact'], world.env);
  const html = readFileSync(file, 'utf8');
  expect(ran.stdout).not.toMatch(TELLTALE);
  expect(html).not.toMatch(TELLTALE);
  const shown = textOf(html);
  const missing = factsOf(JSON.parse(ran.stdout)).filter(({ text }) => !shown.includes(plain(text)));
  expect(missing).toEqual([]);
});
