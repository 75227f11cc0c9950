/** Why `fix` and `diagnose` end before anything is changed, for people: no plan, a plan that is held back, rights that are lacking. */
import { lacksFor } from '#plan/operator/judge-operator.ts';
import type { Operator } from '#plan/operator/right.ts';
import { lackingPolicy } from '#plan/operator/rights-policy.ts';
import type { Plan } from '#plan/plan.ts';
import type { PlanProblem } from '#plan/problem.ts';
import { handoffJson } from './handoff-json.ts';
import { lackLines } from './operator-text.ts';
import { plain } from './paint.ts';
import { shellQuote } from './shell-quote.ts';
import { safeLine, safeText } from './terminal-text.ts';
import type { NotReadable } from '#tasks/check-operator.ts';
import type { FixProblem } from '#tasks/fix.ts';
import type { HeldBack } from '#tasks/held-back.ts';
import type { NotNarrowed } from '#tasks/narrow.ts';
import { unreachable } from '#basics/exhaustive.ts';
import { fixLine, permissionsLine } from './command-line.ts';
import type { AccountOptions } from './given-options.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { callProblem, journalProblem, type Problem, snapshotProblem } from './problem.ts';

/** What AWS or the journal did not let be read. */
export function fixProblem(problem: FixProblem): Problem {
  switch (problem.kind) {
    case 'journal':
      return journalProblem(problem.problem);
    case 'not-readable':
      return notReadableProblem(problem);
    case 'call':
    case 'no-such-build':
    case 'no-such-project':
      return snapshotProblem(problem);
  }
}

/** All that is lacking, so far as it can be told before the project is read. */
function notReadableProblem({ problem, project, operator, handoffs }: NotReadable): Problem {
  const name = shellQuote(safeLine(project));
  return {
    ...callProblem(problem),
    help: `ask for what is lacking, or choose another \`--profile\`; \`rolemend permissions --fix ${name}\` prints a policy for all of it`,
    more: {
      text: [...lackLines(operator, { name: project }, plain), ...lackingLines(operator)],
      json: { operator, handoffs: handoffs.map(handoffJson) },
    },
  };
}

/** All of it as one policy; nothing where nothing is lacking. */
export function lackingLines(operator: Operator | null): readonly string[] {
  const isAny = operator !== null && operator.lacks.length > 0;
  return isAny ? [`what is lacking, as one policy:\n${safeText(lackingPolicy(operator))}`] : [];
}

/** Why there is no plan. */
export function planProblem({ kind, message, next }: PlanProblem): Problem {
  return { message: safeLine(message), help: safeLine(next), exit: NO_PLAN[kind] };
}

const NO_PLAN: Readonly<Record<PlanProblem['kind'], ExitCode>> = {
  'policy-name': EXIT.invalidInput,
  'no-role': EXIT.problemFound,
  'role-unreadable': EXIT.unknown,
  'policy-shared': EXIT.problemFound,
  'policy-unreadable': EXIT.unknown,
  quota: EXIT.problemFound,
  'roles-needed': EXIT.unknown,
  'source-not-trusted': EXIT.invalidInput,
  'would-escape': EXIT.problemFound,
  'changes-for-role': EXIT.invalidInput,
  'no-such-role': EXIT.invalidInput,
  'no-fitting-role': EXIT.problemFound,
};

/** What these problems say of the account; a later round of one change says it in other words. */
export const NOTHING_CHANGED = 'nothing was changed';

/** Said before anything is asked or tried. */
export function notPermittedProblem(
  { operator, project, strategy }: Plan,
  flags: AccountOptions,
  nothing = NOTHING_CHANGED,
): Problem {
  const isTightened = strategy === 'tighten';
  const forSomebodyElse = `; \`${fixLine(project.name, flags)} --emit aws-cli\` prints the change for somebody who may`;
  const lacks = lacksFor(operator, 'apply');
  const [first] = lacks;
  const more = lacks.length > 1 ? ` and ${lacks.length - 1} more` : '';
  return {
    message: `\`${safeLine(operator?.as ?? '')}\` may not do \`${first?.action}\` on \`${safeLine(first?.resource ?? '*')}\`${more}, which this plan needs: ${nothing}`,
    help: `\`${permissionsLine(project.name, flags, isTightened ? strategy : 'fix')}\` prints a policy for all of it${isTightened ? '' : forSomebodyElse}`,
    exit: EXIT.problemFound,
  };
}

/** What it takes to have a plan applied that is not without somebody who weighs it. */
export function heldBackProblem(why: HeldBack, { project }: Plan, nothing = NOTHING_CHANGED): Problem {
  const name = shellQuote(safeLine(project.name));
  return why === 'surplus'
    ? {
        message: `${nothing}: the role that fits best may do more than the project needs`,
        help: `choose it by name with \`--role NAME\`, or make one of its own: \`rolemend fix ${name} --strategy create-role\``,
        exit: EXIT.problemFound,
      }
    : {
        message: `${nothing}: the build would not be green after this plan`,
        help: `have done what remains, \`rolemend fix ${name} --emit handoff\` prints it for its owners; or add \`--partial\` to apply this part now`,
        exit: EXIT.problemFound,
      };
}

/** Why the writes are not made as the role of `--narrow`. */
export function notNarrowedProblem(why: NotNarrowed, nothing = NOTHING_CHANGED): Problem {
  const role = safeLine(why.role);
  const own = 'leave out `--narrow` to write with your own rights';
  switch (why.kind) {
    case 'too-long':
      return {
        message: `a session policy of this plan comes to ${why.characters} characters, where STS takes ${why.most}: ${nothing}`,
        help: own,
        exit: EXIT.couldNotRun,
      };
    case 'elsewhere':
      return {
        message: `this plan writes in account ${why.account} as well, which \`${role}\` is not to: ${nothing}`,
        help: own,
        exit: EXIT.invalidInput,
      };
    case 'lacking': {
      const words = why.lacks.map(({ action, resource }) => `\`${action}\` on \`${safeLine(resource)}\``);
      return {
        message: `\`${role}\` may not do ${words.join(' and ')}, which this plan needs: ${nothing}`,
        help: `give \`--narrow\` a role that may, or ${own}`,
        exit: EXIT.problemFound,
      };
    }
    case 'not-assumed': {
      const { code, message } = why.problem;
      return {
        message: `\`${role}\` could not be assumed: ${safeLine(code)}: ${safeLine(message, 400)}: ${nothing}`,
        help: `have it trust you, and \`sts:AssumeRole\` on it be allowed to you, or ${own}`,
        exit: EXIT.couldNotRun,
      };
    }
    default:
      return unreachable(why);
  }
}
