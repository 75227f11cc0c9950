/**
 * `rolemend/iam`: the policy language and its verdict as a library. Pure functions over plain data; nothing here
 * asks AWS, reads a clock or a file.
 */
export { simulate, simulateBrief } from './simulate.ts';
export type { BriefCase, SimulatedCase, SimulationError } from './simulate.ts';
export { decide } from './decide.ts';
export type {
  ApplicablePolicies,
  AuthorizationRequest,
  Decision,
  Layer,
  LayerVerdict,
  NamedPolicy,
  OrganizationLevel,
  PolicyList,
  Principal,
  Reason,
  Verdict,
} from './decision.ts';
export { readPolicy } from './read/read-policy.ts';
export type {
  ActionClause,
  ConditionTest,
  Policy,
  PolicyKind,
  PolicyProblem,
  PolicyProblemCode,
  PrincipalClause,
  PrincipalEntry,
  ResourceClause,
  Statement,
} from './policy.ts';
export { newAccess } from './access/new-access.ts';
export type { Access, AccessCondition, AccessTest, NewAccess } from './access/access.ts';
