/** The plans that end the problem, best first: what each does, newly allows, takes and reaches, and why the first is first. */
import { counted } from '#basics/counted.ts';
import type { ComponentChildren } from 'preact';
import type { AlternativeDocument } from '#render/documents.ts';
import { Tone } from '../parts/mark.tsx';
import { ProseList } from '../parts/section.tsx';

/** What can be done about one of them, where something can. */
export type AtWay = (way: AlternativeDocument) => ComponentChildren;

interface Props {
  readonly of: readonly AlternativeDocument[];
  readonly atWay: AtWay;
}

export function Alternatives({ of, atWay }: Props) {
  if (of.length === 0) return null;
  return (
    <>
      <h3>Every way to end it, best first</h3>
      <p class="quiet">
        Compared by what each newly allows beyond the needs, then by its steps, by how much policy it writes,
        and by whom it reaches.
      </p>
      <ol class="ways">
        {of.map((way, index) => (
          <li class="card">
            <Way way={way} isFirst={index === 0} />
            {atWay(way)}
          </li>
        ))}
      </ol>
    </>
  );
}

interface WayProps {
  readonly way: AlternativeDocument;
  readonly isFirst: boolean;
}

function Way({ way, isFirst }: WayProps) {
  const { chosen, strategy, role, steps } = way;
  return (
    <>
      <h4>
        {strategy}
        {role === null ? null : (
          <>
            , to the role <code>{role}</code>
          </>
        )}
        {chosen ? (
          <>
            {' '}
            <Tone tone="good">the plan above</Tone>
          </>
        ) : null}
      </h4>
      <ProseList of={steps} />
      <WayFacts way={way} isFirst={isFirst} />
    </>
  );
}

function WayFacts({ way, isFirst }: WayProps) {
  const { onlyProject, changes, grants, newlyAllows, opens, size, reach, ahead, command } = way;
  return (
    <dl class="facts">
      {changes.length === 0 ? null : (
        <Fact name="Changes what is not Rolemend's">
          <Several of={changes} />
        </Fact>
      )}
      <Fact name="Newly allows">
        {counted(grants, 'permission')} that the build needs
        {onlyProject === 0 ? '' : ` (${onlyProject} of them to this project alone)`}
        {newlyAllows.length === 0 ? ', and nothing else' : ', and beyond them:'}
        <Several of={newlyAllows} />
      </Fact>
      {opens.length === 0 ? null : (
        <Fact name="Lets through what was stopped">
          <Several of={opens} />
        </Fact>
      )}
      <Fact name="Size">
        {counted(size.steps, 'step')}, {counted(size.characters, 'character')} of policy
      </Fact>
      <Fact name="Reaches besides">
        <Reached of={reach} />
      </Fact>
      {ahead === null ? null : (
        <Fact name={isFirst ? 'Why it is first' : 'Before the next one'}>{ahead}</Fact>
      )}
      <Fact name="To type">
        <code>{command}</code>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Several({ of }: { readonly of: readonly string[] }) {
  if (of.length === 0) return null;
  return (
    <ul>
      {of.map((one) => (
        <li>{one}</li>
      ))}
    </ul>
  );
}

/** Null: not known. */
function Reached({ of: { projects, users } }: { readonly of: AlternativeDocument['reach'] }) {
  if (projects?.length === 0 && users?.length === 0) return <>nobody else</>;
  return (
    <ul>
      {projects === null ? (
        <li>which other projects is not known</li>
      ) : (
        projects.map((name) => <li>project {name}</li>)
      )}
      {users === null ? (
        <li>who else has a policy that is changed is not known</li>
      ) : (
        users.map((name) => <li>{name}</li>)
      )}
    </ul>
  );
}
