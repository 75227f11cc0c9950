/** Option 3 of the runbook: another role that CodeBuild may assume and that meets every need already. */
import { err, ok } from '#basics/result.ts';
import { known, type Role } from '#account/snapshot.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import { judgeNeed, judgeTrust } from '#diagnosis/judge.ts';
import { carriedNeeds, isWellFounded } from '../grant-rule.ts';
import { handOver, notesOnReopening } from '../hand-over.ts';
import { excessOf } from '../excess.ts';
import { withheld } from '../grants.ts';
import type { Withheld } from '../plan.ts';
import type { PlanProblem } from '../problem.ts';
import { hangsOnSilent, lacksOwnAllow } from '../silent-layers.ts';
import type { Drafting, Task } from './draft.ts';

/** A role held against the project's needs: fitting, or what it lacks. */
interface Candidate {
  readonly role: Role;
  readonly lacks: readonly string[];
  /** How many needs it does not meet; one more where CodeBuild may not assume it. */
  readonly distance: number;
}

export function planSwitchRole(task: Task): Drafting {
  const { diagnosis, options, roles } = task;
  const { project } = diagnosis.snapshot;
  const others = roles.filter(
    ({ arn, path }) => arn !== project.serviceRole && !path.startsWith('/aws-service-role/'),
  );
  const candidates = others.map((role) => hold(task, role)).toSorted(byFit);
  const fitting = candidates.filter(({ distance }) => distance === 0);
  const wanted = options.roleName;
  const chosen = wanted === null ? fitting[0] : candidates.find(({ role }) => role.name === wanted);
  const problem = problemWith(task, { chosen, candidates });
  if (problem !== null || chosen === undefined) return err(problem ?? noRole(task, candidates));
  const { role } = chosen;
  const handedOver = handOver(diagnosis.snapshot, role.arn);
  return ok({
    strategy: 'switch-role',
    roleArn: role.arn,
    steps: [handedOver],
    granted: [],
    withheld: withheldBy(task, role),
    notes: [
      `role \`${role.name}\` allows every need; its policies weigh ${excessOf(role)}, the other fitting roles: ${wordFitting(fitting, role)}`,
      ...nearMisses(candidates).map((miss) => `not fitting: ${miss}`),
      ...notesOnReopening(handedOver),
      `whoever runs this needs \`iam:PassRole\` on \`${role.arn}\``,
    ],
  });
}

function hold(task: Task, role: Role): Candidate {
  const snapshot = { ...task.diagnosis.snapshot, role: known(role) };
  const unmet = carriedNeeds(task.diagnosis, task.options)
    .map((need) => judgeNeed(snapshot, need))
    .filter((need) => need.decision.decision !== 'allowed' && !isOpen(need));
  const trusted = judgeTrust(snapshot, role).decision === 'allowed';
  const lacks = unmet.map(({ action, resource }) => `\`${action}\` on \`${resource}\``);
  return {
    role,
    lacks: trusted ? lacks : ['a trust policy that lets CodeBuild assume it for this project', ...lacks],
    distance: unmet.length + (trusted ? 0 : 1),
  };
}

/** The role does its part: what was not read can make that useless, and is said with the expected end. */
const isOpen = (need: JudgedNeed): boolean => hangsOnSilent(need) && !lacksOwnAllow(need);

/** Fitting first; among those the least excess; names break ties so that the choice is the same every time. */
function byFit(left: Candidate, right: Candidate): number {
  return (
    left.distance - right.distance ||
    excessOf(left.role) - excessOf(right.role) ||
    (left.role.name < right.role.name ? -1 : 1)
  );
}

function problemWith(
  task: Task,
  { chosen, candidates }: { chosen: Candidate | undefined; candidates: readonly Candidate[] },
): PlanProblem | null {
  const { project } = task.diagnosis.snapshot;
  const { roleName } = task.options;
  if (task.roles.length === 0) {
    return {
      kind: 'roles-needed',
      message: 'the roles of the account could not be listed',
      next: 'run Rolemend as someone who may do `iam:GetAccountAuthorizationDetails`',
    };
  }
  if (roleName !== null && roleName === project.serviceRole.split('/').at(-1)) {
    return {
      kind: 'no-such-role',
      message: `the project uses role \`${roleName}\` already`,
      next: 'choose another with `--role NAME`',
    };
  }
  if (roleName !== null && chosen === undefined) {
    const fitting = candidates.filter(({ distance }) => distance === 0).map(({ role }) => `\`${role.name}\``);
    const would = fitting.length === 0 ? 'none would fit' : `${fitting.slice(0, 3).join(', ')} would fit`;
    return {
      kind: 'no-such-role',
      message: `there is no role \`${roleName}\`; ${would}`,
      next:
        fitting.length === 0
          ? `\`rolemend fix ${project.name} --strategy create-role\` makes one that does`
          : 'choose with `--role NAME`',
    };
  }
  return chosen !== undefined && chosen.distance > 0 ? unfit(task, chosen) : null;
}

function unfit({ diagnosis }: Task, candidate: Candidate): PlanProblem {
  return {
    kind: 'no-fitting-role',
    message: `role \`${candidate.role.name}\` does not fit: it lacks ${wordLacks(candidate)}`,
    next: `\`rolemend fix ${diagnosis.snapshot.project.name} --strategy create-role\` makes one that does`,
  };
}

function noRole({ diagnosis }: Task, candidates: readonly Candidate[]): PlanProblem {
  const misses = nearMisses(candidates);
  return {
    kind: 'no-fitting-role',
    message: `no role of the account meets every need${misses.length === 0 ? '' : `; nearest: ${misses.join('; ')}`}`,
    next: `\`rolemend fix ${diagnosis.snapshot.project.name} --strategy create-role\` makes one that does`,
  };
}

/** The nearest of the roles that CodeBuild at least has to do with. */
function nearMisses(candidates: readonly Candidate[]): readonly string[] {
  return candidates
    .filter(({ distance, role }) => distance > 0 && role.trustPolicy.includes('codebuild'))
    .slice(0, 3)
    .map((candidate) => `\`${candidate.role.name}\` lacks ${wordLacks(candidate)}`);
}

function wordLacks({ lacks }: Candidate): string {
  const shown = lacks.slice(0, 3).join(', ');
  return lacks.length > 3 ? `${shown} and ${lacks.length - 3} more` : shown;
}

function wordFitting(fitting: readonly Candidate[], chosen: Role): string {
  const rest = fitting.filter(({ role }) => role !== chosen).slice(0, 3);
  return rest.map(({ role }) => `\`${role.name}\` (${excessOf(role)})`).join(', ') || 'none';
}

/** What weak evidence asks for and the new role does not allow either. */
function withheldBy({ diagnosis, options }: Task, role: Role): readonly Withheld[] {
  const snapshot = { ...diagnosis.snapshot, role: known(role) };
  const needs = diagnosis.needs
    .filter((need) => need.subject === 'service-role' && !isWellFounded(diagnosis.snapshot, need, options))
    .map((need) => judgeNeed(snapshot, need))
    .filter(({ decision }) => decision.decision !== 'allowed');
  const why = 'the evidence for it is too weak to choose a role by';
  return needs.map((need) => withheld(need, why, { snapshot, options, needs }));
}
