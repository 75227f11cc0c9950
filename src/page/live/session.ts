/**
 * Who this tab is to the server. The address brings a key that opens one tab, once; it is taken out of the address at once, and the
 * token that it gives is kept for this tab and this origin alone. Never: puts either into an address or a cookie.
 */
import { err, ok, type Result } from '#basics/result.ts';
import type { ProblemDocument } from '../messages.ts';

const KEPT = 'rolemend';

/** What the server answered with where it is no document. */
export interface Refusal {
  /** 0: there was no answer. */
  readonly status: number;
  readonly error: ProblemDocument;
  /** The document that says why, where there is one. */
  readonly document: unknown;
}

export const token = (): string | null => sessionStorage.getItem(KEPT);

const KEY = /^#key=([\w-]+)$/;

/** A newer address that is pasted over this page's changes nothing but its end. */
addEventListener('hashchange', () => {
  if (KEY.test(location.hash)) location.reload();
});

/** With the key of the address, or as this tab was known before. */
export async function openSession(): Promise<Result<null, Refusal>> {
  const key = KEY.exec(location.hash)?.[1];
  if (key === undefined) return token() === null ? err(refusal(401, NO_KEY)) : ok(null);
  history.replaceState(null, '', location.pathname);
  const opened = await send<{ readonly token: string }>('/api/session', { as: key, body: {} });
  if (!opened.ok) return token() === null ? opened : ok(null);
  sessionStorage.setItem(KEPT, opened.value.token);
  return ok(null);
}

const NO_KEY: ProblemDocument = {
  message: 'this tab was not opened by the address that `rolemend ui` printed',
  help: 'open the newest address that it printed; each opens one tab',
};

/** A document of the server. */
export const ask = <T>(path: string): Promise<Result<T, Refusal>> => send(path, { as: token() ?? '' });

/** Asks for work. */
export const post = <T>(path: string, body: object = {}): Promise<Result<T, Refusal>> =>
  send(path, { as: token() ?? '', body });

async function send<T>(
  path: string,
  { as, body }: { readonly as: string; readonly body?: object },
): Promise<Result<T, Refusal>> {
  const headers = { authorization: `Bearer ${as}` };
  try {
    const answer = await fetch(
      path,
      body === undefined
        ? { headers }
        : {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          },
    );
    const document: unknown = await answer.json();
    if (answer.ok) return ok(document as T);
    return err({ ...refusal(answer.status, problemIn(document)), document });
  } catch {
    return err(refusal(0, GONE));
  }
}

const refusal = (status: number, error: ProblemDocument): Refusal => ({ status, error, document: null });

const GONE: ProblemDocument = {
  message: '`rolemend ui` does not answer: it may have ended',
  help: 'start it again, and open the address that it prints',
};

const problemIn = (document: unknown): ProblemDocument =>
  typeof document === 'object' && document !== null && 'error' in document
    ? (document.error as ProblemDocument)
    : { message: '', help: '' };
