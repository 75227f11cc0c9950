/** One request to a service of this machine, which gives out credentials: never through a proxy, never redirected. */

export type Answered =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  /** `timeout`, or the system's code. */
  | { readonly kind: 'unreachable'; readonly code: string };

export interface Asked {
  readonly method?: 'GET' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  /** In milliseconds. */
  readonly timeout: number;
}

export async function fetchText(url: URL, { method = 'GET', headers, timeout }: Asked): Promise<Answered> {
  try {
    const signal = AbortSignal.timeout(timeout);
    const answer = await fetch(url, { method, headers, signal, redirect: 'manual' });
    return { kind: 'answered', status: answer.status, text: await answer.text() };
  } catch (error) {
    const { name, cause } = error as Error;
    const code = (cause as NodeJS.ErrnoException | undefined)?.code;
    return { kind: 'unreachable', code: name === 'TimeoutError' ? 'timeout' : (code ?? 'no answer') };
  }
}
