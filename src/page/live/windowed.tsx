/** A long table of which only the rows in sight, and some around them, are in the page. All rows are of one height. */
import type { FunctionComponent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface Props<Of> {
  readonly label: string;
  readonly head: readonly string[];
  readonly rows: readonly Of[];
  readonly keyOf: (of: Of) => string;
  readonly row: FunctionComponent<{ readonly of: Of }>;
}

/** Rows around those in sight: as far as a key or a wheel goes before the next frame. */
const AROUND = 12;
/** Until it was measured. */
const ONE_HEIGHT = 80;

export function Windowed<Of>({ label, head, rows, keyOf, row: Row }: Props<Of>) {
  const body = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ from: 0, to: 2 * AROUND, height: ONE_HEIGHT });
  useEffect(() => followSight(body, setSight), []);
  const from = Math.max(0, Math.min(sight.from, rows.length - 1) - AROUND);
  const shown = rows.slice(from, sight.to + AROUND);
  const below = rows.length - from - shown.length;
  return (
    <div role="table" class="projects" aria-label={label} aria-rowcount={rows.length + 1}>
      <div role="row" class="head" aria-rowindex={1}>
        {head.map((title) => (
          <span role="columnheader">{title}</span>
        ))}
      </div>
      <div role="rowgroup" ref={body}>
        <div role="presentation" style={{ height: `${from * sight.height}px` }} />
        {shown.map((of, index) => (
          <div role="row" class="row" key={keyOf(of)} aria-rowindex={from + index + 2}>
            <Row of={of} />
          </div>
        ))}
        <div role="presentation" style={{ height: `${below * sight.height}px` }} />
      </div>
    </div>
  );
}

interface Sight {
  readonly from: number;
  readonly to: number;
  readonly height: number;
}

/** At most once a frame; gives what ends it. */
function followSight(
  body: { readonly current: HTMLDivElement | null },
  setSight: (update: (before: Sight) => Sight) => void,
): () => void {
  let frame = 0;
  const look = (): void => {
    frame = 0;
    const { current } = body;
    if (current === null) return;
    const height = current.querySelector<HTMLElement>('.row')?.offsetHeight ?? ONE_HEIGHT;
    const above = -current.getBoundingClientRect().top;
    const from = Math.max(0, Math.floor(above / height));
    const to = from + Math.ceil(innerHeight / height) + 1;
    setSight((before) =>
      before.from === from && before.to === to && before.height === height ? before : { from, to, height },
    );
  };
  const soon = (): void => {
    frame ||= requestAnimationFrame(look);
  };
  look();
  addEventListener('scroll', soon, { passive: true });
  addEventListener('resize', soon);
  return () => {
    cancelAnimationFrame(frame);
    removeEventListener('scroll', soon);
    removeEventListener('resize', soon);
  };
}
