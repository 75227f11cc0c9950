/**
 * The requests a build will make. Comes in: evidence. Goes out: needs, each with its evidence and,
 * where something was generalised, the rule that did it. Never: asks AWS, decides, or widens
 * a resource without naming a rule.
 */
import type { Evidence, Grade, RequestContext } from '#evidence/evidence.ts';

export interface Need {
  readonly action: string;
  /** An ARN, possibly with wildcards a named rule put there, or `*`. */
  readonly resource: string;
  /** Context keys the request is known to carry, or not to carry. */
  readonly context: RequestContext;
  /** What the action is for, for people: `push image layers`. */
  readonly why: string;
  /** The strongest grade of its evidence. */
  readonly grade: Grade;
  readonly evidence: readonly Evidence[];
  /** The rule that generalised or completed it (`push-set`, `secret-suffix`); null if taken as found. */
  readonly rule: string | null;
  /**
   * Whose permission must be asked: the role's that builds run under, the role's that starts the builds of batches, or
   * (image pull with CodeBuild's credentials) the service's.
   */
  readonly subject: 'service-role' | 'batch-role' | 'codebuild-service';
  /** Conditions that AWS showed not to hold for the build's calls (diagnosis/told-denials.ts); left out before they are known. */
  readonly refused?: readonly string[];
  /** AWS stopped its call at an endpoint, and not at the one that what makes the call goes by (diagnosis/told-denials.ts). */
  readonly isByAnotherEndpoint?: true;
}
