/**
 * Keys of KMS that a command names by an alias: the call is on any key, and its request carries the alias, so that a condition can hold it
 * to the key that has it. Source: KMS Developer Guide, alias-authorization and conditions-kms, kms:RequestAlias.
 */

/** The option of `aws kms` that names the one key of a call. */
export const KEY_OPTION = '--key-id';

/** Of several keys the request does not tell which of them has the alias. */
export const BEHIND_ALIAS = {
  why: 'on the key behind an alias: a policy names a key by its own ARN, which the alias does not tell',
} as const;

/** The alias in the name or the ARN of a key, with the beginning of the ARN; null: it is no alias. */
export function aliasIn(key: string): { readonly header: string | null; readonly alias: string } | null {
  const [, header = null, alias] = /^(arn:[^/]*:)?(alias\/[\w/-]{1,250})$/.exec(key) ?? [];
  return alias === undefined ? null : { header, alias };
}

/** Every key of where an alias is. `here`: those of the call's account and region. */
export function anyKey(here: string, alias: string): string {
  const { header = null } = aliasIn(alias) ?? {};
  return header === null ? here : `${header}key/*`;
}
