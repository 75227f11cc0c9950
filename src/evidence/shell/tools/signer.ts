/** Who signs the calls of a command. */
import type { BoundSession, RequestContext, Source } from '../../evidence.ts';
import { knownText, type ShellText } from '../text.ts';

export type Signer =
  | { readonly kind: 'project-role' }
  | {
      readonly kind: 'other';
      /** In words: ``as `arn:…` ``, ``with the credentials that `AWS_PROFILE` gives``. */
      readonly how: string;
      /** Roles that the project's role is turned into by the client itself. */
      readonly assumes: readonly Assumed[];
      /** Where its role was taken under session policies. */
      readonly taken?: TakenSession;
    };

/** A session that a command of the build opened, and that command. */
export interface TakenSession {
  readonly session: BoundSession;
  readonly source: Source;
}

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

/** The role that a command takes, under the session policies that it hands over with it. */
export function takingRole(role: ShellText | undefined, taken: TakenSession | null): Signer {
  const how = asRole(role);
  if (taken === null) return otherSigner(how);
  const bound = `${how}, under the session policy of ${taken.source.where}`;
  return { kind: 'other', how: bound, assumes: [], taken };
}

/** The role that keys or a session are of. */
export function asRole(role: ShellText | undefined): string {
  const arn = role === undefined ? null : knownText(role);
  return arn === null ? 'as a role whose ARN is not known' : `as \`${arn}\``;
}
