import { CreateRepositoryCommand, DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { IAMClient, SimulateCustomPolicyCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import {
  AcceptHandshakeCommand,
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  DeclineHandshakeCommand,
  DeletePolicyCommand,
  DeregisterDelegatedAdministratorCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  EnablePolicyTypeCommand,
  InviteAccountToOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListChildrenCommand,
  ListDelegatedAdministratorsCommand,
  ListHandshakesForAccountCommand,
  ListParentsCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
  RegisterDelegatedAdministratorCommand,
  UpdatePolicyCommand,
  type PolicyType,
} from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import {
  ACCOUNT,
  OTHER,
  REGION,
  admin,
  allow,
  settings,
  start,
  statements,
  takeRole,
  type Keys,
} from './arrange.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.close());

const organizations = (keys: Keys = admin()): OrganizationsClient =>
  new OrganizationsClient(settings(sandbox, keys, 'us-east-1'));
const ecr = (keys: Keys): ECRClient => new ECRClient(settings(sandbox, keys));

interface Arranged {
  readonly root: string;
  readonly unit: string;
  readonly member: string;
}

/** An organisation with one account in one unit, both kinds of policy switched on. */
async function arrange(): Promise<Arranged> {
  const client = organizations();
  await client.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const { Roots } = await client.send(new ListRootsCommand({}));
  const root = Roots?.[0]?.Id ?? '';
  for (const type of ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const)
    await client.send(new EnablePolicyTypeCommand({ RootId: root, PolicyType: type }));
  const { OrganizationalUnit } = await client.send(
    new CreateOrganizationalUnitCommand({ ParentId: root, Name: 'builds' }),
  );
  const unit = OrganizationalUnit?.Id ?? '';
  const { CreateAccountStatus } = await client.send(
    new CreateAccountCommand({ AccountName: 'builds', Email: 'builds@example.com' }),
  );
  const member = CreateAccountStatus?.AccountId ?? '';
  await client.send(
    new MoveAccountCommand({ AccountId: member, SourceParentId: root, DestinationParentId: unit }),
  );
  return { root, unit, member };
}

async function policy(type: PolicyType, content: string, ...targets: readonly string[]): Promise<string> {
  const { Policy } = await organizations().send(
    new CreatePolicyCommand({ Name: `p ${content.length}`, Description: '', Content: content, Type: type }),
  );
  const id = Policy?.PolicySummary?.Id ?? '';
  for (const TargetId of targets)
    await organizations().send(new AttachPolicyCommand({ PolicyId: id, TargetId }));
  return id;
}

const deny = (action: string, extra: object = {}): string =>
  statements({ Effect: 'Deny', Action: action, Resource: '*', ...extra });

describe('the organisation', () => {
  test('is told of by every member, and of none by others', async () => {
    const { member } = await arrange();
    const { Organization } = await organizations(admin(member)).send(new DescribeOrganizationCommand({}));
    expect(Organization).toMatchObject({ MasterAccountId: ACCOUNT, FeatureSet: 'ALL' });
    await expect(organizations(admin(OTHER)).send(new DescribeOrganizationCommand({}))).rejects.toMatchObject(
      {
        name: 'AWSOrganizationsNotInUseException',
      },
    );
  });

  test('is read and changed from its management account only', async () => {
    const { member } = await arrange();
    await expect(organizations(admin(member)).send(new ListRootsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: "You don't have permissions to access this resource.",
    });
  });

  test('asks for the permission in the management account too', async () => {
    const { member } = await arrange();
    const reader = await takeRole(sandbox, {
      name: 'reader',
      policy: statements(
        allow('organizations:ListParents', `arn:aws:organizations::${ACCOUNT}:account/*/${member}`),
      ),
    });
    const client = organizations(reader);
    await expect(client.send(new ListParentsCommand({ ChildId: member }))).resolves.toMatchObject({});
    await expect(client.send(new ListParentsCommand({ ChildId: ACCOUNT }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  test('has a tree that is walked from the account to the root', async () => {
    const { root, unit, member } = await arrange();
    const parents = async (ChildId: string) =>
      (await organizations().send(new ListParentsCommand({ ChildId }))).Parents;
    expect(await parents(member)).toEqual([{ Id: unit, Type: 'ORGANIZATIONAL_UNIT' }]);
    expect(await parents(unit)).toEqual([{ Id: root, Type: 'ROOT' }]);
    const { Accounts = [] } = await organizations().send(new ListAccountsCommand({}));
    expect(Accounts.map(({ Id }) => Id)).toEqual([ACCOUNT, member]);
  });

  test('keeps full access on whatever is added until it is replaced', async () => {
    const { unit } = await arrange();
    const listed = async (Filter: PolicyType) =>
      (await organizations().send(new ListPoliciesForTargetCommand({ TargetId: unit, Filter }))).Policies;
    expect(await listed('SERVICE_CONTROL_POLICY')).toMatchObject([
      { Id: 'p-FullAWSAccess', AwsManaged: true },
    ]);
    expect(await listed('RESOURCE_CONTROL_POLICY')).toMatchObject([{ Id: 'p-RCPFullAWSAccess' }]);
    const detach = (PolicyId: string) =>
      organizations().send(new DetachPolicyCommand({ PolicyId, TargetId: unit }));
    await expect(detach('p-FullAWSAccess')).rejects.toMatchObject({ name: 'ConstraintViolationException' });
    await policy('SERVICE_CONTROL_POLICY', statements(allow('ecr:*')), unit);
    await expect(detach('p-FullAWSAccess')).resolves.toMatchObject({});
    await expect(detach('p-RCPFullAWSAccess')).rejects.toMatchObject({
      name: 'ConstraintViolationException',
    });
  });

  test('changes and deletes policies, not those that are attached and not those of AWS', async () => {
    const { unit } = await arrange();
    const id = await policy('SERVICE_CONTROL_POLICY', deny('ecr:PutImage'), unit);
    const Content = deny('ecr:*');
    await organizations().send(new UpdatePolicyCommand({ PolicyId: id, Content }));
    const { Policy } = await organizations().send(new DescribePolicyCommand({ PolicyId: id }));
    expect(Policy).toMatchObject({ Content, PolicySummary: { Id: id, Type: 'SERVICE_CONTROL_POLICY' } });
    const remove = (PolicyId: string) => organizations().send(new DeletePolicyCommand({ PolicyId }));
    await expect(remove(id)).rejects.toMatchObject({ name: 'PolicyInUseException' });
    await organizations().send(new DetachPolicyCommand({ PolicyId: id, TargetId: unit }));
    await expect(remove(id)).resolves.toMatchObject({});
    await expect(remove('p-FullAWSAccess')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(policy('RESOURCE_CONTROL_POLICY', deny('*', { Principal: '*' }))).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
    });
  });
});

describe('an invitation', () => {
  const Target = { Type: 'ACCOUNT' as const, Id: OTHER };
  const invite = async (): Promise<string> => {
    const { Handshake } = await organizations().send(new InviteAccountToOrganizationCommand({ Target }));
    return Handshake?.Id ?? '';
  };

  test('makes a member of the account that accepts it, bound by the policies of the root', async () => {
    const { root } = await arrange();
    await policy('SERVICE_CONTROL_POLICY', deny('ecr:*'), root);
    const HandshakeId = await invite();
    await expect(invite()).rejects.toMatchObject({ name: 'DuplicateHandshakeException' });
    const invited = organizations(admin(OTHER));
    expect((await invited.send(new ListHandshakesForAccountCommand({}))).Handshakes).toMatchObject([
      { Id: HandshakeId, Action: 'INVITE', State: 'REQUESTED' },
    ]);
    const accept = new AcceptHandshakeCommand({ HandshakeId });
    await expect(organizations().send(accept)).rejects.toMatchObject({ name: 'HandshakeNotFoundException' });
    expect((await invited.send(accept)).Handshake).toMatchObject({ State: 'ACCEPTED' });
    await expect(invited.send(accept)).rejects.toMatchObject({ name: 'HandshakeAlreadyInStateException' });
    await expect(invite()).rejects.toMatchObject({ name: 'HandshakeConstraintViolationException' });
    const { Accounts } = await organizations().send(new ListAccountsForParentCommand({ ParentId: root }));
    expect(Accounts).toMatchObject([{ Id: ACCOUNT }, { Id: OTHER, JoinedMethod: 'INVITED' }]);
    const keys = await takeRole(sandbox, { name: 'build', policy: statements(allow('*')), account: OTHER });
    await expect(ecr(keys).send(new DescribeRepositoriesCommand({}))).rejects.toThrow(
      'with an explicit deny in a service control policy',
    );
  });

  test('that is declined is not accepted any more', async () => {
    await arrange();
    const HandshakeId = await invite();
    const invited = organizations(admin(OTHER));
    const declined = await invited.send(new DeclineHandshakeCommand({ HandshakeId }));
    expect(declined.Handshake).toMatchObject({ State: 'DECLINED' });
    await expect(invited.send(new AcceptHandshakeCommand({ HandshakeId }))).rejects.toMatchObject({
      name: 'InvalidHandshakeTransitionException',
    });
    await expect(invited.send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({
      name: 'AWSOrganizationsNotInUseException',
    });
  });
});

describe('a delegated administrator', () => {
  const ServicePrincipal = 'config.amazonaws.com';

  test('reads the organisation and its policies while it is one, and changes nothing', async () => {
    const { root, unit, member } = await arrange();
    const id = await policy('SERVICE_CONTROL_POLICY', deny('ecr:*'), root);
    const client = organizations(admin(member));
    const describePolicy = () => client.send(new DescribePolicyCommand({ PolicyId: id }));
    await expect(describePolicy()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const delegation = { AccountId: member, ServicePrincipal };
    await organizations().send(new RegisterDelegatedAdministratorCommand(delegation));
    await expect(
      organizations().send(new RegisterDelegatedAdministratorCommand(delegation)),
    ).rejects.toMatchObject({ name: 'AccountAlreadyRegisteredException' });
    await expect(describePolicy()).resolves.toMatchObject({ Policy: { Content: deny('ecr:*') } });
    const children = async (ParentId: string, ChildType: 'ACCOUNT' | 'ORGANIZATIONAL_UNIT') =>
      (await client.send(new ListChildrenCommand({ ParentId, ChildType }))).Children;
    expect(await children(root, 'ORGANIZATIONAL_UNIT')).toEqual([{ Id: unit, Type: 'ORGANIZATIONAL_UNIT' }]);
    expect(await children(unit, 'ACCOUNT')).toEqual([{ Id: member, Type: 'ACCOUNT' }]);
    await expect(children('r-none', 'ACCOUNT')).rejects.toMatchObject({ name: 'ParentNotFoundException' });
    const listed = await client.send(new ListDelegatedAdministratorsCommand({ ServicePrincipal }));
    expect(listed.DelegatedAdministrators).toMatchObject([{ Id: member }]);
    await expect(
      client.send(new DetachPolicyCommand({ PolicyId: id, TargetId: root })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await organizations().send(new DeregisterDelegatedAdministratorCommand(delegation));
    await expect(describePolicy()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(
      organizations().send(new DeregisterDelegatedAdministratorCommand(delegation)),
    ).rejects.toMatchObject({ name: 'AccountNotRegisteredException' });
  });
});

describe('service control policies', () => {
  const create = (keys: Keys) => ecr(keys).send(new CreateRepositoryCommand({ repositoryName: 'api' }));
  const may = (account: string): Promise<Keys> =>
    takeRole(sandbox, { name: 'build', policy: statements(allow('*')), account });
  const named = (account: string): string =>
    `User: arn:aws:sts::${account}:assumed-role/build/AWSCodeBuild-test is not authorized to perform: ecr:CreateRepository on resource: arn:aws:ecr:${REGION}:${account}:repository/api`;

  test('deny at any level what the role would be allowed', async () => {
    const { root, member } = await arrange();
    const keys = await may(member);
    const id = await policy('SERVICE_CONTROL_POLICY', deny('ecr:CreateRepository'), root);
    await expect(create(keys)).rejects.toMatchObject({
      message: `${named(member)} with an explicit deny in a service control policy`,
    });
    await organizations().send(new DetachPolicyCommand({ PolicyId: id, TargetId: root }));
    await expect(create(keys)).resolves.toMatchObject({ repository: { repositoryName: 'api' } });
  });

  test('must allow at every level', async () => {
    const { unit, member } = await arrange();
    const keys = await may(member);
    await policy('SERVICE_CONTROL_POLICY', statements(allow('iam:*')), unit);
    await organizations().send(new DetachPolicyCommand({ PolicyId: 'p-FullAWSAccess', TargetId: unit }));
    await expect(create(keys)).rejects.toMatchObject({
      message: `${named(member)} because no service control policy allows the ecr:CreateRepository action`,
    });
  });

  test('leave the management account alone', async () => {
    const { root } = await arrange();
    await policy('SERVICE_CONTROL_POLICY', deny('*'), root);
    await expect(create(await may(ACCOUNT))).resolves.toMatchObject({
      repository: { repositoryName: 'api' },
    });
  });

  test('are told by the simulator as one yes or no', async () => {
    const { root, member } = await arrange();
    await may(member);
    await policy('SERVICE_CONTROL_POLICY', deny('ecr:*'), root);
    const { EvaluationResults } = await new IAMClient(settings(sandbox, admin(member))).send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${member}:role/build`,
        ActionNames: ['ecr:PutImage', 's3:GetObject'],
      }),
    );
    expect(EvaluationResults).toMatchObject([
      {
        EvalDecision: 'explicitDeny',
        OrganizationsDecisionDetail: { AllowedByOrganizations: false },
        MatchedStatements: [],
      },
      { EvalDecision: 'allowed', OrganizationsDecisionDetail: { AllowedByOrganizations: true } },
    ]);
  });

  test('are simulated as they are handed in, level by level', async () => {
    const simulate = (...levels: readonly string[]) =>
      new IAMClient(settings(sandbox)).send(
        new SimulateCustomPolicyCommand({
          PolicyInputList: [statements(allow('ecr:*'))],
          ActionNames: ['ecr:PutImage'],
          OrderedOrganizationPolicyInputList: levels.map((text) => ({
            ServiceControlPolicyInputList: [text],
          })),
        }),
      );
    const outcome = async (...levels: readonly string[]) =>
      (await simulate(...levels)).EvaluationResults?.[0]?.EvalDecision;
    expect(await outcome(statements(allow('*')), statements(allow('ecr:*')))).toBe('allowed');
    expect(await outcome(statements(allow('*')), statements(allow('s3:*')))).toBe('implicitDeny');
  });
});

describe('resource control policies', () => {
  const outsiders = {
    Principal: '*',
    Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } },
  };

  test('bind the resources of a member, whoever calls', async () => {
    const { root, member } = await arrange();
    await ecr(admin(member)).send(new CreateRepositoryCommand({ repositoryName: 'api' }));
    await policy('RESOURCE_CONTROL_POLICY', deny('ecr:DescribeRepositories', { Principal: '*' }), root);
    const keys = await takeRole(sandbox, { name: 'build', policy: statements(allow('*')), account: member });
    await expect(
      ecr(keys).send(new DescribeRepositoriesCommand({ repositoryNames: ['api'] })),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/with an explicit deny in a resource control policy$/),
    });
  });

  test('tell members from outsiders by the organisation', async () => {
    const { root, member } = await arrange();
    await policy('RESOURCE_CONTROL_POLICY', deny('sts:AssumeRole', outsiders), root);
    const keys = await takeRole(sandbox, { name: 'build', policy: statements(allow('*')), account: member });
    const assume = new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${member}:role/build`,
      RoleSessionName: 'again',
    });
    await expect(new STSClient(settings(sandbox, keys)).send(assume)).resolves.toMatchObject({});
    const outsider = await takeRole(sandbox, {
      name: 'build',
      policy: statements(allow('*')),
      account: OTHER,
    });
    await expect(new STSClient(settings(sandbox, outsider)).send(assume)).rejects.toMatchObject({
      message: expect.stringContaining('with an explicit deny in a resource control policy'),
    });
  });
});
