/**
 * Whether whoever runs Rolemend may do what a plan needs, asked before anybody is. Comes in: a diagnosis and its plan, or why
 * there is none. Goes out: the same with what its operator lacks, and what others have to do for that. Never: tries a write
 * to find out.
 */
import type { AccountReader, CallProblem, SnapshotProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Handoff } from '#plan/handoffs/handoff.ts';
import { handoffOfRights, handoffsOfPlan } from '#plan/handoffs/operator.ts';
import { answeredRights } from '#plan/operator/answered-rights.ts';
import { placeOf, rightsAt, rightsOfPlan, rightsToChange, rightsToRead } from '#plan/operator/every-right.ts';
import { judgeOperator, type NotSimulated, type Surroundings } from '#plan/operator/judge-operator.ts';
import { distinctRights } from '#plan/operator/required-rights.ts';
import { isWrite } from '#plan/narrow.ts';
import { isPattern, type Operator, type Right } from '#plan/operator/right.ts';
import { isToBeFilledIn } from '#plan/operator/usual-steps.ts';
import { askingAhead } from './ask-ahead.ts';
import { type OperatorReader, principalOf } from './principal-of.ts';
import { type Diagnosed, diagnoseProject, type DiagnoseRequest } from './diagnose.ts';

/** A project that its operator may not even read, and what else they would lack. */
export interface NotReadable {
  readonly kind: 'not-readable';
  readonly project: string;
  readonly problem: CallProblem;
  readonly operator: Operator;
  readonly handoffs: readonly Handoff[];
}

/** The diagnosis, its plan, and what whoever asks may do of it. */
export async function diagnoseAsOperator(
  request: DiagnoseRequest,
  reader: AccountReader,
): Promise<Result<Diagnosed, SnapshotProblem | NotReadable>> {
  const asking = askingAhead(request.planning, reader);
  try {
    const diagnosed = await diagnoseProject({ ...request, onRed: asking.onRed }, reader);
    if (diagnosed.ok) return ok(await withOperator(diagnosed.value, asking.reader, request.narrow));
    const { error } = diagnosed;
    return err(error.kind === 'call' ? await withoutProject(error.problem, request, reader) : error);
  } finally {
    // Nobody waits for what the plan did not ask for.
    asking.end();
  }
}

/** The same diagnosis, its plan with what the caller may do of it. */
export async function withOperator(
  diagnosed: Diagnosed,
  reader: OperatorReader,
  narrow?: string,
): Promise<Diagnosed> {
  const { diagnosis, plan } = diagnosed;
  const operator = await checkOperator(diagnosed, reader, narrow);
  const ofRights = handoffOfRights(operator, diagnosis.snapshot.operators);
  if (!plan.ok) {
    const handoffs = [...plan.error.handoffs, ...ofRights];
    return { ...diagnosed, plan: err({ ...plan.error, operator, handoffs }) };
  }
  const ofPlan = handoffsOfPlan({ plan: plan.value, setting: diagnosis.snapshot }, operator);
  const handoffs = [...plan.value.handoffs, ...ofPlan, ...ofRights];
  return { ...diagnosed, plan: ok({ ...plan.value, operator, handoffs }) };
}

/**
 * A plan that changes nothing asks for no rights, unless it does so for want of reading. What a pattern stands for is asked
 * about only where something was refused: else all that was there was read.
 */
async function checkOperator(
  diagnosed: Diagnosed,
  reader: OperatorReader,
  narrow?: string,
): Promise<Operator> {
  const { diagnosis, plan } = diagnosed;
  const reads = await reader.answered();
  const isHampered = reads.some(({ refused }) => refused);
  const planned = plan.ok && plan.value.steps.length > 0 ? plan.value : null;
  const isOpen = planned === null && isHampered && diagnosis.verdict !== 'healthy';
  const reading = planned === null && !isHampered ? [] : rightsToRead(diagnosed, []);
  const rights = [
    ...(planned === null ? [] : rightsOfPlan(diagnosed, planned).filter((one) => !isOthers(one, narrow))),
    ...(isOpen ? rightsToChange(diagnosed, null) : []),
    ...(isHampered ? reading : reading.filter(({ resource }) => !isPattern(resource))),
  ];
  const { operator, operators = {} } = diagnosis.snapshot;
  const around = diagnosis.snapshot;
  const own = { caller: operator, rights: rights.filter(({ account }) => account === undefined), around };
  const others = Object.entries(operators).flatMap(([account, caller]) => {
    const ofAccount = rights.filter((right) => right.account === account);
    return ofAccount.length === 0 ? [] : [judgeCaller({ caller, rights: ofAccount, around }, reader)];
  });
  return joined(await judgeCaller(own, reader), await Promise.all(others));
}

