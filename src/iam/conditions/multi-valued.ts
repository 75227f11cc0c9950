/**
 * Context keys that hold several values: without a set operator a test of one does not match (facts 2.5 [MULTI]).
 * Source: IAM User Guide, reference_policies_condition-keys ("Value type"), for the global ones; Service Authorization
 * Reference (`ArrayOf…`) for those of CodeBuild and KMS, which a test holds against the data. Keys of other services
 * are taken by the values they come with.
 */
const GLOBAL = `
  aws:calledvia aws:principalorgpaths aws:principalservicenameslist aws:resourceorgpaths aws:sourceorgpaths
  aws:tagkeys aws:vpceorgpaths
`;

const KMS = `
  kms:encryptioncontextkeys kms:grantoperations kms:resourcealiases
`;

const CODEBUILD = `
  codebuild:buildbatchconfig.restrictions.computetypesallowed
  codebuild:buildbatchconfig.restrictions.fleetsallowed codebuild:cache.modes
  codebuild:environment.environmentvariables.name codebuild:environment.environmentvariables.value
  codebuild:filesystemlocations.identifier codebuild:filesystemlocations.location
  codebuild:filesystemlocations.type codebuild:secondaryartifacts.artifactidentifier
  codebuild:secondaryartifacts.bucketowneraccess codebuild:secondaryartifacts.encryptiondisabled
  codebuild:secondaryartifacts.location codebuild:secondarysources.auth.resource
  codebuild:secondarysources.auth.type codebuild:secondarysources.buildstatusconfig.context
  codebuild:secondarysources.buildstatusconfig.targeturl codebuild:secondarysources.insecuressl
  codebuild:secondarysources.location codebuild:secondarysources.sourceidentifier
  codebuild:vpcconfig.securitygroupids codebuild:vpcconfig.subnets
`;

const MULTI_VALUED = new Set(`${GLOBAL}${KMS}${CODEBUILD}`.trim().split(/\s+/));

export const isMultiValued = (foldedKey: string): boolean => MULTI_VALUED.has(foldedKey);
