/** What a runner of GitHub and a reader of Markdown make of remarks whose texts others wrote. */
import { describe, expect, it, vi } from 'vitest';
import { githubAnnotations, withoutCommands } from '#render/github-annotations.ts';
import { markdownSummary } from '#render/markdown-summary.ts';
import type { Remark } from '#render/remarks.ts';
import { laidOut } from '../../src/cli/terminal.ts';

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const unescaped = (text: string): string =>
  text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');

/** As the runner reads a line. Source: actions/runner, src/Runner.Common/ActionCommand.cs: TryParseV2, then TryParse. */
function commandIn(line: string): Command | null {
  const trimmed = line.trimStart();
  const end = trimmed.indexOf('::', 2);
  if (trimmed.startsWith('::') && end >= 0) {
    const [name = '', ...rest] = trimmed.slice(2, end).split(' ');
    const pairs = rest
      .join(' ')
      .split(',')
      .flatMap((pair) => {
        const [key = '', ...value] = pair.split('=');
        return key === '' ? [] : [[key.trim(), unescaped(value.join('='))] as const];
      });
    return { name, properties: Object.fromEntries(pairs), data: unescaped(trimmed.slice(end + 2)) };
  }
  const old = /##\[([\w-]+)/.exec(line);
  return old === null ? null : { name: old[1] ?? '', properties: {}, data: '' };
}

const remark = (more: Partial<Remark>): Remark => ({
  level: 'error',
  title: 'denied',
  message: 'why',
  place: { file: 'buildspec.yml', line: 14 },
  ...more,
});

const HOSTILE: readonly string[] = [
  'x\n::set-output name=a::b',
  'x\r\n::add-mask::b',
  '::stop-commands::token',
  '##[add-mask]b',
  'a%0A::error::b',
  'a,line=1,file=/etc/passwd::b',
  '%250A%3A%3A',
  'x\u2028::error::y',
  '\u001b[31m::error::x',
];

const about = { said: 'the build is blocked', of: 'App' };

describe('annotations of GitHub', () => {
  it('point at the file from the root of the repository, and its line', () => {
    expect(githubAnnotations({ ...about, remarks: [remark({})] }, 'services/app')).toEqual([
      '::error file=services/app/buildspec.yml,line=14,title=denied::why',
    ]);
    expect(githubAnnotations({ ...about, remarks: [remark({ level: 'warning' })] }, '')).toEqual([
      '::warning file=buildspec.yml,line=14,title=denied::why',
    ]);
    expect(githubAnnotations({ ...about, remarks: [remark({})] }, null)).toEqual([
      '::error title=denied::why',
    ]);
  });

  it.each(HOSTILE)('take %j for nothing but text', (text) => {
    const remarks = [remark({ title: text, message: text, place: { file: text, line: 14 } })];
    const lines = githubAnnotations({ ...about, remarks }, '').flatMap((one) => one.split(/\r\n|\r|\n/));
    expect(lines).toHaveLength(1);
    const command = commandIn(lines[0] ?? '');
    expect(command?.name).toBe('error');
    expect(Object.keys(command?.properties ?? {})).toEqual(['file', 'line', 'title']);
    expect(command?.properties['line']).toBe('14');
  });

  it.each(HOSTILE)('are none of a project called %j', (of) => {
    const lines = githubAnnotations({ ...about, of, remarks: [] }, null).flatMap((one) =>
      one.split(/\r\n|\r|\n/),
    );
    expect(lines.map((line) => commandIn(line)?.name)).toEqual(['notice']);
  });

  it('are no more than ten of a kind, which is what GitHub shows', () => {
    const remarks = Array.from({ length: 30 }, (_, index) =>
      remark({ level: index % 2 === 0 ? 'error' : 'warning' }),
    );
    expect(githubAnnotations({ ...about, remarks }, '')).toHaveLength(20);
  });
});

describe('a summary in Markdown', () => {
  it('says verdict, line, what and why, and what leads on', () => {
    const next = ['rolemend fix App'];
    expect(markdownSummary({ ...about, verdict: 'bad', remarks: [remark({})], next })).toBe(
      [
        '### ❌ App: the build is blocked',
        '',
        '- ❌ <code>buildspec.yml&#58;14</code> **denied**: why',
        '',
        'Next: <code>rolemend fix App</code>',
      ].join('\n'),
    );
  });

  it.each([
    ...HOSTILE,
    '<img src=x onerror=alert(1)>',
    '</code><script>x</script>',
    '[click](javascript:alert(1)) ![](https://evil.example/x.png)',
    '@everyone #1 :tada: **bold** `code` | a | b |',
    'https://evil.example/ www.evil.example',
    'ftp://evil.example/ FTP://evil.example/x',
  ])('takes %j for nothing but text', (text) => {
    const remarks = [remark({ title: text, message: text, place: { file: text, line: 1 } })];
    const told = markdownSummary({ verdict: 'bad', said: 'x', of: text, remarks, next: [text] });
    for (const line of told.split(/\r\n|\r|\n/)) expect(commandIn(line)).toBeNull();
    const ours = told
      .replaceAll(/<\/?code>/g, '')
      .replaceAll('**', '')
      .replaceAll('### ', '');
    expect(ours.replaceAll(/&#\d+;/g, '')).not.toMatch(/[<>[\]()`*|@#!\\]/);
    expect(told.replaceAll(/<code>.*?<\/code>/g, '')).not.toMatch(
      /&#(?:64|35);(?!\u200b)|(?:https?|ftp)&|www\./i,
    );
  });
});

it('text for people holds no command on a runner', () => {
  const told = withoutCommands('a ##[error]b\n  ::error::c\nd::e');
  expect(told.split('\n').map(commandIn)).toEqual([null, null, null]);
});

it.each([20, 24, 40, 80])('text for people holds none either where a terminal has %i columns', (columns) => {
  vi.stubEnv('GITHUB_ACTIONS', 'true');
  vi.stubEnv('LC_ALL', 'C');
  const stream = { isTTY: true, columns };
  for (let before = 1; before < 90; before++) {
    const text = `${'x'.repeat(before)} ::add-mask::x ::set-output name=a::b ##[add-mask]x`;
    const told = laidOut(text, stream).split('\n');
    expect(told.flatMap((line) => commandIn(line) ?? [])).toEqual([]);
  }
  vi.unstubAllEnvs();
});
