/** Tools whose calls cannot be read off their command line, with what they are called by. */
import type { Invocation } from '../invocation.ts';
import { knownText, literal } from '../text.ts';
import { type Reading, unresolved } from './reading.ts';

interface OpaqueTool {
  /** Files of its own: where one of them could be read and none speaks of AWS, it calls nothing of it. */
  readonly files?: readonly string[];
  /** Subcommands that call AWS; null: all do. */
  readonly verbs: readonly string[] | null;
  readonly why: string;
  /** Its verbs are tasks that the source names. */
  readonly runsTasks?: true;
  /** It runs scripts of packages by their name, and says nothing of those that only build and test. */
  readonly runsScripts?: true;
}

/** Names of scripts that work on the source alone, and words around them. */
const HARMLESS_SCRIPT =
  /^(?:run|run-many|affected|exec|workspaces?|foreach|.*[:-])?(?:build|compile|bundle|test|tests|unit|e2e|lint|format|prettier|check|typecheck|type-check|types|clean|bootstrap|graph|reset|changed|list|ls|info|init|prepare|codegen|generate|storybook|dev|watch|version|all)(?::[\w:-]*)?$|^(?:run|run-many|affected|exec|workspaces?|foreach)$/;

const STACKS = 'what it deploys is in its own files';
const TERRAFORM = ['init', 'plan', 'apply', 'destroy', 'import', 'refresh', 'workspace'];
const AUDITS = 'it reads what there is in the account';
const DEPLOYS = ['deploy', 'publish', 'release', 'upload'];

