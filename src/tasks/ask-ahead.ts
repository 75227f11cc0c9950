/**
 * What a plan asks of whoever runs Rolemend, asked while the project is still read. Comes in: the choices for a plan, and a reader
 * of the account. Goes out: whom to tell that a build is red, and a reader that knows what AWS answered by then. Never: keeps
 * anybody from asking what was not answered, or takes one request for another.
 */
import type { AccountReader, FailedProject } from '#account/ports.ts';
import type { SimulatedRequest, SimulatedVerdict } from '#account/simulation.ts';
import { absent, type Known } from '#account/snapshot.ts';
import { ok } from '#basics/result.ts';
import { stableJson } from '#basics/stable-json.ts';
import { inPlace } from '#plan/house-rules.ts';
import { rightsEitherWay } from '#plan/operator/every-right.ts';
import { isPattern, type Right } from '#plan/operator/right.ts';
import { isToBeFilledIn, usualPlan } from '#plan/operator/usual-steps.ts';
import type { PlanOptions } from '#plan/plan.ts';
import { type OperatorReader, principalOf } from './principal-of.ts';

type Reader = OperatorReader & Pick<AccountReader, 'caller' | 'ahead'>;

interface Asking {
  readonly onRed: (found: FailedProject) => void;
  readonly reader: OperatorReader;
  /** Gives up what is not answered yet. */
  readonly end: () => void;
}

export function askingAhead(planning: PlanOptions, reader: Reader): Asking {
  let answers: Promise<Answers> = Promise.resolve(NONE);
  const ending = new AbortController();
  return {
    end: () => ending.abort(),
    onRed: (found) => {
      answers = answersOn(usualRights(found, planning), reader, ending.signal).catch(() => NONE);
    },
    reader: {
      answered: () => reader.answered(),
      roleArn: async (name, account) =>
        (await answers).roles.get(roleKey(name, account)) ?? reader.roleArn(name, account),
      simulate: async (query) => {
        const { verdicts } = await answers;
        const verdictOn = (request: SimulatedRequest) =>
          verdicts.get(requestKey(query.principalArn, request));
        const open = query.requests.filter((request) => verdictOn(request) === undefined);
        const asked = open.length === 0 ? ok([]) : await reader.simulate({ ...query, requests: open });
        if (!asked.ok) return asked;
        const rest = asked.value.values();
        return ok(query.requests.flatMap((request) => verdictOn(request) ?? rest.next().value ?? []));
      },
    },
  };
}

/** What AWS has answered. */
interface Answers {
  /** ARNs of roles. */
  readonly roles: ReadonlyMap<string, Known<string>>;
  readonly verdicts: ReadonlyMap<string, SimulatedVerdict>;
}

const NONE: Answers = { roles: new Map(), verdicts: new Map() };

const roleKey = (name: string, account = ''): string => `${account} ${name}`;
const requestKey = (principal: string, { action, resource, context = {} }: SimulatedRequest): string =>
  stableJson([principal, action, resource, context]);

async function answersOn(rights: readonly Right[], reader: Reader, signal: AbortSignal): Promise<Answers> {
  const caller = await reader.caller();
  if (!caller.ok) return NONE;
  const { roleArn, simulate } = reader.ahead(signal);
  const roles = new Map<string, Known<string>>();
  const principal = await principalOf(caller.value.arn, {
    roleArn: async (name, account) => {
      const role = await roleArn(name, account);
      roles.set(roleKey(name, account), role);
      return role;
    },
  });
  if (!principal.ok) return NONE;
  const { value: principalArn } = principal;
  const answer = await simulate({ principalArn, requests: rights });
  if (!answer.ok) return NONE;
  const verdicts = answer.value.map(
    (one, index) => [requestKey(principalArn, rights[index] ?? one), one] as const,
  );
  return { roles, verdicts: new Map(verdicts) };
}

/** Of the steps that the strategy takes as a rule, on things whose names are known. */
function usualRights(
  { partition, account, region, project: { name, arn, serviceRole } }: FailedProject,
  planning: PlanOptions,
): readonly Right[] {
  const named = { partition, account, project: name, roleArn: serviceRole, roles: [] };
  const plan = usualPlan(named, inPlace(planning, { account, region, project: name }));
  const rights = rightsEitherWay(plan, { partition, account, project: { arn }, role: absent, roles: [] });
  return rights.filter(({ resource }) => !isPattern(resource) && !isToBeFilledIn(resource));
}
