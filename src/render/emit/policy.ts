import type { Plan } from '#plan/plan.ts';

/** The policy document the plan writes, or null where it writes none (a switch of roles). */
export function emitPolicy(plan: Plan): string | null {
  for (const step of plan.steps) {
    switch (step.kind) {
      case 'put-role-policy':
      case 'create-policy':
      case 'create-policy-version':
        return `${step.after}\n`;
      case 'attach-role-policy':
      case 'create-role':
      case 'set-project-role':
      case 'create-repository':
        break;
    }
  }
  return null;
}
