/** An organisation taken apart again: policies listed and switched off, invitations called back, accounts and units removed. */
import {
  AcceptHandshakeCommand,
  AttachPolicyCommand,
  CancelHandshakeCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  DeleteOrganizationalUnitCommand,
  DeleteOrganizationCommand,
  DescribeAccountCommand,
  DescribeHandshakeCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  InviteAccountToOrganizationCommand,
  LeaveOrganizationCommand,
  ListHandshakesForOrganizationCommand,
  ListOrganizationalUnitsForParentCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTargetsForPolicyCommand,
  MoveAccountCommand,
  OrganizationsClient,
  RemoveAccountFromOrganizationCommand,
} from '@aws-sdk/client-organizations';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { ACCOUNT, OTHER, admin, allow, settings, start, statements, takeRole } from './arrange.ts';

const PolicyType = 'SERVICE_CONTROL_POLICY';

let sandbox: Sandbox;
let root: string;
beforeEach(async () => {
  sandbox = await start();
  await own().send(new CreateOrganizationCommand({}));
  root = (await own().send(new ListRootsCommand({}))).Roots?.[0]?.Id ?? '';
  await own().send(new EnablePolicyTypeCommand({ RootId: root, PolicyType }));
});
afterEach(() => sandbox.close());

const own = (): OrganizationsClient => new OrganizationsClient(settings(sandbox, admin(), 'us-east-1'));
const theirs = (): OrganizationsClient =>
  new OrganizationsClient(settings(sandbox, admin(OTHER), 'us-east-1'));

async function invite(): Promise<string> {
  const { Handshake } = await own().send(
    new InviteAccountToOrganizationCommand({ Target: { Type: 'ACCOUNT', Id: OTHER } }),
  );
  return Handshake?.Id ?? '';
}

const addMember = async () => theirs().send(new AcceptHandshakeCommand({ HandshakeId: await invite() }));

async function newUnit(): Promise<string> {
  const command = new CreateOrganizationalUnitCommand({ ParentId: root, Name: 'builds' });
  return (await own().send(command)).OrganizationalUnit?.Id ?? '';
}

