/** A part of the page, under a heading that names it. */
import type { ComponentChildren } from 'preact';

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly children: ComponentChildren;
}

/** Named by its heading for whoever does not see the page. */
export function Section({ id, title, children }: SectionProps) {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}

/** Text as it is, with its line breaks. */
export function Code({ children }: { readonly children: string }) {
  return (
    <pre>
      <code>{children}</code>
    </pre>
  );
}

/** Prose in which what stands in backticks is code. */
export function Prose({ children }: { readonly children: string }) {
  const parts = children.split(/`([^`\n]+)`/);
  return <>{parts.map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}

export function ProseList({ of }: { readonly of: readonly string[] }) {
  return (
    <ul>
      {of.map((one) => (
        <li>
          <Prose>{one}</Prose>
        </li>
      ))}
    </ul>
  );
}
