/** All worlds there are. */
import { ASKERS } from './of/askers.ts';
import { CONDITIONS } from './of/conditions.ts';
import { ENDPOINTS } from './of/endpoints.ts';
import { FORMS } from './of/forms.ts';
import { IDENTITY } from './of/identity.ts';
import { LEVELS } from './of/levels.ts';
import { OPERATORS } from './of/operators.ts';
import { ORGANIZATION } from './of/organization.ts';
import { OTHER_ACCOUNTS } from './of/other-accounts.ts';
import { PAIRS } from './of/pairs.ts';
import { PROJECTS } from './of/projects.ts';
import { QUOTAS } from './of/quotas.ts';
import { REPOSITORIES } from './of/repositories.ts';
import { RESOURCES } from './of/resources.ts';
import { ROLE_LAYERS } from './of/role-layers.ts';
import { SESSIONS } from './of/sessions.ts';
import { SHARED } from './of/shared.ts';
import { SYMPTOMS } from './of/symptoms.ts';
import { USES } from './of/uses.ts';
import { RARE } from './of/rare.ts';
import { RARE_RESOURCES } from './of/rare-resources.ts';
import { RARER } from './of/rarer.ts';
import { MORE_SIDES } from './of/more-sides.ts';
import { SIDES } from './of/sides.ts';
import { TESTS_OF_OTHERS } from './of/tests-of-others.ts';
import { TESTS } from './of/tests.ts';
import { WHOLE } from './of/whole.ts';
import type { World } from './world.ts';

export const WORLDS: readonly World[] = [
  ...IDENTITY,
  ...CONDITIONS,
  ...ROLE_LAYERS,
  ...ORGANIZATION,
  ...LEVELS,
  ...REPOSITORIES,
  ...RESOURCES,
  ...OTHER_ACCOUNTS,
  ...ENDPOINTS,
  ...PROJECTS,
  ...SYMPTOMS,
  ...PAIRS,
  ...ASKERS,
  ...FORMS,
  ...USES,
  ...OPERATORS,
  ...SESSIONS,
  ...SHARED,
  ...QUOTAS,
  ...WHOLE,
  ...RARE,
  ...RARE_RESOURCES,
  ...RARER,
  ...TESTS,
  ...TESTS_OF_OTHERS,
  ...SIDES,
  ...MORE_SIDES,
];
