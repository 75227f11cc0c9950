/** Buildspecs that nest, refer to themselves or hold far too much. */
import { type Hostile, many, PUSH } from './hostile.ts';

export const BUILDSPECS: readonly Hostile[] = [
  [
    'many commands',
    (n) => ({
      text: JSON.stringify({
        version: 0.2,
        phases: { build: { commands: Array.from({ length: n }, (_, i) => `docker push x${i}:1`) } },
      }),
    }),
  ],
  [
    'many phases',
    (n) => ({
      text: JSON.stringify({
        version: 0.2,
        phases: Object.fromEntries(Array.from({ length: n }, (_, i) => [`p${i}`, { commands: ['x'] }])),
      }),
    }),
  ],
  [
    'many env',
    (n) => ({
      text: JSON.stringify({
        version: 0.2,
        env: {
          variables: Object.fromEntries(Array.from({ length: n }, (_, i) => [`V${i}`, '$V'])),
          'secrets-manager': Object.fromEntries(Array.from({ length: n }, (_, i) => [`S${i}`, `s${i}`])),
        },
        phases: { build: { commands: ['echo'] } },
      }),
    }),
  ],
  [
    'batch matrix',
    () => ({
      text: JSON.stringify({
        version: 0.2,
        batch: {
          'build-matrix': {
            dynamic: {
              env: {
                variables: Object.fromEntries(
                  Array.from({ length: 12 }, (_, i) => [`V${i}`, ['a', 'b', 'c', 'd', 'e']]),
                ),
              },
            },
          },
        },
        phases: { build: { commands: ['echo $V0'] } },
      }),
    }),
  ],
  [
    'batch list',
    (n) => ({
      text: JSON.stringify({
        version: 0.2,
        batch: {
          'build-list': Array.from({ length: n }, (_, i) => ({
            identifier: `b${i}`,
            buildspec: 'buildspec.yml',
            env: { variables: { A: `${i}` } },
          })),
        },
        phases: { build: { commands: [PUSH] } },
      }),
    }),
  ],
  [
    'batch self',
    () => ({
      text: JSON.stringify({
        version: 0.2,
        batch: {
          'build-list': Array.from({ length: 50 }, (_, i) => ({ identifier: `b${i}`, buildspec: 'b.yml' })),
        },
      }),
      files: {
        'b.yml': JSON.stringify({
          version: 0.2,
          batch: {
            'build-list': Array.from({ length: 50 }, (_, i) => ({ identifier: `b${i}`, buildspec: 'b.yml' })),
          },
        }),
      },
    }),
  ],
  [
    'yaml aliases',
    () => ({
      text:
        'a: &a [x,x,x,x,x,x,x,x,x]\n' +
        many(
          9,
          (i) => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${many(9, () => `*${'abcdefghij'[i]}`, ',')}]`,
        ) +
        '\nversion: 0.2\nphases:\n  build:\n    commands: *j\n',
    }),
  ],
  [
    'yaml merge',
    (n) => ({
      text:
        many(n, (i) => `a${i}: &a${i}\n  <<: ${i ? `*a${i - 1}` : '{}'}\n  k${i}: 1`) +
        '\nversion: 0.2\nphases:\n  build:\n    commands: [echo]\n',
    }),
  ],
  ['yaml deep flow', (n) => ({ text: '['.repeat(n * 10) })],
  ['yaml deep block', (n) => ({ text: many(n, (i) => ' '.repeat(i) + 'a:') })],
  ['yaml deep seq', (n) => ({ text: '- '.repeat(n * 10) })],
  ['yaml deep map q', (n) => ({ text: '? '.repeat(n * 10) })],
  ['yaml many docs', (n) => ({ text: '---\n'.repeat(n * 10) })],
  [
    'yaml dup keys',
    (n) => ({ text: 'version: 0.2\nphases:\n  build:\n    commands: [echo]\n' + many(n, () => 'x: 1') }),
  ],
  [
    'yaml keys',
    (n) => ({
      text: 'version: 0.2\nphases:\n  build:\n    commands: [echo]\n' + many(n * 10, (i) => `x${i}: 1`),
    }),
  ],
  ['yaml tags', (n) => ({ text: 'version: 0.2\nx: ' + '!<tag:x> '.repeat(n) })],
  ['yaml quotes', (n) => ({ text: 'version: 0.2\nx: "' + '\\\n'.repeat(n * 10) })],
  [
    'yaml folded',
    (n) => ({
      text:
        'version: 0.2\nphases:\n  build:\n    commands:\n      - >\n' +
        many(n * 10, () => '        echo x\n'),
    }),
  ],
  [
    'big env + ifs',
    (n) => ({
      text: JSON.stringify({
        version: 0.2,
        env: { variables: Object.fromEntries(Array.from({ length: n * 25 }, (_, i) => [`V${i}`, 'v'])) },
        phases: {
          build: { commands: Array.from({ length: n * 5 }, () => 'if [ "$U" = 1 ]; then echo; fi') },
        },
      }),
    }),
  ],
  [
    'big env + subshell',
    (n) => ({
      text: JSON.stringify({
        version: 0.2,
        env: { variables: Object.fromEntries(Array.from({ length: n * 25 }, (_, i) => [`V${i}`, 'v'])) },
        phases: { build: { commands: Array.from({ length: n * 5 }, () => '(echo)') } },
      }),
    }),
  ],
];
