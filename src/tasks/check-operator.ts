/**
 * Whether whoever runs Rolemend may do what a plan needs, asked before anybody is. Comes in: a diagnosis and its plan.
 * Goes out: the plan with what its operator lacks. Never: tries a write to find out.
 */
import type { AccountReader, CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { parseArn } from '#iam/arn.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { handoffsOfOperator } from '#plan/handoffs/operator.ts';
import { judgeOperator, type NotSimulated } from '#plan/operator/judge-operator.ts';
import { requiredRights } from '#plan/operator/required-rights.ts';
import type { Operator, Right } from '#plan/operator/right.ts';
import { principalArns } from '#plan/operator/principal.ts';
import type { Plan } from '#plan/plan.ts';
import type { Diagnosed } from './diagnose.ts';

type Reader = Pick<AccountReader, 'simulate' | 'roleArn'>;

/** The same diagnosis, its plan with what the caller may do of it. */
export async function withOperator(diagnosed: Diagnosed, reader: Reader): Promise<Diagnosed> {
  const { diagnosis, plan } = diagnosed;
  if (!plan.ok) return diagnosed;
  const operator = await checkOperator(plan.value, diagnosis, reader);
  const handoffs = [...plan.value.handoffs, ...handoffsOfOperator(plan.value, operator)];
  return { ...diagnosed, plan: ok({ ...plan.value, operator, handoffs }) };
}

/** A plan that changes nothing asks for no rights. */
async function checkOperator(plan: Plan, diagnosis: Diagnosis, reader: Reader): Promise<Operator> {
  const { snapshot, unreadable } = diagnosis;
  const rights = plan.steps.length === 0 ? [] : requiredRights(plan, snapshot, plan.nextBuild);
  const verdicts = rights.length === 0 ? ok([]) : await simulateCaller(snapshot.operator, rights, reader);
  return judgeOperator(snapshot, unreadable, { rights, verdicts });
}

async function simulateCaller(caller: string, rights: readonly Right[], reader: Reader) {
  const principal = await principalOf(caller, reader);
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

/**
 * The user or role behind the caller: the simulator takes no session's ARN, and a session's has lost the path of its role.
 * Source: IAM API reference, SimulatePrincipalPolicy (PolicySourceArn).
 */
export async function principalOf(
  caller: string,
  reader: Pick<AccountReader, 'roleArn'>,
): Promise<Result<string, NotSimulated>> {
  const arn = parseArn(caller);
  const [kind, name = ''] = arn?.resource.split('/') ?? [];
  if (kind === 'user' || kind === 'role') return ok(caller);
  if (kind !== 'assumed-role') {
    const who = kind === 'root' ? 'the root user' : "a session of another kind than a role's";
    return err({ why: `AWS's simulator answers for users and roles, not for ${who}`, lacks: [] });
  }
  const role = await reader.roleArn(name);
  if (role.kind === 'known') return ok(role.value);
  const needs = role.kind === 'unreadable' && role.problem.needs !== null;
  return err({
    why: `the ARN of the role \`${name}\`, which AWS's simulator is asked by, could not be read`,
    lacks: needs ? principalArns(caller).map((resource) => ({ action: 'iam:GetRole', resource })) : [],
  });
}
