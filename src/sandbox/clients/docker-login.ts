/** `docker login`, and the login of podman, buildah, helm and their like. Source: messages D8, D9; clients.md. */
import { type Invocation, sayNotRun } from '../shell/shell.ts';
import type { BuildHost } from './build-host.ts';
import { isHost, isServed } from './image-reference.ts';
import { operandsOf, valuesOf } from './options.ts';
import { ask } from './registry-call.ts';

const WITH_VALUES = new Set(['-u', '--username', '-p', '--password', '--authfile']);

export async function dockerLogin(host: BuildHost, { args, io, shell }: Invocation): Promise<number> {
  const [given = ''] = operandsOf(args, WITH_VALUES);
  const registryHost = given.replace(/^https?:\/\//, '').split('/', 1)[0] ?? '';
  const username = valuesOf(args, ['-u', '--username'])[0] ?? '';
  const typed = valuesOf(args, ['-p', '--password'])[0];
  const password = args.includes('--password-stdin') ? io.stdin.rest.replace(/\r?\n$/, '') : (typed ?? '');
  const { endpoint, signal } = host.connection;
  // A password that another command was to print, which was not run here either.
  const isElsewhere = registryHost !== '' && !isServed(registryHost, endpoint);
  if (password === '' && isElsewhere && shell.machine.notRun.size > 0) {
    sayNotRun(shell, io, `login to ${given}`);
    return 0;
  }
  if (username === '' || password === '') {
    io.err('Error: Cannot perform an interactive login from a non TTY device\n');
    return 1;
  }
  if (typed !== undefined) {
    io.err('WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n');
  }
  host.pass(900);
  if (registryHost !== '' && !isHost(registryHost)) {
    io.err(
      `Error response from daemon: Get "https://${registryHost}/v2/": dial tcp: lookup ${registryHost}: no such host\n`,
    );
    return 1;
  }
  if (isServed(registryHost, endpoint)) {
    const login = { username, password };
    const request = { method: 'GET', path: '/v2/' };
    const answer = await ask({ endpoint, signal, host: registryHost, name: '', login }, request);
    if (!answer.ok) {
      const reason = answer.status === 401 ? '401 Unauthorized' : `${answer.status} Bad Request`;
      io.err(
        `Error response from daemon: login attempt to https://${registryHost}/v2/ failed with status: ${reason}\n`,
      );
      return 1;
    }
  }
  host.logins.set(registryHost, { username, password });
  io.err(
    'WARNING! Your password will be stored unencrypted in /root/.docker/config.json.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/engine/reference/commandline/login/#credentials-store\n\n',
  );
  io.out('Login Succeeded\n');
  return 0;
}
