/** GetAccountAuthorizationDetails: everything IAM holds of an account, paged. Source: facts 6.1 [BOTO iam]. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import type { Call, Operation } from '../operation.ts';
import { encodeDocument } from '../protocol/query.ts';
import { awsManagedPolicies, type AwsManagedPolicy } from './managed-policies.ts';
import { ownAccount, paging, policyShape, roleShape, userShape } from './shapes.ts';
import type { Entity, PolicyState, RoleState, UserState } from './state.ts';

const KINDS = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const;

type Detail = { readonly list: 'UserDetailList' | 'RoleDetailList' | 'Policies'; readonly shape: object };

function accountDetails(call: Call): object {
  const input = readInput(z.object({ Filter: z.array(z.enum(KINDS)).optional(), ...paging }), call.input);
  call.authorize({ action: 'iam:GetAccountAuthorizationDetails', resource: '*' });
  const wants = (kind: (typeof KINDS)[number]): boolean =>
    input.Filter === undefined || input.Filter.includes(kind);
  const account = ownAccount(call);
  const details: readonly Detail[] = [
    ...(wants('User') ? [...account.iam.users.values()].map(userDetail) : []),
    ...(wants('Role') ? [...account.iam.roles.values()].map(roleDetail) : []),
    ...(wants('LocalManagedPolicy')
      ? [...account.iam.policies.values()].map((policy) => policyDetail(policyShape(account, policy), policy))
      : []),
    ...(wants('AWSManagedPolicy') ? usedAwsPolicies(call).map(awsDetail) : []),
  ];
  const page = pageOf(details, Math.min(1000, input.MaxItems ?? 100), input.Marker);
  const of = (list: Detail['list']): readonly object[] =>
    page.items.filter((detail) => detail.list === list).map(({ shape }) => shape);
  return {
    UserDetailList: of('UserDetailList'),
    GroupDetailList: [],
    RoleDetailList: of('RoleDetailList'),
    Policies: of('Policies'),
    IsTruncated: page.next !== null,
    ...(page.next === null ? {} : { Marker: page.next }),
  };
}

/** In which order they were given is told by nothing. */
const byName = <Named extends readonly [string, ...unknown[]]>(all: readonly Named[]): readonly Named[] =>
  all.toSorted(([left], [right]) => left.localeCompare(right));

const inlineList = ({ inline }: Entity): readonly object[] =>
  byName([...inline]).map(([PolicyName, text]) => ({ PolicyName, PolicyDocument: encodeDocument(text) }));

const attachedList = ({ attached }: Entity): readonly object[] =>
  byName([...attached].map((arn) => [arn] as const)).map(([arn]) => ({
    PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
    PolicyArn: arn,
  }));

const userDetail = (user: UserState): Detail => ({
  list: 'UserDetailList',
  shape: {
    ...userShape(user),
    UserPolicyList: inlineList(user),
    GroupList: [],
    AttachedManagedPolicies: attachedList(user),
  },
});

const roleDetail = (role: RoleState): Detail => ({
  list: 'RoleDetailList',
  shape: {
    ...roleShape(role),
    InstanceProfileList: [],
    RolePolicyList: inlineList(role),
    AttachedManagedPolicies: attachedList(role),
  },
});

const policyDetail = (shape: object, policy: PolicyState): Detail => ({
  list: 'Policies',
  shape: {
    ...shape,
    PolicyVersionList: [...policy.versions].map(([id, { text, createdAt }]) => ({
      Document: encodeDocument(text),
      VersionId: id,
      IsDefaultVersion: policy.defaultVersion === id,
      CreateDate: createdAt,
    })),
  },
});

/** Of AWS's policies only those that something uses are listed, as IAM does. */
function usedAwsPolicies(call: Call): readonly AwsManagedPolicy[] {
  const { iam } = ownAccount(call);
  const used = new Set(
    [...iam.roles.values(), ...iam.users.values()].flatMap(({ attached, boundary }) => [
      ...attached,
      boundary,
    ]),
  );
  return awsManagedPolicies(call.partition).filter(({ Arn }) => used.has(Arn));
}

const awsDetail = ({ document, ...shape }: AwsManagedPolicy): Detail => ({
  list: 'Policies',
  shape: {
    ...shape,
    PolicyVersionList: [
      {
        Document: encodeDocument(document),
        VersionId: shape.DefaultVersionId,
        IsDefaultVersion: true,
        CreateDate: shape.CreateDate,
      },
    ],
  },
});

export const ACCOUNT_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetAccountAuthorizationDetails: accountDetails,
};
