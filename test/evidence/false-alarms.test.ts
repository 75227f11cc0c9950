/** What is said of commands that ask for nothing, or of which more is known than was once taken for known. */
import { describe, expect, it } from 'vitest';
import { askedBy, imageNeeds } from '../needs/asked.ts';
import { project } from './project.ts';

function read(run: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands: run } } });
  const script = (path: string) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null);
  return askedBy({ project: project(), build: null, text, script });
}

const HOST = '111122223333.dkr.ecr.us-west-2.amazonaws.com';
const PUSH = `docker push ${HOST}/app`;
const pushed = imageNeeds('push', 'app').toSorted();

describe('a text for a shell of which one word is known only while running', () => {
  it.each([
    `bash -c "if [ $CODEBUILD_BUILD_SUCCEEDING = 1 ]; then ${PUSH}; fi"`,
    `bash -c 'if [ "$CODEBUILD_BUILD_SUCCEEDING" = 1 ]; then ${PUSH}; fi'`,
    `sh -c "test '$CODEBUILD_BUILD_SUCCEEDING' = 0 || ${PUSH}"`,
    `eval "echo $CODEBUILD_BUILD_NUMBER && ${PUSH}"`,
  ])('is followed: %s', (command) => {
    expect(read([command])).toEqual({ asked: pushed, said: [] });
  });

  it('is said where what is not known may be anything', () => {
    expect(read([`bash -c "$(git log -1 --format=%b) ${PUSH}"`])).toEqual({
      asked: [],
      said: [expect.stringMatching(/^runs a text that is not known/)],
    });
  });
});

describe('the directory', () => {
  const here = JSON.stringify({ scripts: { compile: PUSH, lint: 'eslint .' } });
  const there = JSON.stringify({ scripts: { compile: 'tsc', lint: 'eslint .' } });
  const files = { 'web/package.json': there, 'package.json': here };

  it.each<readonly [string, readonly string[], '.' | 'web']>([
    ['comes back with `cd -`', ['cd web && npm ci && npm run lint && cd -', 'npm run compile'], '.'],
    ['comes back with `cd ..`', ['npm install && cd web && npm run lint && cd ..', 'npm run compile'], '.'],
    ['is that of the commands before', ['npm install && cd web && npm run compile'], 'web'],
    ['stays where a whole command led', ['npm install && cd web', 'npm run compile'], 'web'],
    ['comes back within a block', ['cd web && npm ci && cd -\nnpm run compile\ntrue'], '.'],
  ])('%s', (_, run, place) => {
    const swapped = { 'web/package.json': here, 'package.json': there };
    const { asked, said } = read(run, place === '.' ? files : swapped);
    expect(asked).toEqual(pushed);
    expect(said).toEqual([]);
  });

  it('is not known behind a question within a block', () => {
    const { asked, said } = read(['[ -f x ] && cd web\nnpm run compile\ntrue'], files);
    expect(asked).toEqual([]);
    expect(said).toEqual([expect.stringMatching(/package.json/)]);
  });
});

it('a variable set behind `&&` is known to the commands that come after it', () => {
  expect(read(['npm test && export TAG=app', `docker push ${HOST}/$TAG`]).asked).toEqual(pushed);
});

describe('a program from elsewhere that is run', () => {
  it.each<readonly [string, readonly string[], RegExp]>([
    [
      'as a script of its own',
      [
        'curl -fsSL -o get_helm.sh https://raw.githubusercontent.com/helm/helm/main/scripts/get-helm-3',
        'chmod 700 get_helm.sh && ./get_helm.sh',
      ],
      /^`\.\/get_helm\.sh` is a program fetched from `raw\.githubusercontent\.com[^`]*`, and is not read/,
    ],
    [
      'by its own name',
      ['wget -q https://example.com/tools/setup.sh', 'bash setup.sh --yes'],
      /^`setup\.sh` is a program fetched from `example\.com\/[^`]*`, and is not read/,
    ],
    [
      'behind a redirection',
      ['curl -s https://example.com/i > /tmp/i.sh', 'sh /tmp/i.sh'],
      /^`\/tmp\/i\.sh` is a program fetched from `example\.com\/[^`]*`, and is not read/,
    ],
    [
      'out of an archive',
      [
        'curl "https://awscli.amazonaws.com/awscli-exe-linux-x86_64.zip" -o "awscliv2.zip"',
        'unzip -q awscliv2.zip',
        './aws/install --update',
      ],
      /^`\.\/aws\/install` is a program fetched from `awscli\.amazonaws\.com\/[^`]*`, and is not read/,
    ],
    [
      'through a pipe',
      ['curl -fsSL https://example.com/i.sh | sudo -E bash -'],
      /^a program fetched from `example\.com\/[^`]*` is run, and is not read/,
    ],
  ])('is said as that: %s', (_, run, words) => {
    const { asked, said } = read(run);
    expect(asked).toEqual([]);
    expect(said).toEqual([expect.stringMatching(words)]);
  });

  it('is said once however often it is run', () => {
    const run = [
      'curl -fsSL https://example.com/i.sh | bash',
      'curl -fsSL https://example.com/i.sh | bash -s -- x',
    ];
    expect(read(run).said).toEqual([expect.stringContaining('(2 commands in all)')]);
  });
});

describe('commands that a cluster decides about', () => {
  it('are one line with their number', () => {
    const run = [
      'kubectl apply -f a.yml',
      'kubectl get pods',
      'helm upgrade web ./chart',
      'kubectl rollout status x',
    ];
    expect(read(run).said).toEqual([
      expect.stringMatching(/^what `kubectl` and its kin may do .*cluster.*\(4 commands in all\)/),
    ]);
  });
});
