/**
 * A change that takes something out, gone on with after its process ended. Comes in: the project and the journal. Goes out: how it
 * ended, proved or put back. Never: judges it on less than every project that has the role by now, as the role was before it.
 */
import type { AccountReader } from '#account/ports.ts';
import type { ManagedPolicy } from '#account/snapshot.ts';
import { resumeChange } from '#apply/apply.ts';
import type { Change } from '#apply/change.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { judgeNeed } from '#diagnosis/judge.ts';
import type { Plan } from '#plan/plan.ts';
import { beforeChange, type TakenOut } from '#plan/tighten/before-change.ts';
import type { FixPorts } from './fix-ports.ts';
import { proveTightened, putBack } from './prove-tightened.ts';
import { othersOn } from './survey-role.ts';
import {
  halfTaken,
  runningOn,
  type TightenOutcome,
  type TightenProblem,
  type TightenRequest,
  withUnfinished,
} from './tighten.ts';

export interface ResumeRequest extends Omit<TightenRequest, 'approve' | 'dryRun'> {
  readonly approve: (change: Change) => Promise<boolean>;
}

/** Takes what is left, has the build run, or puts all of it back. */
export async function resumeTighten(
  request: ResumeRequest,
  ports: FixPorts,
): Promise<Result<TightenOutcome, TightenProblem>> {
  const standing = await withUnfinished(request, ports);
  if (!standing.ok) return standing;
  const { read, unfinished: change } = standing.value;
  const { diagnosis } = read;
  if (change === null || change.strategy !== 'tighten') return ok({ kind: 'nothing-to-resume' });
  if (change.state === 'undoing') return ok({ kind: 'unfinished', change });
  const others = await othersOn(request, diagnosis, ports.reader);
  const inUse = runningOn([diagnosis, ...(others.ok ? others.value : [])]);
  if (inUse !== null) return ok(inUse);
  if (!(await request.approve(change))) return ok({ kind: 'not-resumed' });
  const before = others.ok ? await asBefore([diagnosis, ...others.value], change, ports.reader) : others;
  if (!before.ok)
    return ok({
      policies: [],
      ...(await putBack(change, { why: before.error.join('; '), retry: null }, ports)),
    });
  const resumed = await resumeChange(change, ports);
  if (!resumed.ok) return ok(await halfTaken(resumed.error, [], ports));
  const proving = { change: resumed.value, next: startOf(diagnosis), all: before.value, isFresh: false };
  return ok({ policies: [], ...(await proveTightened(proving, ports)) });
}

/** Every project judged on the role as it was; or why that is not known. */
async function asBefore(
  all: readonly Diagnosis[],
  change: Change,
  reader: AccountReader,
): Promise<Result<readonly Diagnosis[], readonly string[]>> {
  const { roleArn } = change;
  const [own] = all;
  if (own?.snapshot.role.kind !== 'known' || own.snapshot.role.value.arn !== roleArn)
    return err(['the project has another role by now, or its role could not be read']);
  const steps = change.steps.map(({ step }) => step);
  const detached: Record<string, ManagedPolicy> = {};
  for (const step of steps) {
    if (step.kind !== 'detach-role-policy') continue;
    const policy = await reader.managedPolicy(step.policyArn);
    if (policy.kind !== 'known') return err([`\`${step.policyArn}\` could not be read`]);
    detached[step.policyArn] = policy.value;
  }
  return ok(all.map((one) => judgedBefore(one, { roleArn, steps, detached })));
}

function judgedBefore(diagnosis: Diagnosis, taken: TakenOut): Diagnosis {
  const snapshot = beforeChange(diagnosis.snapshot, taken);
  return { ...diagnosis, snapshot, needs: diagnosis.needs.map((need) => judgeNeed(snapshot, need)) };
}

/** What was green before the change is not known any more. */
const startOf = ({ snapshot }: Diagnosis): Plan['nextBuild'] => ({
  kind: 'start',
  commit: null,
  ...(snapshot.batch.kind === 'known' ? { batch: true } : {}),
});
