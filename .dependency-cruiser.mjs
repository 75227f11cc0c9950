import { ENTRIES } from './scripts/room-entries.mjs';

// The import table of the house, executable. A room not listed for another may not be imported by it.
const ROOMS = {
  basics: [],
  iam: ['basics'],
  catalog: ['iam', 'basics'],
  account: ['iam', 'basics'],
  evidence: ['catalog', 'account', 'iam', 'basics'],
  needs: ['evidence', 'catalog', 'account', 'iam', 'basics'],
  diagnosis: ['needs', 'evidence', 'catalog', 'account', 'iam', 'basics'],
  plan: ['diagnosis', 'needs', 'evidence', 'catalog', 'account', 'iam', 'basics'],
  apply: ['plan', 'catalog', 'account', 'iam', 'basics'],
  render: ['plan', 'diagnosis', 'needs', 'evidence', 'catalog', 'account', 'iam', 'basics'],
  tasks: ['apply', 'plan', 'diagnosis', 'needs', 'evidence', 'catalog', 'account', 'iam', 'basics'],
  aws: ['account', 'iam', 'basics'],
  sandbox: ['iam', 'catalog', 'evidence', 'basics'],
  page: ['render', 'catalog', 'iam', 'basics'],
  ui: ['page', 'render', 'basics'],
  action: ['cli', 'render', 'diagnosis', 'basics'],
};

// Rooms of which another may know the types, and run nothing: what is worded was done elsewhere.
const TYPES_OF = { render: ['tasks', 'apply'] };

const between = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `${room}-imports`,
  comment: `${room} may import only ${allowed.join(', ') || 'nothing of ours'}: data never travels back up the line`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: {
    path: '^src/',
    pathNot: [`^src/${room}/`, ...[...allowed, ...(TYPES_OF[room] ?? [])].map((name) => `^src/${name}/`)],
  },
}));

export default {
  forbidden: [
    ...between,
    ...Object.entries(TYPES_OF).map(([room, others]) => ({
      name: `${room}-types`,
      comment: `${room} may know the types of ${others.join(' and ')}, and run nothing of theirs`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: `^src/(${others.join('|')})/`, dependencyTypesNot: ['type-only'] },
    })),
    ...Object.entries(ENTRIES).map(([room, files]) => ({
      name: `${room}-entries`,
      comment: `only the entry files of ${room} may be imported from outside: scripts/room-entries.mjs`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/${room}/` },
      to: {
        path: `^src/${room}/`,
        pathNot: files.map((file) => `^src/${room}/${file.replaceAll('.', '\\.')}$`),
      },
    })),
    {
      name: 'sandbox-evidence',
      comment: 'of evidence, the sandbox may use the buildspec reader only',
      severity: 'error',
      from: { path: '^src/sandbox/' },
      to: { path: '^src/evidence/', pathNot: '^src/evidence/(buildspec|image-address)' },
    },
    {
      name: 'aws-sdk-in-aws-only',
      comment: 'only aws/ speaks through the AWS SDK; everything else goes through the ports of account/',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/aws/' },
      to: { path: 'node_modules/@(aws-sdk|smithy)/' },
    },
    {
      name: 'page-reads-documents',
      comment:
        'views know the documents of the command line and the registry of layers, and nothing else of the rooms',
      severity: 'error',
      from: { path: '^src/page/' },
      to: {
        path: '^src/(render|catalog|iam)/',
        pathNot: '^src/(render/documents|catalog/layers|iam/decision).ts$',
      },
    },
    {
      name: 'page-by-the-command-line',
      comment: 'the page is loaded where one is asked for, and by nothing that only diagnoses',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(page|ui|cli)/' },
      to: { path: '^src/page/' },
    },
    {
      name: 'ui-hands-documents-on',
      comment:
        'the server of the page has no account and words nothing: of the page it knows the messages and the style, of the rooms the documents',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: {
        path: '^src/(page|render)/',
        pathNot: '^src/(page/(messages|styles/live)|render/documents).ts$',
      },
    },
    {
      name: 'live-page-in-a-browser',
      comment: 'what runs in a browser has none of Node',
      severity: 'error',
      from: { path: '^src/page/', pathNot: '^src/page/report.tsx$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'preact-in-page-only',
      comment: 'components are views; what is worded for the terminal is plain functions',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/page/' },
      to: { path: 'node_modules/preact' },
    },
    {
      name: 'no-cycles',
      comment: 'a cycle means two files that are one idea, or one idea in the wrong file',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-test-in-src',
      comment: 'the product never depends on its tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts|bench)/' },
    },
    {
      name: 'oracle-stands-alone',
      comment: 'an oracle that shares code with the engine shares its mistakes',
      severity: 'error',
      from: { path: '^test/oracle/' },
      to: { path: '^src/', pathNot: '^src/iam/decision.ts$' },
    },
    {
      name: 'resolvable',
      comment: 'an import that cannot be resolved cannot be checked either',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