/** What every caller lacks, in one list. */
function joined(own: Operator, others: readonly Operator[]): Operator {
  const all = [own, ...others];
  const whys = all.flatMap(({ whyUnchecked }) => whyUnchecked ?? []);
  return {
    ...own,
    lacks: all.flatMap(({ lacks }) => lacks),
    unchecked: all.flatMap(({ unchecked }) => unchecked),
    whyUnchecked: whys.length === 0 ? null : [...new Set(whys)].join('; '),
  };
}

/** What another role writes is not the caller's to be allowed. */
const isOthers = (right: Right, narrow: string | undefined): boolean =>
  narrow !== undefined && right.for === 'apply' && isWrite(right);

interface Asking {
  readonly caller: string;
  readonly rights: readonly Right[];
  readonly around: Surroundings;
}

async function judgeCaller(
  { caller, rights: all, around }: Asking,
  reader: OperatorReader,
): Promise<Operator> {
  // What the other accounts' callers read is not among what was answered here.
  const isOther = all.some(({ account }) => account !== undefined);
  const { refused, open } = answeredRights(distinctRights(all), isOther ? [] : await reader.answered());
  const rights = open.filter(({ resource }) => !isToBeFilledIn(resource));
  const isIdle = rights.length === 0 && refused.length === 0;
  const principal = isIdle ? err(NOBODY_ASKED) : await principalOf(caller, reader);
  const who = { as: caller, principal: principal.ok ? principal.value : null };
  const verdicts = rights.length === 0 ? ok([]) : await simulateCaller(principal, rights, reader);
  return judgeOperator(who, refused, { rights, verdicts, around });
}

const NOBODY_ASKED: NotSimulated = { why: 'nobody was asked', lacks: [] };

/** Null where the project was not refused, but could not be asked for. */
async function withoutProject(
  problem: CallProblem,
  { project, planning }: DiagnoseRequest,
  reader: AccountReader,
): Promise<SnapshotProblem | NotReadable> {
  const caller = problem.kind === 'denied' ? await reader.caller() : err(problem);
  if (!caller.ok) return { kind: 'call', problem };
  const place = placeOf(project, caller.value, problem);
  const rights = rightsAt(place, { extent: 'fix', planning, principals: [] });
  // What a pattern stands for is not known before the project is.
  const certain = rights.filter(({ resource }) => !isPattern(resource));
  const around = { registryPolicies: {}, repositories: {}, resourcePolicies: {} };
  const operator = await judgeCaller({ caller: caller.value.arn, rights: certain, around }, reader);
  return { kind: 'not-readable', project, problem, operator, handoffs: handoffOfRights(operator) };
}

async function simulateCaller(
  principal: Result<string, NotSimulated>,
  rights: readonly Right[],
  reader: OperatorReader,
) {
  if (!principal.ok) return principal;
  const simulated = await reader.simulate({ principalArn: principal.value, requests: rights });
  return simulated.ok ? simulated : err(notSimulated(principal.value, simulated.error));
}

function notSimulated(principal: string, { kind, code }: CallProblem): NotSimulated {
  const denied = kind === 'denied';
  return {
    why: denied
      ? `AWS's simulator may not be asked: that needs \`iam:SimulatePrincipalPolicy\` on \`${principal}\``
      : `AWS's simulator could not be asked (${code})`,
    lacks: denied ? [{ action: 'iam:SimulatePrincipalPolicy', resource: principal }] : [],
  };
}