const TOOLS: ReadonlyMap<string, OpaqueTool> = new Map(
  Object.entries<OpaqueTool>({
    terraform: { verbs: TERRAFORM, why: STACKS },
    tofu: { verbs: TERRAFORM, why: STACKS },
    terragrunt: { verbs: null, why: STACKS },
    pulumi: { verbs: ['up', 'preview', 'destroy', 'refresh', 'import'], why: STACKS },
    serverless: { verbs: null, why: STACKS },
    sls: { verbs: null, why: STACKS },
    sst: { verbs: null, why: STACKS },
    eb: { verbs: null, why: 'what it calls depends on its configuration' },
    ebcli: { verbs: null, why: 'what it calls depends on its configuration' },
    amplify: { verbs: ['push', 'publish', 'pull', 'init', 'delete'], why: STACKS },
    ampx: { verbs: null, why: STACKS },
    copilot: { verbs: null, why: STACKS },
    chalice: { verbs: ['deploy', 'delete'], why: STACKS },
    zappa: {
      verbs: ['deploy', 'update', 'undeploy', 'rollback', 'manage', 'invoke', 'status', 'tail', 'schedule'],
      why: STACKS,
    },
    'ecs-cli': { verbs: null, why: 'what it calls depends on its configuration' },
    'ecs-deploy': { verbs: null, why: 'what it calls depends on the task definition' },
    eksctl: { verbs: null, why: 'what it calls depends on its configuration' },
    packer: { verbs: ['build'], why: 'what it builds is in its own files' },
    ansible: { verbs: null, why: 'what it runs is in its own files' },
    'ansible-inventory': { verbs: null, why: 'what it asks is in its own files' },
    'ansible-playbook': { verbs: null, why: 'what it runs is in its own files' },
    chamber: {
      verbs: [
        'read',
        'write',
        'list',
        'env',
        'export',
        'import',
        'delete',
        'find',
        'history',
        'list-services',
      ],
      why: 'which parameters or secrets it reads is not followed',
    },
    credstash: { verbs: null, why: 'it keeps secrets in DynamoDB under a key of KMS' },
    sops: { verbs: null, why: 'the key that it decrypts with is named in its files' },
    sceptre: { verbs: null, why: STACKS },
    rain: { verbs: ['deploy', 'rm', 'pkg', 'ls', 'cat', 'logs', 'watch'], why: STACKS },
    ecspresso: { verbs: null, why: 'what it calls depends on its configuration' },
    lambroll: { verbs: null, why: 'what it calls depends on its configuration' },
    claudia: { verbs: null, why: STACKS },
    awslogs: { verbs: null, why: 'it reads log groups by commands of its own' },
    awscurl: { verbs: null, why: 'its address tells the service, but not the action' },
    gulp: { verbs: DEPLOYS, runsTasks: true, why: 'what it runs is in its own files' },
    grunt: { verbs: DEPLOYS, runsTasks: true, why: 'what it runs is in its own files' },
    nx: { verbs: null, runsScripts: true, why: 'what it runs is in the files of its packages' },
    turbo: { verbs: null, runsScripts: true, why: 'what it runs is in `package.json` of its packages' },
    lerna: { verbs: null, runsScripts: true, why: 'what it runs is in `package.json` of its packages' },
    amplifyPush: { verbs: null, why: STACKS },
    stacker: { verbs: ['build', 'destroy', 'diff', 'info'], why: STACKS },
    runway: { verbs: ['deploy', 'destroy', 'plan', 'dismantle', 'takeoff', 'taxi'], why: STACKS },
    cdktf: { verbs: ['deploy', 'diff', 'destroy'], why: STACKS },
    terraspace: { verbs: ['up', 'down', 'plan', 'all', 'init'], why: STACKS },
    taskcat: { verbs: ['test', 'upload', 'deploy', 'clean', 'delete'], why: STACKS },
    'cfn-create-or-update': { verbs: null, why: STACKS },
    cfn: { verbs: ['submit', 'invoke'], why: STACKS },
    ufo: { verbs: ['ship', 'ships', 'deploy', 'task', 'tasks', 'scale', 'docker'], why: STACKS },
    kops: { verbs: null, why: 'its state lies in a bucket' },
    pcluster: { verbs: null, why: STACKS },
    gdk: { verbs: ['publish'], why: STACKS },
    custodian: { verbs: ['run', 'report', 'logs', 'metrics'], why: 'what it asks is in its policies' },
    'c7n-org': { verbs: ['run', 'report'], why: 'what it asks is in its policies' },
    prowler: { verbs: null, why: AUDITS },
    scout: { verbs: null, why: AUDITS },
    scoutsuite: { verbs: null, why: AUDITS },
    cloudsploit: { verbs: null, why: AUDITS },
    cloudmapper: { verbs: ['collect'], why: AUDITS },
    steampipe: { verbs: ['query', 'check', 'dashboard'], why: AUDITS },
    powerpipe: { verbs: ['benchmark', 'control', 'query'], why: AUDITS },
    driftctl: { verbs: ['scan'], why: AUDITS },
    awslimitchecker: { verbs: null, why: AUDITS },
    awspec: { verbs: null, why: AUDITS },
    artillery: { verbs: ['run-fargate', 'run-lambda', 'run:fargate', 'run:lambda'], why: STACKS },
    nix: { verbs: ['run'], why: 'what it runs is in its flake' },
    s3deploy: { verbs: null, why: 'it has commands of its own for objects of S3' },
    s3fs: { verbs: null, why: 'it has commands of its own for objects of S3' },
    goofys: { verbs: null, why: 'it has commands of its own for objects of S3' },
    restic: { verbs: null, why: 'its repository may be named in its environment' },
    'wal-g': { verbs: null, why: 'its place is named in its environment' },
    dpl: { verbs: null, why: 'where it deploys to is told by its options' },
    'semantic-release': {
      verbs: null,
      files: ['package.json', 'pyproject.toml', 'setup.cfg', 'releaserc.toml'],
      why: 'what it releases with is in its own files',
    },
    'release-it': {
      verbs: null,
      files: ['.release-it.json', '.release-it.yml', '.release-it.yaml', '.release-it.js', '.release-it.ts'],
      why: 'what it releases with is in its own files',
    },
    fastlane: {
      verbs: null,
      files: ['fastlane/Fastfile', 'Fastfile'],
      why: 'what its lanes do is in its Fastfile',
    },
    dvc: {
      verbs: ['pull', 'push', 'fetch', 'import', 'get', 'gc'],
      files: ['.dvc/config'],
      why: 'where it keeps its data is in its own files',
    },
    kitchen: {
      verbs: ['test', 'create', 'converge', 'verify', 'destroy'],
      files: ['.kitchen.yml', 'kitchen.yml'],
      why: 'what it runs is in its own files',
    },
    'aws-nuke': { verbs: null, why: 'what it deletes is in its configuration' },
    rclone: { verbs: null, why: 'its places are named in its configuration' },
    s5cmd: { verbs: null, why: 'it has commands of its own for objects of S3' },
    s3cmd: { verbs: null, why: 'it has commands of its own for objects of S3' },
    helmfile: {
      verbs: ['apply', 'sync', 'deps', 'diff', 'template', 'destroy'],
      why: 'its charts are named in its file',
    },
    flux: {
      verbs: ['bootstrap', 'push', 'pull'],
      why: 'it works with registries and a cluster of its configuration',
    },
    earthly: { verbs: null, why: 'what it runs is in its Earthfile' },
    dagger: { verbs: ['call', 'run'], why: 'what it runs is in its own files' },
    skaffold: { verbs: ['build', 'run', 'deploy'], why: 'its images are named in its file' },
    bazel: { verbs: ['run'], why: 'what it runs is in its own files' },
    bazelisk: { verbs: ['run'], why: 'what it runs is in its own files' },
    make: { verbs: null, why: 'what it runs is in its makefile' },
    just: { verbs: null, why: 'what it runs is in its justfile' },
    task: { verbs: null, why: 'what it runs is in its taskfile' },
    bun: { verbs: ['run', 'x', 'deploy'], why: 'what it runs is in `package.json`' },
    goreleaser: { verbs: ['release'], why: 'what it publishes, and where to, is in its own file' },
    'cargo-lambda': { verbs: ['deploy', 'invoke'], why: STACKS },
    npm: { verbs: ['run', 'run-script', 'start', 'exec'], why: 'what it runs is in `package.json`' },
    yarn: { verbs: ['run', 'deploy', 'workspace', 'workspaces'], why: 'what it runs is in `package.json`' },
    pnpm: { verbs: ['run', 'deploy', 'exec'], why: 'what it runs is in `package.json`' },
  }),
);

