/** Clients of Kubernetes: what they may do is decided in the cluster, by access entries or `aws-auth`, not by IAM. */
import type { Invocation } from '../invocation.ts';
import { knownText, literal } from '../text.ts';
import { aws } from './aws-cli.ts';
import { readAwsCommand } from './aws-command.ts';
import type { ToolMemory } from './memory.ts';
import { readOptions } from './options.ts';
import { type ProjectPlace, type Reading, type ToolReader, unresolvedOnce } from './reading.ts';

/** Commands that ask no cluster. */
const LOCAL = new Set([
  '',
  'config',
  'version',
  'kustomize',
  'completion',
  'help',
  'plugin',
  'krew',
  'options',
]);

/** Makers of a cluster on the machine itself. */
export const localCluster: ToolReader = ({ name, args }, _place, memory) => {
  const verb = knownText(args[0] ?? literal(''));
  if (name === 'minikube' ? verb === 'start' : verb === 'create' || verb === 'cluster')
    memory.hasLocalCluster = true;
  return [];
};

/** `aws eks update-kubeconfig --role-arn`: from here on the clients of the cluster ask for their tokens as that role. */
export function rememberCluster(invocation: Invocation, memory: ToolMemory): void {
  const command = readAwsCommand(invocation);
  if (command?.service === 'eks' && command.operation === 'update-kubeconfig')
    memory.clusterRole = command.options.get('--role-arn')?.at(-1) ?? null;
}

export const kubectl: ToolReader = (invocation, place, memory) => {
  const { args } = invocation;
  const { operands, has } = readOptions(args, [
    '-n',
    '--namespace',
    '--context',
    '--kubeconfig',
    '--cluster',
    '-f',
    '--filename',
    '-o',
  ]);
  const verb = knownText(operands[0] ?? literal('')) ?? '';
  const isDry = args.some((arg) => /^--dry-run(=client)?$/.test(knownText(arg) ?? ''));
  return LOCAL.has(verb) || isDry || has('--client') ? [] : inCluster(invocation, { place, memory });
};

/** Said wherever a command changes or reads what is in a cluster. */
export function inCluster(
  invocation: Invocation,
  { place, memory }: { readonly place: ProjectPlace; readonly memory: ToolMemory },
): readonly Reading[] {
  if (memory.hasLocalCluster) return [];
  const role = memory.clusterRole;
  const words = ['sts', 'assume-role', '--role-arn'].map((word) => literal(word));
  const assumed = role === null ? [] : aws({ ...invocation, name: 'aws', args: [...words, role] }, place);
  return [
    ...assumed,
    unresolvedOnce(
      'what `kubectl` and its kin may do is decided in the cluster, by its access entries or `aws-auth`, and not by a policy of IAM; images are pulled by its nodes',
    ),
  ];
}
