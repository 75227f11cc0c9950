/** Which view the address names. Fragments point into a view, as they do in a report. */
import { useEffect, useState } from 'preact/hooks';

export type Route =
  | { readonly view: 'projects' }
  | { readonly view: 'project'; readonly name: string }
  | { readonly view: 'history' };

export function routeOf(path: string): Route {
  const project = /^\/project\/([^/]+)$/.exec(path)?.[1];
  if (project !== undefined) return { view: 'project', name: decoded(project) };
  return path === '/history' ? { view: 'history' } : { view: 'projects' };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const projectPath = (name: string): string => `/project/${encodeURIComponent(name)}`;

/** Where the server has the project's document. */
export const projectDocument = (name: string, strategy: string | null, part = ''): string =>
  `/api/projects/${encodeURIComponent(name)}${part}${strategy === null ? '' : `?strategy=${encodeURIComponent(strategy)}`}`;

/** The path that is shown; links within the page change it without a load. */
export function usePath(): string {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const follow = (): void => setPath(location.pathname);
    const click = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      const isPlain =
        event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
      const href = link?.getAttribute('href') ?? '';
      if (!isPlain || event.defaultPrevented || !href.startsWith('/')) return;
      event.preventDefault();
      history.pushState(null, '', href);
      follow();
      scrollTo(0, 0);
    };
    addEventListener('popstate', follow);
    document.addEventListener('click', click);
    return () => {
      removeEventListener('popstate', follow);
      document.removeEventListener('click', click);
    };
  }, []);
  return path;
}