/** Whether the tool is known to call AWS by what its own files say. */
export function isOpaque(name: string): boolean {
  return TOOLS.has(name);
}

/** `nx run PACKAGE:SCRIPT` names the script behind a colon. */
const isHarmlessScript = (word: string) =>
  !/deploy|publish|release|upload|push|promote|provision/i.test(word) &&
  (HARMLESS_SCRIPT.test(word) || HARMLESS_SCRIPT.test(word.split(':').at(-1) ?? ''));

/** `yarn workspace PACKAGE run NAME`, `npm run NAME --workspaces`: words but for those that name packages; null: it is of one package. */
function scriptsOfPackages(words: readonly string[], args: Invocation['args']): readonly string[] | null {
  if (words[0] === 'workspace') return words.slice(2);
  const isOfAll = args.some((arg) => /^(?:-ws|--workspaces|-r|--recursive)$/.test(knownText(arg) ?? ''));
  return words[0] === 'workspaces' || isOfAll ? words : null;
}

const OF_AWS = /\baws\b|\bamazon|\bs3(?:\b|_)|\becr\b|\.dkr[.-]ecr|\bec2\b|codeartifact/i;

/** A task that is called by AWS or one of its services. */
const AWS_TASK = /^(?:[\w-]+[-_:])?(?:aws|s3|ecr|ecs|cloudfront|lambda)(?:[-_:][\w:-]+)?$/i;

export function opaqueTool({ name, args, file }: Invocation): readonly Reading[] {
  const words = args.flatMap((arg) => {
    const word = knownText(arg) ?? '';
    const [, targets] = /^--targets?=(.+)$/.exec(word) ?? [];
    return targets?.split(',') ?? (word.startsWith('-') ? [] : [word]);
  });
  // `-v` beside a command makes it talk.
  const asks = words.length === 0 ? /^--?(version|help|v|h)$/ : /^--?(version|help|h)$/;
  const isAsked = args.some((arg) => asks.test(knownText(arg) ?? ''));
  const tool = TOOLS.get(name);
  const scripts = tool?.runsScripts === true ? words : scriptsOfPackages(words, args);
  if (
    tool === undefined ||
    isAsked ||
    (tool.verbs !== null &&
      !words.some((word) => tool.verbs?.includes(word) || (tool.runsTasks && AWS_TASK.test(word)))) ||
    scripts?.every(isHarmlessScript) === true
  )
    return [];
  const read = tool.files?.flatMap((path) => file(literal(path))?.text ?? []) ?? [];
  if (read.length > 0 && !read.some((text) => OF_AWS.test(text))) return [];
  return [unresolved(`the calls of \`${name}\` cannot be read from its command line: ${tool.why}`)];
}
