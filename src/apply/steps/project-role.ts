/** A step that gives a project another role, and the old one back, opened to CodeBuild for that where it has to be. */
import type { AccountReader, AccountWriter, CallProblem } from '#account/ports.ts';
import type { Unreadable } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Reopened } from '#plan/steps/set-project-role.ts';
import type { StepOf } from '#plan/steps/step.ts';
import { isSame } from '../compare.ts';
import { isLost, isNotAssumedYet } from '../lost.ts';
import { made, plain, type State, stateOf, type StepRunner, type Whole } from './step-runner.ts';

/** That the old role was opened, by this change and no other, is part of the state. */
export function projectRoleRunner(step: StepOf<'set-project-role'>, { id }: Whole): StepRunner {
  const { project, before, after } = step;
  const reopened = step.reopened === undefined ? null : marked(step.reopened, id);
  const isOpened = (arn: string): string => `${arn}\n(role \`${reopened?.role}\` is opened)`;
  const give = (writer: AccountWriter) => writer.setProjectRole({ project, roleArn: before });
  return {
    ...plain,
    what: `service role of project \`${project}\``,
    before,
    after,
    halves: reopened === null ? [] : [isOpened(before), isOpened(after)],
    reopens: reopened !== null,
    observe: async (reader) => {
      const trust = reopened === null ? ok(null) : await trustOf(reader, reopened);
      if (!trust.ok) return trust;
      const arn = stateOf(await reader.projectRole(project), (found) => found);
      if (reopened === null || !arn.ok || arn.value === null) return arn;
      return ok(isSame(trust.value, reopened.open) ? isOpened(arn.value) : arn.value);
    },
    take: (writer) => made(writer.setProjectRole({ project, roleArn: after })),
    revert: (writer, reader) =>
      reopened === null
        ? give(writer)
        : whileOpened(reopened, { writer, reader }, async () => {
            // Opening it took a while, in which the project may have been given a third role.
            const now = await reader.projectRole(project);
            if (now.kind === 'unreadable') return err(unread(now.problem));
            const role = now.kind === 'known' ? now.value : null;
            return role === before || role === after ? give(writer) : err(changedTo(project, role));
          }),
  };
}

/** The Sid of the statement names the change, so that nobody else's is taken for it. */
function marked(reopened: Reopened, id: string): Reopened {
  const mark = (key: string, value: unknown): unknown =>
    key === 'Sid' && value === 'OpenedByUndoOf' ? `${value}${id.replace(/\W/g, '')}` : value;
  return { ...reopened, open: JSON.stringify(JSON.parse(reopened.open, mark)) };
}

async function trustOf(reader: AccountReader, { role }: Reopened): Promise<Result<State, Unreadable>> {
  return stateOf(await reader.role(role), ({ trustPolicy }) => trustPolicy);
}

interface Doors {
  readonly writer: AccountWriter;
  readonly reader: AccountReader;
}

/** A trust policy that somebody changed meanwhile is left to them, whatever then comes of it. */
async function whileOpened(
  reopened: Reopened,
  { writer, reader }: Doors,
  give: () => Promise<Result<null, CallProblem>>,
): Promise<Result<null, CallProblem>> {
  const { role, before, open } = reopened;
  const isOurs = ({ value }: { readonly value: State }): boolean =>
    [before, open].some((one) => isSame(value, one));
  const present = await trustOf(reader, reopened);
  if (!present.ok) return err(unread(present.error));
  if (!isOurs(present)) return give();
  if (!isSame(present.value, open)) {
    const opened = await writer.setTrustPolicy({ role, document: open });
    if (!opened.ok) return opened;
  }
  const given = await give();
  // It stays open while the call may yet be done: the state says so, and the next try goes on from there.
  if (!given.ok && (isNotAssumedYet(given.error) || isLost(given.error))) return given;
  const left = await trustOf(reader, reopened);
  if (!left.ok) return err(unread(left.error));
  const closed = isOurs(left) ? await writer.setTrustPolicy({ role, document: before }) : ok(null);
  return closed.ok ? given : closed;
}

/** Nothing that waiting changes. */
const changedTo = (project: string, role: State): CallProblem => ({
  kind: 'invalid',
  code: 'Changed',
  message: role === null ? 'it is not there any more' : `it has role \`${role}\` by now`,
  call: `giving project \`${project}\` its role back`,
  action: null,
  resource: null,
});

/** Nothing is known of how far it went: it is looked at again. */
const unread = ({ what, why, message, needs, on }: Unreadable): CallProblem => ({
  kind: 'other',
  code: why,
  message,
  call: `reading ${what}`,
  action: needs,
  resource: on,
});
