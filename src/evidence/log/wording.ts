/** A wording of a symptom: the pattern that finds it, and the texts by which it is looked for in a long log. */
import { once } from '#basics/remember.ts';
import type { Symptom } from '../symptoms.ts';
import { phrase } from './phrase.ts';

/** A way in which a symptom is worded. */
export interface SymptomWording {
  readonly symptom: Symptom;
  readonly pattern: RegExp;
  /** Texts, one of which stands where the wording is found, broken lines aside. */
  readonly anchors: readonly string[];
  /** Says little by itself: a more telling symptom close by replaces it. */
  readonly weak?: true;
}

/** `{name}` stands for a value of one word, kept as the detail of that name; `|` parts wordings. */
export function worded(symptom: Symptom, wordings: string, flags: 'g' | 'gi' = 'g'): SymptomWording {
  const all = wordings.split(' | ');
  return wordingOf(symptom, all.map(longestLiteral), () => new RegExp(all.map(template).join('|'), flags));
}

/** A wording whose pattern is made when it is looked for first: few of all ever are. */
export function wordingOf(symptom: Symptom, anchors: readonly string[], make: () => RegExp): SymptomWording {
  const pattern = once(make);
  return {
    symptom,
    get pattern() {
      return pattern();
    },
    anchors,
  };
}

const LONGEST_ANCHOR = 24;

function longestLiteral(wording: string): string {
  const literals = wording.split(/\{\w+\}/).sort((left, right) => right.length - left.length);
  return (literals[0] ?? '').slice(0, LONGEST_ANCHOR);
}

/** A character of a name, or all of one that stands in for it: `<your account>`. */
export const VALUE = '(?:[^\\s"\'`<]|<[^<>\\n]{1,60}>|<(?![^<>\\n]{1,60}>))';

function template(wording: string): string {
  const parts = wording.split(/(\{\w+\})/);
  return parts
    .map((part, index) => {
      if (!/^\{\w+\}$/.test(part)) return phrase(part);
      const isLast = parts.slice(index + 1).join('') === '';
      return `(?<${part.slice(1, -1)}>${VALUE}{1,300}${isLast ? '' : '?'})`;
    })
    .join('');
}

/** The same wording, saying little by itself. */
export const weak = (wording: SymptomWording): SymptomWording => ({
  symptom: wording.symptom,
  get pattern() {
    return wording.pattern;
  },
  anchors: wording.anchors,
  weak: true,
});
