/** `[ -f … ]` and its kin, where the files of the source are at hand: known as long as nothing before can have made or removed the path. */
import { describe, expect, it } from 'vitest';
import { askedBy } from '../needs/asked.ts';
import { project } from './project.ts';

const FILES = ['Dockerfile', 'ci/deploy.sh', 'ci/empty', 'web/package.json'];
const yes = 's3:PutObject arn:aws:s3:::bucket/yes';
const no = 's3:PutObject arn:aws:s3:::bucket/no';

function read(run: readonly string[], changes: Parameters<typeof project>[0] = {}, more: object = {}) {
  const script = (path: string) => (!FILES.includes(path) ? null : path === 'ci/empty' ? '' : '# a file');
  const folder = (path: string) => {
    const prefix = path === '.' ? '' : `${path}/`;
    const below = FILES.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
    return below.length === 0 ? null : [...new Set(below.map((file) => file.replace(/\/.*/, '/')))];
  };
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands: run } }, ...more });
  return askedBy({ project: project(changes), build: null, text, script, folder }).asked;
}

const either = (test: string) =>
  `if ${test}; then aws s3 cp a s3://bucket/yes; else aws s3 cp a s3://bucket/no; fi`;

describe('a test for a file of the source', () => {
  it.each([
    '[ -f Dockerfile ]',
    'test -e ci/deploy.sh',
    '[[ -d ci ]]',
    '[ -s ci/deploy.sh ]',
    '[ -e $CODEBUILD_SRC_DIR/Dockerfile ]',
    '[ -d ./web/ ]',
    '[ -f Dockerfile -a -d ci ]',
    '[ ! -f missing.txt ]',
    '! test -d node_modules',
    '[[ ! -e ci/other.sh && -f Dockerfile ]]',
    '[ ! -f no/such/folder/file ]',
  ])('holds: %s', (test) => {
    expect(read([either(test)])).toEqual([yes]);
  });

  it.each([
    '[ -f missing.txt ]',
    '[ -d Dockerfile ]',
    '[ -f ci ]',
    '[ -s ci/empty ]',
    '[ ! -f Dockerfile -a -d ci ]',
  ])('does not hold: %s', (test) => {
    expect(read([either(test)])).toEqual([no]);
  });

  it.each<readonly [string, readonly string[], string]>([
    ['a program that is not read may have made it', ['npm ci'], '[ -d node_modules ]'],
    ['a script that was not read may have removed it', ['./ci/other.sh'], '[ -f Dockerfile ]'],
    ['it may be removed', ['rm -rf ci'], '[ -d ci ]'],
    ['it may be removed by a command in a subshell', ['(cd ci && rm deploy.sh)'], '[ -f ci/deploy.sh ]'],
    ['it may be moved in one way of two', ['if make check; then mv Dockerfile x; fi'], '[ -f Dockerfile ]'],
    ['another revision may be checked out', ['git checkout main'], '[ -f Dockerfile ]'],
    ['what it asks is the history', [], '[ -d .git ]'],
    ['it lies outside of the source', [], '[ -f /usr/bin/jq ]'],
    ['its name is not known', [], '[ -f "$NAME" ]'],
    ['who may run it is not known', [], '[ -x ci/deploy.sh ]'],
  ])('is not known where %s', (_, before, test) => {
    expect(read([...before, either(test)])).toEqual([no, yes]);
  });

  it('is known of what an earlier command wrote, and behind commands that write nothing', () => {
    expect(read(['echo 1 > out.txt', either('[ -f out.txt ]')])).toEqual([yes]);
    expect(read(['aws sts get-caller-identity', 'docker login -u a -p b', either('[ -f out.txt ]')])).toEqual(
      [no],
    );
    expect(read(['cd web', either('[ -f package.json ]')])).toEqual([yes]);
  });

  it('is of files that all commands share, where each has a shell of its own', () => {
    expect(read(['npm ci', either('[ -d node_modules ]')], {}, { version: '0.1' })).toEqual([no, yes]);
  });

  it('is not known where the build may begin with other files', () => {
    const base = project();
    expect(read([either('[ -f out.txt ]')], { source: { ...base.source, type: 'CODEPIPELINE' } })).toEqual([
      no,
      yes,
    ]);
    const cached = { cache: { type: 'LOCAL', location: null } } as const;
    expect(read([either('[ -d vendor ]')], cached, { cache: { paths: ['vendor/**/*'] } })).toEqual([no, yes]);
  });
});
