/** Commands of docker that its daemon carries out. Source: docker's command-line reference; `dockerd`, `docker context`, `docker buildx create`. */
import type { Invocation } from '../invocation.ts';
import { knownPrefix, knownText, type ShellText } from '../text.ts';
import type { ToolMemory } from './memory.ts';
import { type Reading, used } from './reading.ts';
import { PROJECT_ROLE } from './signer.ts';

const COMMAND =
  /^(?:(?:image|container|builder) )?(?:build|push|pull|run|create|commit|tag|save|load|exec|start)(?: |$)|^buildx (?:build|b|bake)(?: |$)/;
const COMPOSE = /^(?:build|push|pull|up|run|create|start)(?: |$)/;

/** Options that name another daemon, and those that take a value besides. */
const ELSEWHERE = /^(?:-H|--host|-c|--context|--builder)(?:=|$)/;
const VALUED =
  /^(?:--config|-l|--log-level|-f|--file|-p|--project-name|--env-file|--profile|--project-directory)$/;

/** The use of the daemon, where the command is carried out by the one that CodeBuild starts. */
export function daemonUse({ name, args, variable }: Invocation, memory: ToolMemory): readonly Reading[] {
  const words = args.map((arg) => knownText(arg) ?? '?');
  const isSet = (setting: string) =>
    variable(setting) !== null && knownPrefix(variable(setting) ?? NONE) !== '';
  const isOther = isSet('DOCKER_HOST') || isSet('DOCKER_CONTEXT') || memory.hasOtherDaemon;
  if (isOther || words.some((word) => ELSEWHERE.test(word))) return [];
  const plain = words.filter((word, at) => !word.startsWith('-') && !VALUED.test(words[at - 1] ?? ''));
  const isCompose = name === 'docker-compose' || plain[0] === 'compose';
  const text = (name === 'docker' && isCompose ? plain.slice(1) : plain).join(' ');
  // Nobody signs it: it is no request to AWS.
  return (isCompose ? COMPOSE : COMMAND).test(text) && !words.includes('--help')
    ? [{ ...used({ kind: 'docker-daemon' }), login: PROJECT_ROLE }]
    : [];
}

const NONE: ShellText = { pieces: [], origins: [] };

/** Commands after which `docker` is another's, or talks to another daemon. */
export function rememberDaemon({ name, args }: Invocation, memory: ToolMemory): void {
  const words = args.map((arg) => knownText(arg) ?? '?');
  const text = words.join(' ');
  const isStarted =
    /^dockerd|rootless/.test(name) || /\bdocker(?:d|-ce)?\b.*\brestart\b|\bdockerd\b|rootless/.test(text);
  const isAnothers = /podman-docker|\bdocker=|podman \S*docker$/.test(text);
  const isLed =
    name === 'docker' && /^context use |^buildx create .*(?:--driver[= ](?!docker)|\w:[/][/])/.test(text);
  if (isStarted || isAnothers || isLed) memory.hasOtherDaemon = true;
}
