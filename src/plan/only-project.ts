/**
 * Grants on a role of several projects that only the builds of one can use. Comes in: a diagnosis. Goes out: the same with the needs
 * bound to the project where their requests are known to say which it is. Never: binds what a registry is asked, which is not known to.
 */
import { carriesProject, PROJECT_KEY } from '#catalog/project-key.ts';
import { quoteList } from '#diagnosis/facts.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import type { Need } from '#needs/need.ts';
import type { Grant, PlanOptions } from './plan.ts';

/** A role that the project alone is given has nobody to be kept from. */
const isShared = ({ strategy }: PlanOptions): boolean => strategy === 'inline' || strategy === 'managed';

export function boundToProject(diagnosis: Diagnosis, options: PlanOptions): Diagnosis {
  if (options.onlyProject !== true || !isShared(options)) return diagnosis;
  const { arn } = diagnosis.snapshot.project;
  return {
    ...diagnosis,
    needs: diagnosis.needs.map((need) =>
      isBindable(need) ? { ...need, context: { ...need.context, [PROJECT_KEY]: arn } } : need,
    ),
  };
}

const isBindable = ({ subject, action }: Need): boolean =>
  subject === 'service-role' && carriesProject(action);

/** Whether nobody but the project's builds can use a grant. */
export const isOnlyProjects = ({ condition = {} }: Grant): boolean => Object.hasOwn(condition, PROJECT_KEY);

/** What is granted to every project on the role all the same. */
export function notesOnUnbound(grants: readonly Grant[], { onlyProject }: PlanOptions): readonly string[] {
  if (onlyProject !== true) return [];
  const unbound = [...new Set(grants.filter((one) => !isOnlyProjects(one)).map(({ action }) => action))];
  if (unbound.length === 0) return [];
  const named = quoteList(unbound);
  return [
    `whether requests for ${named} carry \`${PROJECT_KEY}\` is not documented, as of a docker push or pull: every project on the role gets them`,
  ];
}
