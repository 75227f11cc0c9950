/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import {
  DescribeOrganizationCommand,
  ListParentsCommand,
  ListPoliciesForTargetCommand,
  DescribePolicyCommand,
  UpdatePolicyCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';

export const Client = OrganizationsClient;

export const commands = {
  DescribeOrganization: DescribeOrganizationCommand,
  ListParents: ListParentsCommand,
  ListPoliciesForTarget: ListPoliciesForTargetCommand,
  DescribePolicy: DescribePolicyCommand,
  UpdatePolicy: UpdatePolicyCommand,
};
