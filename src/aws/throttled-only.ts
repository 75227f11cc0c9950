/**
 * The SDK's retries for writes: a throttled call was not carried out and may be repeated; after any
 * other error nobody knows, and a blind repeat could meet or undo somebody else's change.
 */
import { StandardRetryStrategy } from '@smithy/core/retry';

type Refresh = StandardRetryStrategy['refreshRetryTokenForRetry'];

export class ThrottledOnly extends StandardRetryStrategy {
  override async refreshRetryTokenForRetry(...[token, error]: Parameters<Refresh>): ReturnType<Refresh> {
    if (error.errorType !== 'THROTTLING') throw new Error('not repeated');
    return super.refreshRetryTokenForRetry(token, error);
  }
}
