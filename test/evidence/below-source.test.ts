/** Files that are named by `$CODEBUILD_SRC_DIR`, as those are that are named from where a command runs. */
import { describe, expect, it } from 'vitest';
import { askedBy } from '../needs/asked.ts';
import { project } from './project.ts';

const FILES: Readonly<Record<string, string>> = {
  VERSION: '1.4.2\n',
  'package.json': '{"version": "1.4.2"}',
  'app.env': 'V=1.4.2\nW=x\n',
  'app.yml': 'image:\n  tag: 1.4.2\n',
  'ci/push.sh':
    '#!/bin/bash\nROOT="$(cd "$(dirname "$0")/.." && pwd)"\nV=$(cat "$ROOT/VERSION")\naws s3 cp x s3://releases/$V/\n',
};

function read(...commands: readonly string[]) {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands } } });
  return askedBy({ project: project(), build: null, text, script: (path) => FILES[path] ?? null });
}

describe('what a program prints of a file below `$CODEBUILD_SRC_DIR`', () => {
  it.each([
    'cat $CODEBUILD_SRC_DIR/VERSION',
    'cat < $CODEBUILD_SRC_DIR/VERSION',
    'head -n1 "${CODEBUILD_SRC_DIR}/VERSION"',
    'jq -r .version $CODEBUILD_SRC_DIR/package.json',
    "grep '^V=' $CODEBUILD_SRC_DIR/app.env | cut -d= -f2",
    "awk -F= '/^V=/ {print $2}' $CODEBUILD_SRC_DIR/app.env",
    "sed -n 's/^V=//p' $CODEBUILD_SRC_DIR/app.env",
    'yq .image.tag $CODEBUILD_SRC_DIR/app.yml',
    `python3 -c "import json; print(json.load(open('$CODEBUILD_SRC_DIR/package.json'))['version'])"`,
    `node -p "require('$CODEBUILD_SRC_DIR/package.json').version"`,
    'cd ci && cat $(cd .. && pwd)/VERSION',
    'cat $(dirname $CODEBUILD_SRC_DIR/ci/push.sh)/../VERSION',
    'sed "s|^|$CODEBUILD_SRC_DIR/|" <<< VERSION | xargs cat',
    'echo "$CODEBUILD_SRC_DIR/VERSION" | sed "s|$CODEBUILD_SRC_DIR/||" | xargs cat',
  ])('%s', (printing) => {
    expect(read(`V=$(${printing})`, 'aws s3 cp x s3://releases/$V/')).toEqual({
      asked: ['s3:PutObject arn:aws:s3:::releases/1.4.2/x'],
      said: [],
    });
  });
});

it.each([
  ['a script that finds its own root', ['ci/push.sh']],
  ['from another folder', ['cd ci && ./push.sh']],
  ['by its whole path', ['cd /tmp && $CODEBUILD_SRC_DIR/ci/push.sh']],
  [
    'a file that is edited',
    ['sed -i s/1.4/2.0/ $CODEBUILD_SRC_DIR/VERSION', 'aws s3 cp x s3://releases/$(cat VERSION)/'],
  ],
  [
    'a file that is put together',
    ['cat $CODEBUILD_SRC_DIR/VERSION > v', 'aws s3 cp x s3://releases/$(cat $CODEBUILD_SRC_DIR/v)/'],
  ],
])('%s', (_name, commands) => {
  const version = commands[0]?.startsWith('sed') === true ? '2.0.2' : '1.4.2';
  expect(read(...commands).asked).toEqual([`s3:PutObject arn:aws:s3:::releases/${version}/x`]);
});

it('the folder itself is not known, wherever a program puts it', () => {
  const { asked, said } = read('X=$(tr a b <<< "$CODEBUILD_SRC_DIR")', 'aws s3 ls s3://$X-of-build');
  expect(asked).toEqual([]);
  expect(said.join()).toMatch(/not known/);
});

it.each([
  ['aws s3 cp $CODEBUILD_SRC_DIR/out/app.zip s3://releases/v1/', 'v1/app.zip'],
  ['aws s3 cp $CODEBUILD_SRC_DIR/out/app.zip s3://releases/v1/b.zip', 'v1/b.zip'],
  ['aws s3 cp $(pwd)/app.zip s3://releases', 'app.zip'],
  ['aws s3 cp $CODEBUILD_SRC_DIR/app.zip s3://releases/$CODEBUILD_BUILD_NUMBER/', '*/app.zip'],
])('a file that goes to S3 keeps its name: %s', (command, key) => {
  expect(read(command)).toEqual({ asked: [`s3:PutObject arn:aws:s3:::releases/${key}`], said: [] });
});
