/** Invitations of accounts that are there already. Source: Organizations API Reference, InviteAccountToOrganization, AcceptHandshake, DeclineHandshake. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { accountOf } from '../world.ts';
import { authorizeManagement, authorizeOrganizations, authorizeReading, targetArn } from './access.ts';
import type { Handshake, Organization } from './state.ts';
import { organizationOf } from './tree.ts';
import { accountId, INVALID, join, paging } from './tree-operations.ts';

/** An invitation is good for 15 days. */
const VALID_MS = 15 * 24 * 60 * 60 * 1000;

const expiry = ({ requestedAt }: Handshake): Date => new Date(requestedAt.getTime() + VALID_MS);

const stateOf = (handshake: Handshake, now: Date): Handshake['state'] | 'EXPIRED' =>
  handshake.state === 'REQUESTED' && expiry(handshake) <= now ? 'EXPIRED' : handshake.state;

const handshakeArn = ({ partition }: Call, { managementAccount, id }: Organization, of: string): string =>
  `arn:${partition}:organizations::${managementAccount}:handshake/${id}/invite/${of}`;

const shape = (call: Call, organization: Organization, handshake: Handshake): object => ({
  Id: handshake.id,
  Arn: handshakeArn(call, organization, handshake.id),
  Action: 'INVITE',
  State: stateOf(handshake, call.now),
  RequestedTimestamp: handshake.requestedAt,
  ExpirationTimestamp: expiry(handshake),
  Parties: [
    { Id: organization.id.slice(2), Type: 'ORGANIZATION' },
    { Id: handshake.target, Type: 'ACCOUNT' },
  ],
  Resources: [
    { Type: 'ORGANIZATION', Value: organization.id },
    { Type: 'ACCOUNT', Value: handshake.target },
  ],
});

function invite(call: Call): object {
  const asked = z.object({ Type: z.literal('ACCOUNT'), Id: accountId });
  const { Target } = readInput(z.object({ Target: asked }), call.input, INVALID);
  const organization = authorizeManagement(call, (own) => [targetArn(call, own, Target.Id)]);
  if (organization.members.has(Target.Id)) {
    throw new AwsError(
      'HandshakeConstraintViolationException',
      'ALREADY_IN_AN_ORGANIZATION: the invited account is already a member of an organization.',
    );
  }
  const isOpen = [...organization.handshakes.values()].some(
    (known) => known.target === Target.Id && stateOf(known, call.now) === 'REQUESTED',
  );
  if (isOpen) {
    throw new AwsError(
      'DuplicateHandshakeException',
      'A handshake with the same action and target already exists.',
    );
  }
  accountOf(call.world, Target.Id);
  const id = `h-${call.world.ids.hex(32)}`;
  const handshake: Handshake = { id, target: Target.Id, requestedAt: call.now, state: 'REQUESTED' };
  organization.handshakes.set(id, handshake);
  return { Handshake: shape(call, organization, handshake) };
}

interface Invitation {
  readonly organization: Organization;
  readonly handshake: Handshake;
}

const target = ({ handshake }: Invitation): string => handshake.target;
const sender = ({ organization }: Invitation): string => organization.managementAccount;

/** An invitation is answered by the account it went to, and called back by the one that sent it. */
function openInvitation(call: Call, ...parties: readonly ((of: Invitation) => string)[]): Invitation {
  const schema = z.object({ HandshakeId: z.string().regex(/^h-[0-9a-z]{8,32}$/) });
  const { HandshakeId: id } = readInput(schema, call.input, INVALID);
  const organization = call.world.organizations.find(({ handshakes }) => handshakes.has(id));
  const handshake = organization?.handshakes.get(id);
  const found = organization === undefined || handshake === undefined ? null : { organization, handshake };
  if (found === null || !parties.some((party) => party(found) === call.account))
    throw new AwsError('HandshakeNotFoundException', "You specified a handshake that doesn't exist.");
  authorizeOrganizations(call, handshakeArn(call, found.organization, id));
  return found;
}

function become(call: Call, handshake: Handshake, state: 'ACCEPTED' | 'DECLINED' | 'CANCELED'): void {
  if (handshake.state === state) {
    throw new AwsError(
      'HandshakeAlreadyInStateException',
      'The specified handshake is already in the requested state.',
    );
  }
  if (stateOf(handshake, call.now) !== 'REQUESTED') {
    throw new AwsError(
      'InvalidHandshakeTransitionException',
      "You can't perform the operation on the handshake in its current state.",
    );
  }
  handshake.state = state;
}

function accept(call: Call): object {
  const { organization, handshake } = openInvitation(call, target);
  if (stateOf(handshake, call.now) === 'REQUESTED' && organizationOf(call.world, call.account) !== null) {
    throw new AwsError(
      'HandshakeConstraintViolationException',
      'ALREADY_IN_AN_ORGANIZATION: the invited account is already a member of an organization.',
    );
  }
  become(call, handshake, 'ACCEPTED');
  join(organization, {
    id: call.account,
    name: call.account,
    email: `${call.account}@example.com`,
    joinedAt: call.now,
    joinedMethod: 'INVITED',
    parentId: organization.rootId,
  });
  return { Handshake: shape(call, organization, handshake) };
}

const end =
  (state: 'DECLINED' | 'CANCELED', party: (of: Invitation) => string): Operation =>
  (call) => {
    const { organization, handshake } = openInvitation(call, party);
    become(call, handshake, state);
    return { Handshake: shape(call, organization, handshake) };
  };

function describe(call: Call): object {
  const { organization, handshake } = openInvitation(call, target, sender);
  return { Handshake: shape(call, organization, handshake) };
}

function listForOrganization(call: Call): object {
  const input = readInput(z.object(paging), call.input, INVALID);
  const organization = authorizeReading(call);
  const page = pageOf([...organization.handshakes.values()], input.MaxResults, input.NextToken);
  return {
    Handshakes: page.items.map((handshake) => shape(call, organization, handshake)),
    NextToken: page.next,
  };
}

function listForAccount(call: Call): object {
  const input = readInput(z.object(paging), call.input, INVALID);
  authorizeOrganizations(call);
  const received = call.world.organizations.flatMap((organization) =>
    [...organization.handshakes.values()]
      .filter(({ target }) => target === call.account)
      .map((handshake) => shape(call, organization, handshake)),
  );
  const page = pageOf(received, input.MaxResults, input.NextToken);
  return { Handshakes: page.items, NextToken: page.next };
}

export const HANDSHAKE_OPERATIONS: Readonly<Record<string, Operation>> = {
  InviteAccountToOrganization: invite,
  AcceptHandshake: accept,
  DeclineHandshake: end('DECLINED', target),
  CancelHandshake: end('CANCELED', sender),
  DescribeHandshake: describe,
  ListHandshakesForOrganization: listForOrganization,
  ListHandshakesForAccount: listForAccount,
};
