/** Tools whose calls cannot be read off their command line, with what they are called by. */
import type { Invocation } from '../invocation.ts';
import { knownText } from '../text.ts';
import { type Reading, unresolved } from './reading.ts';

interface OpaqueTool {
  /** Subcommands that call AWS; null: all do. */
  readonly verbs: readonly string[] | null;
  readonly why: string;
}

const STACKS = 'what it deploys is in its own files';

const TOOLS: ReadonlyMap<string, OpaqueTool> = new Map(
  Object.entries<OpaqueTool>({
    cdk: {
      verbs: ['deploy', 'destroy', 'diff', 'bootstrap', 'synth', 'synthesize', 'import', 'rollback', 'watch'],
      why: STACKS,
    },
    sam: { verbs: ['deploy', 'package', 'publish', 'sync', 'delete', 'validate'], why: STACKS },
    terraform: { verbs: ['init', 'plan', 'apply', 'destroy', 'import', 'refresh'], why: STACKS },
    tofu: { verbs: ['init', 'plan', 'apply', 'destroy', 'import', 'refresh'], why: STACKS },
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
    zappa: { verbs: ['deploy', 'update', 'undeploy', 'rollback'], why: STACKS },
    'ecs-cli': { verbs: null, why: 'what it calls depends on its configuration' },
    'ecs-deploy': { verbs: null, why: 'what it calls depends on the task definition' },
    eksctl: { verbs: null, why: 'what it calls depends on its configuration' },
    packer: { verbs: ['build'], why: 'what it builds is in its own files' },
    ansible: { verbs: null, why: 'what it runs is in its own files' },
    'ansible-playbook': { verbs: null, why: 'what it runs is in its own files' },
    'docker-compose': {
      verbs: ['build', 'push', 'pull', 'up', 'run'],
      why: 'its images are named in its file',
    },
    ko: { verbs: ['build', 'publish', 'apply', 'resolve'], why: 'its images are named by its configuration' },
    skaffold: { verbs: ['build', 'run', 'deploy'], why: 'its images are named in its file' },
    bazel: { verbs: ['run'], why: 'what it runs is in its own files' },
    make: { verbs: null, why: 'what it runs is in its makefile' },
    just: { verbs: null, why: 'what it runs is in its justfile' },
    task: { verbs: null, why: 'what it runs is in its taskfile' },
    npm: { verbs: ['run', 'run-script', 'start', 'exec'], why: 'what it runs is in `package.json`' },
    yarn: { verbs: ['run', 'deploy', 'publish'], why: 'what it runs is in `package.json`' },
    pnpm: { verbs: ['run', 'deploy', 'exec'], why: 'what it runs is in `package.json`' },
  }),
);

/** Runners of packages: the tool is their first operand. */
const RUNNERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['npx', []],
  ['bunx', []],
  ['yarn', ['dlx', 'exec']],
  ['pnpm', ['dlx', 'exec']],
  ['npm', ['exec']],
  ['poetry', ['run']],
  ['pipenv', ['run']],
  ['uv', ['run']],
]);

export function opaqueTool({ name, args }: Invocation): readonly Reading[] {
  const words = args.map((arg) => knownText(arg) ?? '').filter((word) => !word.startsWith('-'));
  const run = RUNNERS.get(name);
  if (run !== undefined && (run.length === 0 || run.includes(words[0] ?? ''))) {
    const [tool = '', ...rest] = run.length === 0 ? words : words.slice(1);
    const inner = tool.replace(/^aws-/, '').replace(/(?<=.)@.*$/, '');
    if (TOOLS.has(inner)) return readTool(inner, rest);
  }
  return readTool(name, words);
}

function readTool(name: string, words: readonly string[]): readonly Reading[] {
  const tool = TOOLS.get(name);
  if (tool === undefined || (tool.verbs !== null && !words.some((word) => tool.verbs?.includes(word))))
    return [];
  return [unresolved(`the calls of \`${name}\` cannot be read from its command line: ${tool.why}`)];
}
