/** What `--confirm` names, as pairs; and the answer to one that names an action alone. */
import type { Diagnosis } from '#diagnosis/finding.ts';
import { type Confirmation, readConfirmation } from '#plan/confirmation.ts';
import { isConfirmable } from '#plan/scope.ts';
import { shellQuote } from '#render/shell-quote.ts';
import { safeLine } from '#render/terminal-text.ts';
import { isBare } from './describe.ts';
import { EXIT } from '#render/exit-codes.ts';
import type { Problem } from '#render/problem.ts';

/** The pairs that the confirmations of a command line name; those without a resource name none. */
export function confirmationsOf(confirm: readonly string[] = []): readonly Confirmation[] {
  return confirm.flatMap((text) => {
    const pairs = isBare(text) ? null : readConfirmation(text);
    return pairs?.ok ? pairs.value : [];
  });
}

/** The answer to a confirmation without a resource: the pairs it could mean. Null: there is none. */
export function bareConfirmation(
  confirm: readonly string[] | undefined,
  { needs }: Diagnosis,
): Problem | null {
  const bare = confirm?.find(isBare);
  if (bare === undefined) return null;
  const pairs = needs.filter(
    (need) => need.action.toLowerCase() === bare.toLowerCase() && isConfirmable(need),
  );
  const flags = [...new Set(pairs.map(({ action, resource }) => `${action}=${resource}`))].slice(0, 5);
  return {
    message: `\`--confirm ${safeLine(bare)}\` does not say on what: expected \`ACTION=ARN\``,
    help:
      flags.length === 0
        ? 'nothing shows that the build needs this action on any resource'
        : `it could mean ${flags.map((flag) => `\`--confirm ${shellQuote(safeLine(flag))}\``).join(' or ')}`,
    exit: EXIT.invalidInput,
  };
}
