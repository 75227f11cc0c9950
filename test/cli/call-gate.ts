/** A gate before the sandbox: one call is held there, before it is carried out or once it was, and that is told. */
import { request as send } from 'node:http';
import { serve } from './aws-home.ts';

export interface CallGate {
  readonly endpoint: string;
  /** Settles once a call of that operation has come: it is never answered. `after`: it was carried out. */
  readonly hold: (operation: string, when: 'before' | 'after') => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openCallGate(sandboxEndpoint: string): Promise<CallGate> {
  const { hostname, port, host } = new URL(sandboxEndpoint);
  let held: { operation: string; when: 'before' | 'after'; reached: () => void } | null = null;
  const gate = await serve(({ method, url: path, headers }, answer, body) => {
    const operation =
      new URLSearchParams(body).get('Action') ?? String(headers['x-amz-target']).split('.').at(-1);
    const strikes = held !== null && held.operation === operation ? held : null;
    if (strikes !== null) held = null;
    if (strikes?.when === 'before') return strikes.reached();
    const onward = send({ method, path, hostname, port, headers: { ...headers, host } }, (got) => {
      if (strikes !== null) {
        got.resume().on('end', strikes.reached);
        return;
      }
      answer.writeHead(got.statusCode ?? 500, got.headers);
      got.pipe(answer);
    });
    onward.end(body);
  });
  return {
    endpoint: `http://${gate.address}`,
    hold: (operation, when) =>
      new Promise((reached) => {
        held = { operation, when, reached };
      }),
    close: gate.close,
  };
}
