/**
 * One setting of a project's environment. UpdateProject replaces the whole of it, so it is read again right before, and sent back
 * with one member changed; what else it holds, which may be secrets, goes nowhere else.
 */
import type { CallProblem } from '#account/ports.ts';
import {
  MEMBERS,
  memberValue,
  NOT_AS_SENT,
  type SettingChange,
  settingOf,
  type SettingValue,
} from '#account/project-setting.ts';
import { stableJson } from '#basics/stable-json.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { environmentOf } from './project.ts';
import type { Output } from './services.ts';

/** A throttled write is sent again with what is there by then; pauses in milliseconds. Source: AWS SDKs and Tools Reference Guide, feature-retry-behavior. */
const PAUSES = [1_000, 2_000, 4_000, 8_000];

export async function writeSetting(
  connection: Connection,
  change: SettingChange,
): Promise<Result<null, CallProblem>> {
  for (const pause of PAUSES) {
    const answer = await writeNow(connection, change);
    if (answer.ok || answer.error.kind !== 'throttled') return answer;
    await connection.clock.sleep(pause, connection.signal);
  }
  return writeNow(connection, change);
}

type Environment = NonNullable<
  NonNullable<Output<'codebuild', 'BatchGetProjects'>['projects']>[number]['environment']
>;

async function writeNow(
  { read, writeOnce }: Connection,
  { project, setting, from, to }: SettingChange,
): Promise<Result<null, CallProblem>> {
  const present = await read('codebuild', 'BatchGetProjects', { names: [project] });
  if (!present.ok) return present;
  const environment = present.value.projects?.[0]?.environment;
  if (environment === undefined) return err(refusal('not-found', 'it is not there any more', project));
  const now = settingOf({ environment: environmentOf(environment) }, setting);
  if (now === to) return ok(null);
  if (now !== from) return err(refusal('invalid', `\`${setting}\` is \`${now}\` by now`, project));
  const wanted = withMember(environment, { setting, value: to });
  const answer = await writeOnce('codebuild', 'UpdateProject', { name: project, environment: wanted });
  if (!answer.ok) return answer;
  const lost = lostMembers(wanted, answer.value.project?.environment);
  return lost.length === 0 ? ok(null) : err(notAsSent(project, lost));
}

function withMember(environment: Environment, { setting, value }: SettingValue): Environment {
  const { [MEMBERS[setting]]: _, ...rest } = environment;
  const changed = memberValue({ setting, value });
  return { ...rest, ...(changed === undefined ? {} : { [MEMBERS[setting]]: changed }) };
}

/** Names alone: the values may be secrets. What AWS adds of its own is no loss. */
function lostMembers(sent: Environment, stored: Environment | undefined): readonly string[] {
  if (stored === undefined) return [];
  const held = new Map(Object.entries(stored).map(([name, value]) => [name, stableJson(value)]));
  return Object.entries(sent).flatMap(([name, value]) =>
    value === undefined || held.get(name) === stableJson(value) ? [] : [name],
  );
}

const call = 'codebuild:UpdateProject';

const refusal = (kind: 'invalid' | 'not-found', what: string, project: string): CallProblem => ({
  kind,
  code: 'Changed',
  message: `the setting of project \`${project}\` was not written: ${what}`,
  call,
  action: null,
  resource: null,
});

const notAsSent = (project: string, lost: readonly string[]): CallProblem => ({
  kind: 'other',
  code: NOT_AS_SENT,
  message: `AWS changed the setting of project \`${project}\`, but holds other values than were sent of ${lost.map((name) => `\`environment.${name}\``).join(', ')}`,
  call,
  action: null,
  resource: null,
});
