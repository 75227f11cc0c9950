/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import {
  TagResourceCommand,
  UntagResourceCommand,
  SetRepositoryPolicyCommand,
  DeleteRepositoryPolicyCommand,
  PutRegistryPolicyCommand,
  DeleteRegistryPolicyCommand,
  ListTagsForResourceCommand,
  DescribeRepositoriesCommand,
  GetRepositoryPolicyCommand,
  GetRegistryPolicyCommand,
  DescribePullThroughCacheRulesCommand,
  DescribeRepositoryCreationTemplatesCommand,
  GetSigningConfigurationCommand,
  DescribeImagesCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  ECRClient,
} from '@aws-sdk/client-ecr';

export const Client = ECRClient;

export const commands = {
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
  SetRepositoryPolicy: SetRepositoryPolicyCommand,
  DeleteRepositoryPolicy: DeleteRepositoryPolicyCommand,
  PutRegistryPolicy: PutRegistryPolicyCommand,
  DeleteRegistryPolicy: DeleteRegistryPolicyCommand,
  ListTagsForResource: ListTagsForResourceCommand,
  DescribeRepositories: DescribeRepositoriesCommand,
  GetRepositoryPolicy: GetRepositoryPolicyCommand,
  GetRegistryPolicy: GetRegistryPolicyCommand,
  DescribePullThroughCacheRules: DescribePullThroughCacheRulesCommand,
  DescribeRepositoryCreationTemplates: DescribeRepositoryCreationTemplatesCommand,
  GetSigningConfiguration: GetSigningConfigurationCommand,
  DescribeImages: DescribeImagesCommand,
  CreateRepository: CreateRepositoryCommand,
  DeleteRepository: DeleteRepositoryCommand,
};
