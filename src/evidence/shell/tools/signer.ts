/** Who signs the calls of a command. */
import type { RequestContext } from '../../evidence.ts';
import { knownText, type ShellText } from '../text.ts';

export type Signer =
  | { readonly kind: 'project-role' }
  | {
      readonly kind: 'other';
      /** In words: ``as `arn:…` ``, ``with the credentials that `AWS_PROFILE` gives``. */
      readonly how: string;
      /** Roles that the project's role is turned into by the client itself. */
      readonly assumes: readonly Assumed[];
    };

export interface Assumed {
  readonly role: ShellText;
  readonly context: RequestContext;
}

export const PROJECT_ROLE: Signer = { kind: 'project-role' };

export const otherSigner = (how: string, assumes: readonly Assumed[] = []): Signer => ({
  kind: 'other',
  how,
  assumes,
});

/** The role that keys or a session are of. */
export function asRole(role: ShellText | undefined): string {
  const arn = role === undefined ? null : knownText(role);
  return arn === null ? 'as a role whose ARN is not known' : `as \`${arn}\``;
}
