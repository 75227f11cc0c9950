/**
 * Accounts that are opened beside the project's own. Comes in: an account and whose credentials to use there. Goes out: a connection
 * to each, or why one could not be opened. Never: takes for an account what its own caller identity does not say it is.
 */
import { accountOption, type NamedAccount } from '#account/named-account.ts';
import type { CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Connection, OpenedConnection } from './connection.ts';
import type { FoundCredentials } from './credentials/find-credentials.ts';
import { assumeRole } from './credentials/assumed-role.ts';
import { credentialsProblem, type Lookup, rememberedFrom } from './credentials/credentials.ts';

/** How one account is opened. */
export type OpenOne = (named: NamedAccount) => Promise<Result<Connection, CallProblem>>;

/** By account; the first problem, where one cannot be opened. */
export async function openOthers(
  named: readonly NamedAccount[],
  home: Connection,
  open: OpenOne,
): Promise<Result<ReadonlyMap<string, OpenedConnection>, CallProblem>> {
  if (named.length === 0) return ok(new Map());
  const own = await home.identity();
  if (!own.ok) return own;
  const opened = new Map<string, OpenedConnection>();
  for (const one of named) {
    if (one.account === own.value.account) return err(refused(one, "is the project's own account"));
    const answer = await identified(one, await open(one));
    if (!answer.ok) return answer;
    opened.set(one.account, answer.value);
  }
  return ok(opened);
}

async function identified(
  named: NamedAccount,
  opened: Result<Connection, CallProblem>,
): Promise<Result<OpenedConnection, CallProblem>> {
  if (!opened.ok) return err(unopened(named, opened.error));
  const identity = await opened.value.identity();
  if (!identity.ok) return err(unopened(named, identity.error));
  const { account, arn } = identity.value;
  return account === named.account
    ? ok({ connection: opened.value, identity: identity.value })
    : err(refused(named, `leads to account ${account}, as \`${arn}\``));
}

const unopened = (named: NamedAccount, problem: CallProblem): CallProblem => ({
  ...problem,
  message: `\`${asTyped(named)}\` could not be opened: ${problem.message}`,
});

const refused = (named: NamedAccount, how: string): CallProblem =>
  credentialsProblem('OtherAccount', `\`${asTyped(named)}\` ${how}`);

const asTyped = (named: NamedAccount): string => `--account ${accountOption(named)}`;

/** The role's session, taken with the credentials of whoever opens the project's account. */
export async function roleCredentials(
  roleArn: string,
  home: FoundCredentials,
  lookup: Lookup,
): Promise<Result<FoundCredentials, CallProblem>> {
  const from = `role \`${roleArn}\``;
  const take = async () =>
    assumeRole({ RoleArn: roleArn, RoleSessionName: undefined }, await home.provider(), lookup);
  const first = await take();
  if (!first.ok) return first;
  return ok({ from, provider: rememberedFrom({ from, get: take }, lookup.clock) });
}
