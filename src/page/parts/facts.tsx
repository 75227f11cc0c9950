/** Facts of a document as they stand in it: for what has no view of its own, so that nothing the document says is left out. */
import { labelOf } from '../words.ts';
import { Prose } from './section.tsx';
import { Time } from './time.tsx';

/** A list of names and values; what is none is said. */
export function Facts({ of }: { readonly of: object }) {
  const entries = Object.entries(of).filter(([, value]) => value !== undefined);
  return (
    <dl class="facts">
      {entries.map(([key, value]) => (
        <div>
          <dt>{labelOf(key)}</dt>
          <dd>
            <Value of={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** Any value of JSON. */
function Value({ of }: { readonly of: unknown }) {
  if (of === null || of === undefined) return <span class="quiet">none</span>;
  if (typeof of === 'boolean') return <>{of ? 'yes' : 'no'}</>;
  if (typeof of === 'string' && TIME.test(of)) return <Time at={of} />;
  if (typeof of === 'string') return of.includes('\n') ? <pre>{of}</pre> : <Prose>{of}</Prose>;
  if (Array.isArray(of)) return <List of={of} />;
  if (typeof of === 'object') return <Facts of={of} />;
  return <>{JSON.stringify(of)}</>;
}

function List({ of }: { readonly of: readonly unknown[] }) {
  if (of.length === 0) return <span class="quiet">none</span>;
  return (
    <ul class="plain">
      {of.map((one) => (
        <li class={typeof one === 'object' ? 'record' : ''}>
          <Value of={one} />
        </li>
      ))}
    </ul>
  );
}
