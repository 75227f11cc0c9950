/** Collects every problem while a document is read, so that all are reported at once. */
import type { PolicyProblem, PolicyProblemCode } from '../policy.ts';
import type { Json, Members, Placed } from './json-tree.ts';

interface PlacedText extends Placed {
  readonly text: string;
}

export class Reader {
  readonly problems: PolicyProblem[] = [];

  problem(code: PolicyProblemCode, { place }: Placed, message: string): void {
    const { at, span } = place;
    this.problems.push({ code, message, at, span });
  }

  /** The members of an object by key, or null with a problem; unknown and duplicate keys are problems too. */
  object(json: Json, what: string, known: readonly string[] | null): Members | null {
    if (json.kind !== 'object') {
      this.problem('type', json, `expected ${what} to be an object, found ${article(json.kind)}`);
      return null;
    }
    const { members } = json;
    for (const member of members.all) {
      const { key } = member;
      if (members.repeated.has(member))
        this.problem('duplicate-key', member, `the key \`${key}\` stands twice`);
      if (known !== null && !known.includes(key)) {
        const nearest = known.find((name) => name.toLowerCase() === key.toLowerCase());
        const hint =
          nearest === undefined
            ? `expected one of ${known.map((name) => `\`${name}\``).join(', ')}`
            : `expected \`${nearest}\``;
        this.problem('unknown-element', member, `unknown element \`${key}\`: ${hint}`);
      }
    }
    return members;
  }

  /** One text or a list of texts. An empty list is refused but where scalars are taken, in conditions. */
  texts(json: Json, what: string, options: { readonly scalars: boolean }): readonly PlacedText[] {
    const items = json.kind === 'array' ? json.items : [json];
    if (items.length === 0 && !options.scalars)
      this.problem('missing', json, `expected ${what}, found an empty list`);
    const texts: PlacedText[] = [];
    for (const item of items) {
      const scalar = item.kind === 'number' || item.kind === 'boolean';
      if (item.kind === 'string' || (scalar && options.scalars)) texts.push(item);
      else this.problem('type', item, `expected ${what} to be text, found ${article(item.kind)}`);
    }
    return texts;
  }
}

const article = (kind: Json['kind']): string =>
  kind === 'null' ? 'null' : `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
