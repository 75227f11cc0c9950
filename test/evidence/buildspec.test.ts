import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBuildspec } from '#evidence/buildspec.ts';
import { locateBuildspec } from '#evidence/buildspec/location.ts';

const lines = (...text: string[]) => text.join('\n');

describe('a buildspec', () => {
  it('gives each command with the line on which its text begins', () => {
    const { buildspec, problems } = readBuildspec(
      lines(
        'version: 0.2',
        'phases:',
        '  build:',
        '    commands:',
        '      - echo one',
        '      - |',
        '        echo two',
        '        echo three',
      ),
    );
    expect(problems).toEqual([]);
    expect(buildspec?.phases[0]?.commands).toEqual([
      { text: 'echo one', line: 5 },
      { text: 'echo two\necho three\n', line: 7 },
    ]);
  });

  it('gives the phases in the order CodeBuild runs them', () => {
    const { buildspec } = readBuildspec(
      lines(
        'version: 0.1',
        'phases:',
        '  post_build: {commands: [c]}',
        '  install: {commands: [a], finally: [b]}',
      ),
    );
    expect(buildspec?.version).toBe('0.1');
    expect(
      buildspec?.phases.map(({ name, commands, finally: last }) => [name, commands.length, last.length]),
    ).toEqual([
      ['install', 1, 1],
      ['post_build', 1, 0],
    ]);
  });

  it('takes values as they stand in the file', () => {
    const { buildspec } = readBuildspec(
      lines(
        'version: 0.2',
        'env:',
        '  variables: {A: 1.10, B: yes, C: "x", D: 0123}',
        '  git-credential-helper: yes',
        'phases: {build: {commands: [ls]}}',
      ),
    );
    expect(buildspec?.env.variables.map(({ name, value }) => `${name}=${value}`)).toEqual([
      'A=1.10',
      'B=yes',
      'C=x',
      'D=0123',
    ]);
    expect(buildspec?.env.gitCredentialHelper).toBe(true);
  });

  it('reads JSON, anchors and merges', () => {
    expect(readBuildspec('{"version":"0.2","phases":{"build":{"commands":["ls"]}}}').problems).toEqual([]);
    const merged = readBuildspec(
      lines(
        'version: 0.2',
        'phases:',
        '  install: &a {commands: [ls]}',
        '  build: {<<: *a, run-as: me}',
        '  post_build: *a',
      ),
    );
    expect(merged.problems).toEqual([]);
    expect(merged.buildspec?.phases.map(({ commands }) => commands.length)).toEqual([1, 1, 1]);
  });

  it.each([
    ['RETRY', { action: 'RETRY', retries: 3, pattern: null }],
    ['RETRY-5', { action: 'RETRY', retries: 5, pattern: null }],
    ['RETRY-2-^timeout', { action: 'RETRY', retries: 2, pattern: '^timeout' }],
    ['CONTINUE', { action: 'CONTINUE', retries: null, pattern: null }],
  ])('reads on-failure %s', (text, expected) => {
    const { buildspec } = readBuildspec(
      `{version: 0.2, phases: {build: {on-failure: "${text}", commands: [ls]}}}`,
    );
    expect(buildspec?.phases[0]?.onFailure).toEqual(expected);
  });

  it('reads the sections that imply needs', () => {
    const { buildspec, problems } = readBuildspec(
      readFileSync(new URL('./buildspec/everything.yml', import.meta.url), 'utf8'),
    );
    expect(problems).toEqual([]);
    expect(buildspec).toMatchObject({
      runAs: 'builder',
      env: {
        shell: 'bash',
        parameterStore: [{ name: 'DB', value: '/app/db', line: 6 }],
        secretsManager: [{ name: 'KEY', value: 'prod/key:token', line: 8 }],
        exportedVariables: ['TAG'],
      },
      proxy: { uploadArtifacts: true, logs: false },
      reports: [{ group: 'unit', line: 20, files: ['**/*.xml'], fileFormat: 'JUNITXML' }],
      artifacts: { files: ['**/*'], discardPaths: true, secondary: { docs: { files: ['docs/*'] } } },
      cache: { key: 'k-$(x)', paths: ['node_modules/**/*'] },
      batch: {
        kind: 'build-graph',
        builds: [{ identifier: 'a' }, { identifier: 'b', dependsOn: ['a'], privilegedMode: true }],
      },
    });
  });
});

