/** All worlds there are. */
import { CONDITIONS } from './of/conditions.ts';
import { IDENTITY } from './of/identity.ts';
import { OPERATORS } from './of/operators.ts';
import { ORGANIZATION } from './of/organization.ts';
import { PAIRS } from './of/pairs.ts';
import { PROJECTS } from './of/projects.ts';
import { REPOSITORIES } from './of/repositories.ts';
import { RESOURCES } from './of/resources.ts';
import { ROLE_LAYERS } from './of/role-layers.ts';
import { SHARED } from './of/shared.ts';
import { SYMPTOMS } from './of/symptoms.ts';
import type { World } from './world.ts';

export const WORLDS: readonly World[] = [
  ...IDENTITY,
  ...CONDITIONS,
  ...ROLE_LAYERS,
  ...ORGANIZATION,
  ...REPOSITORIES,
  ...RESOURCES,
  ...PROJECTS,
  ...SYMPTOMS,
  ...PAIRS,
  ...OPERATORS,
  ...SHARED,
];
