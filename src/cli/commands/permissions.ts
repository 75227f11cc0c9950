import type { PermissionsDocument } from '#render/documents.ts';
import { partitionOf } from '#catalog/partitions.ts';
import { policySize } from '#iam/quota.ts';
import { principalArns } from '#plan/operator/principal.ts';
import { rightsPolicy } from '#plan/operator/rights-policy.ts';
import { permissionNotes } from '#render/permissions-text.ts';
import { safeLine } from '#render/terminal-text.ts';
import { type Permissions, permissionsAnywhere, permissionsFor } from '#tasks/permissions.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { AccountFlags, PlanningFlags, ReadingFlags } from '../describe.ts';
import { EXIT } from '#render/exit-codes.ts';
import { openAccountFor, requestFor } from '../open.ts';
import { type Problem, snapshotProblem } from '#render/problem.ts';
import { report, type Terminal } from '../terminal.ts';
import { safeJson } from '#render/safe-json.ts';

interface Flags extends AccountFlags, ReadingFlags, PlanningFlags {
  readonly read?: boolean;
  readonly fix?: boolean;
  readonly tighten?: boolean;
  readonly as?: string;
}

/** `rolemend permissions [PROJECT]`: one policy document on standard output, what to know of it on standard error. */
export async function permissionsCommand(
  project: string | null,
  flags: Flags,
  terminal: Terminal,
): Promise<number> {
  const json = flags.json === true;
  const found = await find(project, flags, terminal);
  if (!found.ok) return report(found.error, terminal, json);
  const policy = rightsPolicy(found.value.rights);
  const notes = permissionNotes(found.value, policy, flags.strategy);
  if (json) {
    const document: PermissionsDocument = {
      schema: 'rolemend.permissions/1',
      for: found.value.extent,
      project,
      policy: JSON.parse(policy) as object,
      notes,
      characters: policySize(policy),
    };
    terminal.print(safeJson(document, 2));
    return EXIT.done;
  }
  terminal.print(policy);
  for (const note of notes) terminal.note(`${terminal.notePaint.dim('note')} ${note}`);
  return EXIT.done;
}

async function find(
  project: string | null,
  flags: Flags,
  terminal: Terminal,
): Promise<Result<Permissions, Problem>> {
  const asked = EXTENTS.filter((extent) => flags[extent] === true);
  const [extent = 'fix', other] = asked;
  if (other !== undefined) return err(several(extent, other));
  if (flags.as !== undefined && principalArns(flags.as).length === 0) return err(notPrincipal(flags.as));
  const wanted = { extent, as: flags.as ?? null } as const;
  const request = await requestFor(project ?? '', flags);
  if (!request.ok) return request;
  if (project === null) {
    return ok(permissionsAnywhere(wanted, partitionOf(flags.region ?? ''), request.value.planning));
  }
  const account = await openAccountFor(flags, terminal);
  if (!account.ok) return account;
  const permissions = await permissionsFor(wanted, request.value, account.value.reader);
  return permissions.ok ? permissions : err(snapshotProblem(permissions.error));
}

const EXTENTS = ['read', 'fix', 'tighten'] as const;
type Extent = (typeof EXTENTS)[number];

const several = (one: Extent, other: Extent): Problem => ({
  message: `\`--${one}\` and \`--${other}\` were both given`,
  help: 'choose one: `--fix` and `--tighten` each hold all that `--read` does',
  exit: EXIT.invalidInput,
});

const notPrincipal = (arn: string): Problem => ({
  message: `\`${safeLine(arn)}\` is no user or role; an ARN such as \`arn:aws:iam::111122223333:role/team/builder\` would be`,
  help: 'leave out `--as` for whichever user has the policy, or your own role',
  exit: EXIT.invalidInput,
});