describe('a bad buildspec', () => {
  it.each([
    ['', 1, 'YAML file is empty: expected a buildspec'],
    ['- a', 1, 'wrong number of container tags, expected 1'],
    ['version: 0.3\nphases: {build: {commands: [ls]}}', 1, 'invalid version `0.3`: expected 0.2 or 0.1'],
    ['version: 0.2', 1, 'missing `phases`: expected at least one of its phases'],
    [
      'version: 0.2\nphases:\n  prebuild:\n    commands: [ls]',
      3,
      'Invalid buildspec phase name: prebuild. Expecting: build,install,post_build,pre_build',
    ],
    [
      'version: 0.2\nphases:\n  build:\n    commands:\n      - ls\n      - echo a: b',
      6,
      'Expected Commands[1] to be of string type: found subkeys instead at line 6, value of the key tag on line 5 might be empty',
    ],
    ['version: 0.2\nphases: {build: {commands: *none}}', 2, 'unknown anchor `none` referenced'],
    ['version: 0.2\nphases: [build]', 2, 'expected `phases` to be a map'],
  ])('names its problem and line: %j', (text, line, message) => {
    const found = readBuildspec(text).problems.filter(({ severity }) => severity === 'error');
    expect(found.map((problem) => [problem.line, problem.message])).toEqual([[line, message]]);
  });

  it('still gives what could be read, and every problem', () => {
    const { buildspec, problems } = readBuildspec(
      lines(
        'version: 0.2',
        'phases:',
        '  build:',
        '    commands:',
        '      - echo a: b',
        '      - docker push x',
        '  deploy: {}',
        'artefacts: {}',
      ),
    );
    expect(buildspec?.phases[0]?.commands).toEqual([{ text: 'docker push x', line: 6 }]);
    expect(problems.map(({ line, severity }) => [line, severity])).toEqual([
      [5, 'error'],
      [7, 'error'],
      [8, 'warning'],
    ]);
  });

  it('points at the line where the YAML breaks', () => {
    const { problems } = readBuildspec('version: 0.2\nphases:\n\tbuild: {}\n');
    expect(problems.some(({ line, severity }) => line === 3 && severity === 'error')).toBe(true);
  });

  it.each([
    '['.repeat(100_000),
    '{a: '.repeat(1000),
    '- '.repeat(50_000),
    'a: &a [*a,*a]\nphases: *a',
    'x'.repeat(2 << 20),
  ])('is bounded in depth and size', (text) =>
    expect(readBuildspec(text).problems.length).toBeGreaterThan(0),
  );

  it('never throws, and its problems lie inside the text', () => {
    const piece = fc.constantFrom(
      'version: 0.2\n',
      'phases:\n',
      '  build:\n',
      '    commands:\n',
      '      - ',
      'ls\n',
      '&a ',
      '*a',
      '<<: ',
      '|\n',
      '{',
      '}',
      '[',
      ']',
      ': ',
      '"',
      "'",
      '\t',
      '? ',
      '!!x ',
      '---\n',
      '%',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
        ),
        (text) => {
          const count = text.split('\n').length;
          for (const { line, column } of readBuildspec(text).problems) {
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(count + 1);
            expect(column).toBeGreaterThanOrEqual(1);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the place of a buildspec', () => {
  it.each([
    [null, { kind: 'default', path: 'buildspec.yml' }],
    ['', { kind: 'default', path: 'buildspec.yml' }],
    ['ci/build.yml', { kind: 'path', path: 'ci/build.yml' }],
    ['version: 0.2\nphases: {}', { kind: 'inline', text: 'version: 0.2\nphases: {}' }],
    ['{"version": 0.2}', { kind: 'inline', text: '{"version": 0.2}' }],
    [
      'arn:aws-cn:s3:::bucket/a/b.yml',
      { kind: 's3', arn: 'arn:aws-cn:s3:::bucket/a/b.yml', bucket: 'bucket', key: 'a/b.yml' },
    ],
  ])('is read from the setting %j', (buildspec, expected) => {
    expect(locateBuildspec({ buildspec })).toEqual(expected);
  });
});
