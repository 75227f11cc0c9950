/** Clients of Kubernetes: what they may do is decided in the cluster, by access entries or `aws-auth`, not by IAM. */
import { knownText, literal } from '../text.ts';
import type { ToolMemory } from './memory.ts';
import { readOptions } from './options.ts';
import { type Reading, type ToolReader, unresolved } from './reading.ts';

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

export const kubectl: ToolReader = ({ name, args }, _place, memory) => {
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
  return LOCAL.has(verb) || isDry || has('--client') ? [] : inCluster(`${name} ${verb}`, memory);
};

/** Said wherever a command changes or reads what is in a cluster. */
export function inCluster(command: string, memory: ToolMemory): readonly Reading[] {
  if (memory.hasLocalCluster) return [];
  return [
    unresolved(
      `what \`${command}\` may do is decided in the cluster, by its access entries or \`aws-auth\`, and not by a policy of IAM; images are pulled by its nodes`,
    ),
  ];
}
