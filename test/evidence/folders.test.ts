/** What patterns, `ls` and `find` stand for where the source is at hand. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readBuildspecEvidence } from '#evidence/buildspec-evidence.ts';
import { sourceFiles } from '#tasks/source-files.ts';
import { project } from './project.ts';

const root = mkdtempSync(join(tmpdir(), 'rolemend-folders-'));
const FILES = [
  'services/api/Dockerfile',
  'services/web/Dockerfile',
  'services/web/.env',
  'services/README',
  'a.json',
  'b.json',
  'services/api/up.sh',
];

beforeAll(() => {
  for (const file of FILES) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), file.endsWith('.sh') ? 'aws s3 cp x.zip s3://bucket-of-$1/x\n' : '');
  }
  symlinkSync('/', join(root, 'services', 'linked'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** The functions that a build updates, and what of it is not known. */
function updated(command: string, only?: ReadonlySet<string>): readonly string[] {
  const files = sourceFiles(root, only ?? null);
  if (!files.ok) throw new Error(files.error);
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands: [command] } } });
  const { read: script, list: folder } = files.value;
  const source = folder === undefined ? { script } : { script, folder };
  return readBuildspecEvidence({ project: project(), build: null, text, ...source }).map((one) => {
    if (one.kind === 'unresolved') return 'unresolved';
    const [arn] = one.kind === 'use' && one.use.kind === 'aws-call' ? one.use.resources : [];
    return arn?.split(':').at(-1) ?? one.kind;
  });
}

const UPDATE = 'aws lambda update-function-code --zip-file fileb://x.zip --function-name';

it.each([
  ['for d in services/*/; do', '$(basename $d)', ['api', 'web']],
  ['cd services; for d in */; do', '${d%/}', ['api', 'web']],
  ['for f in services/*/Dockerfile; do', '$(basename $(dirname $f))', ['api', 'web']],
  ['for f in *.json; do', '${f%.json}', ['a', 'b']],
  ['for d in $(ls services); do', '$d', ['README', 'api', 'web']],
  ['for d in $(ls -d services/*/); do', '$(basename $d)', ['api', 'web']],
  ['find services -mindepth 1 -maxdepth 1 -type d | while read -r d; do', '$(basename "$d")', ['api', 'web']],
  ['for d in $(find services -name Dockerfile -exec dirname {} \\;); do', '${d##*/}', ['api', 'web']],
  ["for d in $(find services -mindepth 1 -maxdepth 1 -type d -printf '%f\\n'); do", '$d', ['api', 'web']],
  ['for d in $(find services -iname DOCKERFILE ! -path "*/web/*"); do', '$(basename $(dirname $d))', ['api']],
  [
    'for d in $(find $CODEBUILD_SRC_DIR/services -name Dockerfile); do',
    '$(basename $(dirname $d))',
    ['api', 'web'],
  ],
  ['find . -name "*.json" -print0 | xargs -0 -n1 | while read f; do', '$(basename $f .json)', ['a', 'b']],
  ['a=(services/*/); for d in "${a[@]}"; do', '$(basename "$d")', ['api', 'web']],
  [
    'B=$(pwd)/services; a=("$B"/*/Dockerfile); for f in "${a[@]}"; do',
    '$(basename $(dirname "$f"))',
    ['api', 'web'],
  ],
  ['for f in $CODEBUILD_SRC_DIR/*.json; do', '$(basename $f .json)', ['a', 'b']],
  ['echo x > c.json; for f in *.json; do', '${f%.json}', ['a', 'b', 'c']],
])('%s … goes through the names that are there', (loop, name, wanted) => {
  expect(updated(`${loop} ${UPDATE} ${name}; done`)).toEqual(wanted);
});

it.each([
  ['for d in dist/*/; do', '$(basename $d)'],
  ['for d in ../*/; do', '$(basename $d)'],
  ['for f in *.zip; do', '${f%.zip}'],
  ['for d in $(ls -t services); do', '$d'],
  ['for d in $(find services -newer a.json); do', '$d'],
  ['for d in services/linked/*/; do', '$d'],
  ['for d in $(find services -name Dockerfile -o -name x); do', '$d'],
  ['for d in $(find services -name "$UNKNOWN"); do', '$d'],
  ['for d in $(find services -maxdepth x); do', '$d'],
  ['a=(dist/*.zip); for f in "${a[@]}"; do', '$(basename $f .zip)'],
])('%s … is said, as what it goes through is not known', (loop, name) => {
  expect(updated(`${loop} ${UPDATE} ${name}; done`)).toEqual(['unresolved']);
});

it('of a checkout only what its commit holds is gone through', () => {
  const only = new Set(['services/api/Dockerfile']);
  expect(updated(`for d in services/*/; do ${UPDATE} $(basename $d); done`, only)).toEqual(['api']);
});

it.each([
  'aws $WHAT describe-things',
  'aws ecs $WHAT --cluster x',
  'chamber read app key',
  'sops -d secrets.yaml',
])('what `%s` calls is said not to be known', (command) => {
  const set = 'read WHAT < answer';
  expect(updated(`${set}; ${command}`)).toEqual(['unresolved']);
});

it.each([
  ['find . -name "*.zip" -exec aws s3 cp {} s3://bucket-of-zips/{} \\;', ['bucket-of-zips/./*.zip']],
  ['find . -type f -exec sh -c \'aws s3 cp "$1" s3://bucket-of-zips/\' _ {} +', ['bucket-of-zips/*']],
  [
    'find . -name "*.json" -exec aws s3 cp {} s3://bucket-of-zips/ \\;',
    ['bucket-of-zips/a.json', 'bucket-of-zips/b.json'],
  ],
  [
    'vite build; find . -name "*.json" -exec aws s3 cp {} s3://bucket-of-zips/ \\;',
    ['bucket-of-zips/a.json', 'bucket-of-zips/b.json', 'bucket-of-zips/*'],
  ],
  ['vite build; find . -name up.sh -exec sh {} web \\;', ['bucket-of-web/x']],
  ['find . -name "*.tmp" -delete', []],
])('what `%s` runs is followed', (command, wanted) => {
  expect(updated(command).map((one) => one.replace(/^:+/, ''))).toEqual(wanted);
});

it.each([
  'bun run deploy',
  'cargo lambda deploy hello',
  'goreleaser release --clean',
  'sbt ecr:push',
  'aws-s3-sync dist',
  'amazon-ecr-push app',
  'snyk container test 111122223333.dkr.ecr.us-west-2.amazonaws.com/app:1',
  'prowler aws',
  'mvn spring-boot:build-image -Dspring-boot.build-image.publish=true',
])('`%s` is said, as what it calls is not read', (command) => {
  expect(updated(command)).toEqual(['unresolved']);
});

it.each([
  'cargo build --release',
  'goreleaser check',
  'mvn spring-boot:build-image',
  'npm test',
  'checkov -d .',
])('`%s` is no open question', (command) => {
  expect(updated(command)).toEqual([]);
});
