/** Secrets and parameters that a build reads and that are not there: no permission would help. */
import { type Encrypted, encryptedBy, encryptionOf } from '#evidence/encryption.ts';
import { type Facts, groupBy, makeFinding, symptomsOf } from '../facts.ts';
import type { Finding } from '../finding.ts';

export function missingValueCauses(facts: Facts): readonly Finding[] {
  const read = facts.evidence.flatMap((one) => encryptedBy(one).map((encrypted) => ({ one, encrypted })));
  const missing = read.filter(({ encrypted }) => encryptionOf(encrypted, facts.snapshot)?.kind === 'absent');
  return [...groupBy(missing, ({ encrypted: { kind, id } }) => `${kind} ${id}`).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { kind, id } = first.encrypted;
    const { account, region } = facts.snapshot;
    return makeFinding(facts, {
      code: CODES[kind],
      cause: `${kind} \`${id}\` does not exist in account \`${account}\`, region \`${region}\``,
      next: `create the ${kind}, or correct its name where the build reads it; a permission would not help`,
      evidence: [...group.map(({ one }) => one), ...symptomsOf(facts, SYMPTOMS[kind])],
    });
  });
}

const CODES = {
  secret: 'secret-not-readable',
  parameter: 'parameter-not-readable',
} as const satisfies Record<Encrypted['kind'], string>;
const SYMPTOMS = { secret: 'secret-missing', parameter: 'parameter-missing' } as const;
