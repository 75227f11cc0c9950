/** `docker buildx`: builders are taken as made; `build` and `imagetools` do their work. */
import type { Invocation } from '../shell/shell.ts';
import { type BuildHost, notRun } from './build-host.ts';
import { dockerBuild } from './docker-build.ts';
import { createIndex, inspectManifest } from './docker-manifest.ts';
import { operandsOf, valuesOf } from './options.ts';

export async function buildx(host: BuildHost, invocation: Invocation): Promise<number> {
  const { io } = invocation;
  const [command = '', ...args] = invocation.args;
  const inner = { ...invocation, args };
  switch (command) {
    case 'build':
    case 'b':
      if (host.privileged) return dockerBuild(host, inner);
      io.err(
        'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n',
      );
      return 1;
    case 'create':
      io.out(`${valuesOf(args, ['--name'])[0] ?? 'sandbox_builder'}\n`);
      return 0;
    case 'imagetools':
      return imagetools(host, inner);
    case 'use':
    case 'inspect':
    case 'ls':
    case 'rm':
    case 'install':
    case 'version':
      return 0;
    default:
      return notRun({ ...invocation, args: ['buildx', ...invocation.args] });
  }
}

const WITH_VALUES = new Set(['-t', '--tag', '--format', '--builder', '--annotation', '-f', '--file']);

function imagetools(host: BuildHost, invocation: Invocation): Promise<number> | number {
  const [command = '', ...args] = invocation.args;
  const operands = operandsOf(args, WITH_VALUES);
  if (command === 'inspect') return inspectManifest(host, invocation, operands[0] ?? '');
  if (command !== 'create') return notRun(invocation);
  return createIndex(host, invocation, { sources: operands, targets: valuesOf(args, ['-t', '--tag']) });
}
