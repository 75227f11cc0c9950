/** A denial as it is kept for whoever asks by its authorization ID. */
export interface KeptDenial {
  readonly at: Date;
  /** What GetRequestAuthorizationDetails answers. */
  readonly details: object;
}

/** Source: facts 3.4 [AUTHID]. */
export const KEPT_FOR_MS = 24 * 60 * 60 * 1000;
/** Denials kept of one account and region; the oldest make room. */
export const MOST_KEPT = 1_000;
