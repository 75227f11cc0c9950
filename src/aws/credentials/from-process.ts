/** What a program named in the profile prints. Never: shows its command line or its own words, which may hold a secret. */
import { execFile } from 'node:child_process';
import { programPath } from '#basics/program-path.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { CallProblem } from '#account/ports.ts';
import { readKeys } from './read-keys.ts';
import { shellWords } from './shell-words.ts';
import { type Credentials, credentialsProblem, type Found } from './credentials.ts';

/** Source: AWS CLI User Guide, cli-configure-sourcing-external; botocore 1.43, ProcessProvider. */
export function fromProcess(command: string | undefined, from: string): Found {
  if (command === undefined) return ok(null);
  return ok({
    from,
    get: async () => {
      const [program, ...args] = shellWords(command);
      if (program === undefined) return err(failed('the command cannot be read: a quote is not closed'));
      const printed = await outputOf(program, args);
      return printed.ok ? readPrinted(printed.value) : printed;
    },
  });
}

const failed = (why: string): CallProblem =>
  credentialsProblem('CredentialRetrieval', `Error when retrieving credentials from custom-process: ${why}`);

const UNSHOWN = 'what it printed is not shown, as it may hold a secret';
const notRun = (why: string): CallProblem => failed(`it could not be run (${why}); ${UNSHOWN}`);

/** Far more than any credentials, and the time in which a person may still have to answer it. */
const OUTPUT_BOUND = 1024 * 1024;
const TIME_BOUND = 5 * 60_000;

function outputOf(name: string, args: readonly string[]): Promise<Result<string, CallProblem>> {
  const bounds = { maxBuffer: OUTPUT_BOUND, timeout: TIME_BOUND, windowsHide: true };
  const program = programPath(name);
  if (program === null) return Promise.resolve(err(notRun('ENOENT')));
  return new Promise((resolve) => {
    execFile(program, args, bounds, (error, stdout) => {
      if (error === null) return resolve(ok(stdout));
      const { code } = error;
      resolve(
        err(
          typeof code === 'number' ? failed(`it exited with ${code}; ${UNSHOWN}`) : notRun(code ?? 'killed'),
        ),
      );
    });
  });
}

function readPrinted(text: string): Result<Credentials, CallProblem> {
  const answer = readKeys(text);
  if (answer === null) return err(failed('what it printed is not JSON'));
  if (answer.version !== 1) {
    return err(failed(`Unsupported version for credential process provider, supported versions: 1`));
  }
  return answer.keys.ok
    ? answer.keys
    : err(failed(`Missing required key in response: '${answer.keys.error}'`));
}
