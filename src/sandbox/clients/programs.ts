/** The programs on a build's path. What is not here is said not to have run. */
import type { Program } from '../shell/shell.ts';
import { awsCli } from './aws-cli.ts';
import { type BuildHost, notRun } from './build-host.ts';
import { podman, skopeo } from './containers-image.ts';
import { docker } from './docker.ts';
import { crane, kaniko } from './go-registry.ts';
import { NIX } from './nix.ts';
import { SYSTEM_TOOLS } from './system-tools.ts';
import { TEXT_TOOLS } from './text-tools.ts';

export function programsOf(host: BuildHost): (name: string) => Program {
  const clients: Readonly<Record<string, Program>> = {
    ...TEXT_TOOLS,
    ...SYSTEM_TOOLS,
    ...NIX,
    aws: awsCli(host),
    docker: docker(host),
    '/kaniko/executor': kaniko(host),
    executor: kaniko(host),
    crane: crane(host),
    skopeo: skopeo(host),
    podman: podman(host),
    buildah: podman(host),
  };
  return (name) => {
    const plain = name.replace(/^\/(?:usr\/(?:local\/)?)?bin\//, '');
    return (Object.hasOwn(clients, plain) ? clients[plain] : undefined) ?? notRun;
  };
}
