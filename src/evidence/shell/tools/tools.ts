/** Which reader reads which command. A command that is not here calls nothing that is known of. */
import type { Invocation } from '../invocation.ts';
import { aws } from './aws-cli.ts';
import { jib, kaniko, pack } from './builders.ts';
import { compose } from './compose.ts';
import { docker } from './docker.ts';
import { opaqueTool } from './opaque-tools.ts';
import type { ProjectPlace, Reading, ToolReader } from './reading.ts';
import { cosign, crane, credentialHelper, helm, oras, skopeo } from './registry-clients.ts';

const TOOLS: ReadonlyMap<string, ToolReader> = new Map(
  Object.entries<ToolReader>({
    aws,
    docker,
    podman: docker,
    nerdctl: docker,
    finch: docker,
    buildah: docker,
    'docker-compose': compose,
    executor: kaniko,
    crane,
    gcrane: crane,
    skopeo,
    oras,
    cosign,
    helm,
    'docker-credential-ecr-login': credentialHelper,
    mvn: jib,
    mvnw: jib,
    gradle: jib,
    gradlew: jib,
    pack,
  }),
);

export function readTool(invocation: Invocation, place: ProjectPlace): readonly Reading[] {
  return TOOLS.get(invocation.name)?.(invocation, place) ?? opaqueTool(invocation);
}

export function isTool(name: string): boolean {
  return TOOLS.has(name);
}