describe('policies of an organisation', () => {
  test('are listed by their type, with what they are attached to', async () => {
    await addMember();
    const unit = await newUnit();
    const Content = statements({ Effect: 'Deny', Action: 'ssm:*', Resource: '*' });
    const { Policy } = await own().send(
      new CreatePolicyCommand({ Name: 'no-ssm', Description: '', Content, Type: PolicyType }),
    );
    const PolicyId = Policy?.PolicySummary?.Id ?? '';
    for (const TargetId of [root, unit, OTHER])
      await own().send(new AttachPolicyCommand({ PolicyId, TargetId }));
    const { Policies } = await own().send(new ListPoliciesCommand({ Filter: PolicyType }));
    expect(Policies).toMatchObject([{ Name: 'FullAWSAccess', AwsManaged: true }, { Name: 'no-ssm' }]);
    const { Targets } = await own().send(new ListTargetsForPolicyCommand({ PolicyId }));
    expect(Targets).toMatchObject([
      { TargetId: root, Name: 'Root', Type: 'ROOT' },
      { TargetId: OTHER, Name: OTHER, Type: 'ACCOUNT' },
      { TargetId: unit, Name: 'builds', Type: 'ORGANIZATIONAL_UNIT' },
    ]);
  });

  test('bind nobody once their type is switched off, and are detached then', async () => {
    await addMember();
    const Content = statements({ Effect: 'Deny', Action: 'ssm:*', Resource: '*' });
    const { Policy } = await own().send(
      new CreatePolicyCommand({ Name: 'no-ssm', Description: '', Content, Type: PolicyType }),
    );
    const PolicyId = Policy?.PolicySummary?.Id ?? '';
    await own().send(new AttachPolicyCommand({ PolicyId, TargetId: OTHER }));
    const keys = await takeRole(sandbox, {
      name: 'build',
      policy: statements(allow('ssm:*')),
      account: OTHER,
    });
    const read = () =>
      new SSMClient(settings(sandbox, keys)).send(new GetParametersCommand({ Names: ['p'] }));
    await expect(read()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const off = new DisablePolicyTypeCommand({ RootId: root, PolicyType });
    expect((await own().send(off)).Root?.PolicyTypes).toEqual([]);
    await read();
    await expect(own().send(off)).rejects.toMatchObject({ name: 'PolicyTypeNotEnabledException' });
    await own().send(new EnablePolicyTypeCommand({ RootId: root, PolicyType }));
    const held = await own().send(new ListPoliciesForTargetCommand({ TargetId: OTHER, Filter: PolicyType }));
    expect(held.Policies).toMatchObject([{ Name: 'FullAWSAccess' }]);
    await read();
  });
});

describe('an invitation', () => {
  test('is described to both sides, listed, and called back by who sent it', async () => {
    const HandshakeId = await invite();
    for (const client of [own(), theirs()])
      await expect(client.send(new DescribeHandshakeCommand({ HandshakeId }))).resolves.toMatchObject({
        Handshake: { Id: HandshakeId, State: 'REQUESTED' },
      });
    const cancel = new CancelHandshakeCommand({ HandshakeId });
    await expect(theirs().send(cancel)).rejects.toMatchObject({ name: 'HandshakeNotFoundException' });
    await own().send(cancel);
    await expect(own().send(cancel)).rejects.toMatchObject({ name: 'HandshakeAlreadyInStateException' });
    await expect(theirs().send(new AcceptHandshakeCommand({ HandshakeId }))).rejects.toMatchObject({
      name: 'InvalidHandshakeTransitionException',
    });
    const { Handshakes } = await own().send(new ListHandshakesForOrganizationCommand({}));
    expect(Handshakes).toMatchObject([{ Id: HandshakeId, State: 'CANCELED' }]);
  });
});

describe('an organisation', () => {
  test('loses units and accounts, and goes when it is empty', async () => {
    await addMember();
    const unit = await newUnit();
    const move = { AccountId: OTHER, SourceParentId: root, DestinationParentId: unit };
    await own().send(new MoveAccountCommand(move));
    await expect(own().send(new DescribeAccountCommand({ AccountId: OTHER }))).resolves.toMatchObject({
      Account: { Id: OTHER, JoinedMethod: 'INVITED' },
    });
    const described = new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: unit });
    await expect(own().send(described)).resolves.toMatchObject({ OrganizationalUnit: { Name: 'builds' } });
    const units = await own().send(new ListOrganizationalUnitsForParentCommand({ ParentId: root }));
    expect(units.OrganizationalUnits).toMatchObject([{ Id: unit }]);
    const removeUnit = new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: unit });
    await expect(own().send(removeUnit)).rejects.toMatchObject({
      name: 'OrganizationalUnitNotEmptyException',
    });
    await expect(own().send(new DeleteOrganizationCommand({}))).rejects.toMatchObject({
      name: 'OrganizationNotEmptyException',
    });
    await own().send(new RemoveAccountFromOrganizationCommand({ AccountId: OTHER }));
    await own().send(removeUnit);
    await expect(own().send(described)).rejects.toMatchObject({
      name: 'OrganizationalUnitNotFoundException',
    });
    await own().send(new DeleteOrganizationCommand({}));
    await expect(own().send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({
      name: 'AWSOrganizationsNotInUseException',
    });
  });

  test('is left by a member and not by its management account', async () => {
    await addMember();
    await theirs().send(new LeaveOrganizationCommand({}));
    await expect(theirs().send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({
      name: 'AWSOrganizationsNotInUseException',
    });
    const mine = new RemoveAccountFromOrganizationCommand({ AccountId: ACCOUNT });
    for (const command of [mine, new LeaveOrganizationCommand({})])
      await expect(own().send(command as LeaveOrganizationCommand)).rejects.toMatchObject({
        name: 'MasterCannotLeaveOrganizationException',
      });
  });
});
