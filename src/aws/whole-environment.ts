/**
 * The environment of a project as AWS sends and takes it. The SDK leaves out members that it does not know, on the way in and
 * on the way out, and UpdateProject replaces the whole environment: a setting newer than the SDK would be lost.
 */
import type { MiddlewareStack } from '@smithy/types';

interface Message {
  body?: unknown;
}

/** The projects of the answer have their environment whole. */
export function keepEnvironments<I extends object, O extends object>(stack: MiddlewareStack<I, O>): void {
  let body: unknown = null;
  stack.add(
    (next) => async (args) => {
      const result = await next(args);
      body = await bodyOf(result.response as Message);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'keepBody' },
  );
  stack.add(
    (next) => async (args) => {
      const result = await next(args);
      const sent = projectsOf(body);
      projectsOf(result.output).forEach((project, index) => {
        const environment = sent[index]?.['environment'];
        if (environment !== undefined) project['environment'] = environment;
      });
      return result;
    },
    { step: 'initialize', name: 'keepEnvironments' },
  );
}

/** The environment of the input is sent whole. */
export function sendEnvironment<I extends object, O extends object>(stack: MiddlewareStack<I, O>): void {
  stack.add(
    (next) => (args) => {
      const { environment } = args.input as { readonly environment?: unknown };
      const request = args.request as Message;
      if (environment !== undefined)
        request.body = JSON.stringify({ ...(JSON.parse(textOf(request.body)) as object), environment });
      return next(args);
    },
    { step: 'serialize', priority: 'low', name: 'sendEnvironment' },
  );
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  throw new Error('Internal error: the SDK sends a body of another kind');
}

/** Read once, and left where the SDK reads it. */
async function bodyOf(message: Message): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message.body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  message.body = new Uint8Array(bytes);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}

type Members = Record<string, unknown>;

function projectsOf(answer: unknown): readonly Members[] {
  const { projects, project } = (answer ?? {}) as { readonly projects?: unknown; readonly project?: unknown };
  const all: readonly unknown[] = Array.isArray(projects) ? projects : [project];
  return all.filter((one): one is Members => typeof one === 'object' && one !== null);
}
