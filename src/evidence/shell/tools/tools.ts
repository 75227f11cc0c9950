/** Which reader reads which command. What no reader knows is said where AWS may be behind it. */
import type { Invocation } from '../invocation.ts';
import { knownText } from '../text.ts';
import { aws } from './aws-cli.ts';
import { readAwsCommand } from './aws-command.ts';
import { buildctl, jib, kaniko, ko, pack } from './builders.ts';
import { kubectl, localCluster, rememberCluster } from './clusters.ts';
import { rememberRepository } from './codeartifact.ts';
import { compose } from './compose.ts';
import { cdk, sam } from './deployers.ts';
import { daemonUse, rememberDaemon } from './daemon.ts';
import { docker } from './docker.ts';
import { git } from './git.ts';
import { jvmTasks } from './jvm-tasks.ts';
import { rememberLogin, withLogin } from './login.ts';
import type { ToolMemory } from './memory.ts';
import { isOpaque, opaqueTool } from './opaque-tools.ts';
import { isPackageManager, packageManager } from './package-managers.ts';
import { isProgram, programOf } from './programs.ts';
import type { ProjectPlace, Reading, ToolReader } from './reading.ts';
import { imgpkg, regctl, scanner } from './regctl.ts';
import { crane, credentialHelper, helm, oras, skopeo } from './registry-clients.ts';
import { cosign, notation } from './signing.ts';
import { pytest } from './test-runs.ts';
import { terraform } from './terraform.ts';
import { rememberConfiguration } from './profiles.ts';
import { signerOf } from './signer-of.ts';
import { takenSession } from './taken-session.ts';
import { placeInS3, unknownVerb, unreadCommand } from './unread.ts';

/** What the AWS CLI calls, and what it leaves behind for other tools. */
const awsTool: ToolReader = (invocation, place, memory) => {
  rememberRepository(invocation, place, memory);
  rememberConfiguration(invocation);
  rememberCluster(invocation, memory);
  const command = readAwsCommand(invocation);
  if (command?.service === 'ecr' && /^get-(login|authorization-token)/.test(command.operation)) {
    memory.tookToken(signerOf(invocation, memory));
  }
  const taken = command === null ? null : takenSession(command, invocation);
  const bound: readonly Reading[] =
    taken === null ? [] : [{ kind: 'session', session: taken.session, call: null }];
  return [...aws(invocation, place), ...bound];
};

const javaBuild: ToolReader = (invocation, place, memory) => [
  ...jib(invocation),
  ...jvmTasks(invocation),
  ...packageManager(invocation, place, memory),
];

/** `crane auth login HOST`, `helm registry login HOST`: clients that keep a login as docker does. */
const withOwnLogin =
  (client: ToolReader): ToolReader =>
  (invocation, place, memory) => {
    if (invocation.args.some((arg) => knownText(arg) === 'login'))
      rememberLogin(invocation.args, invocation, memory);
    return client(invocation, place, memory);
  };

const withDaemon =
  (client: (...all: Parameters<ToolReader>) => readonly Reading[]): ToolReader =>
  (invocation, place, memory) => [...daemonUse(invocation, memory), ...client(invocation, place, memory)];

const TOOLS: ReadonlyMap<string, ToolReader> = new Map(
  Object.entries<ToolReader>({
    aws: awsTool,
    docker: withDaemon(docker),
    podman: docker,
    nerdctl: docker,
    finch: docker,
    buildah: docker,
    'docker-compose': withDaemon(compose),
    executor: (invocation) => kaniko(invocation),
    buildctl,
    'buildctl-daemonless.sh': buildctl,
    crane: withOwnLogin(crane),
    gcrane: withOwnLogin(crane),
    skopeo: withOwnLogin(skopeo),
    oras: withOwnLogin(oras),
    regctl: withOwnLogin(regctl),
    imgpkg,
    cosign: withOwnLogin(cosign),
    notation: withOwnLogin(notation),
    helm: withOwnLogin(helm),
    trivy: scanner,
    grype: scanner,
    syft: scanner,
    dive: scanner,
    'docker-credential-ecr-login': credentialHelper,
    mvn: javaBuild,
    mvnw: javaBuild,
    gradle: javaBuild,
    gradlew: javaBuild,
    pack,
    pytest,
    ko,
    git,
    cdk,
    sam,
    terraform,
    tofu: terraform,
    kubectl,
    oc: kubectl,
    kind: localCluster,
    minikube: localCluster,
    k3d: localCluster,
  }),
);

/** What one invocation makes the build do. */
export function readTool(
  invocation: Invocation,
  place: ProjectPlace,
  memory: ToolMemory,
): readonly Reading[] {
  rememberDaemon(invocation, memory);
  return readingsOf(invocation, place, memory).map((reading) => withLogin(reading, invocation, memory));
}

function readingsOf(invocation: Invocation, place: ProjectPlace, memory: ToolMemory): readonly Reading[] {
  const found = knownReadings(invocation, place, memory);
  return found.length === 0 && hasVerbs(invocation.name) ? unknownVerb(invocation) : found;
}

function knownReadings(invocation: Invocation, place: ProjectPlace, memory: ToolMemory): readonly Reading[] {
  const { name } = invocation;
  const reader = TOOLS.get(name);
  if (reader !== undefined) return orPlaceInS3(reader(invocation, place, memory), invocation);
  const packages = packageManager(invocation, place, memory);
  const others = isOpaque(name) ? opaqueTool(invocation) : (programOf(invocation) ?? []);
  if (packages.length > 0 || others.length > 0) return [...packages, ...others];
  return isOpaque(name) || programOf(invocation) !== null ? placeInS3(invocation) : unreadCommand(invocation);
}

/** Clients of containers give on what is meant for the program within. */
const GIVES_ON = /^(?:aws|docker|podman|nerdctl|finch|buildah|docker-compose|kubectl|oc)$/;

function orPlaceInS3(found: readonly Reading[], invocation: Invocation): readonly Reading[] {
  return found.length > 0 || GIVES_ON.test(invocation.name) ? found : placeInS3(invocation);
}

const hasVerbs = (name: string): boolean => TOOLS.has(name) || isPackageManager(name) || isOpaque(name);

/** Whether a command of that name is a tool wherever it lies. */
export function isTool(name: string): boolean {
  return hasVerbs(name) || isProgram(name);
}
