/**
 * Keys of KMS that a command names by an alias. Comes in: a call on any key whose request carries the alias, and the keys that have
 * one. Goes out: the call on that key. Where nothing has the alias yet, a call on any key is what the build will make: a grant of it
 * is held to the alias. Source: KMS Developer Guide, alias-authorization.
 */
import type { Snapshot } from '#account/snapshot.ts';
import type { Evidence } from './evidence.ts';

const ALIAS = 'kms:RequestAlias';
const ANY_KEY = /^(arn:[^:]*:kms:[^:]*:\d{12}:)key\/\*$/;

/** ARNs of the aliases by which a call names its key. */
export function aliasesOf(evidence: Evidence): readonly string[] {
  if (evidence.kind !== 'use' || evidence.use.kind !== 'aws-call') return [];
  const alias = evidence.use.context?.[ALIAS];
  if (typeof alias !== 'string') return [];
  return evidence.use.resources.flatMap((arn) => {
    const header = ANY_KEY.exec(arn)?.[1];
    return header === undefined ? [] : [header + alias];
  });
}

export function behindAlias(evidence: Evidence, keys: Snapshot['keyAliases']): Evidence {
  const [alias, ...others] = aliasesOf(evidence);
  if (alias === undefined || others.length > 0) return evidence;
  if (evidence.kind !== 'use' || evidence.use.kind !== 'aws-call' || !Object.hasOwn(keys, alias))
    return evidence;
  const key = keys[alias];
  const { grade, source, use } = evidence;
  if (key?.kind === 'unreadable') {
    const why = `\`${use.action}\` on the key behind \`${alias}\`, which could not be read`;
    return { kind: 'unresolved', grade, source, why, mayAskFor: [use.action] };
  }
  const arn = key?.kind === 'known' ? key.value.keyArn : null;
  return arn === null ? evidence : { ...evidence, use: { ...use, resources: [arn] } };
}
