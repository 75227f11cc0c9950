/** Which wordings a part of a text is read for: all of them, or those whose anchors stand in it. */
import { once } from '#basics/remember.ts';
import { DENYING_POLICIES } from '#catalog/denial-wordings.ts';
import { AnchorSearch, AnchorsInText } from './anchor-search.ts';
import type { DenialForm } from './denials.ts';
import { STATUS_ANCHORS } from './status-answers.ts';
import { SYMPTOM_WORDINGS } from './symptom-wordings.ts';
import type { SymptomWording } from './wording.ts';

export interface Readers {
  /** The forms of denials to look for. */
  readonly denials: readonly DenialForm[];
  readonly statusAnswers: boolean;
  readonly wordings: readonly SymptomWording[];
}

const DENIAL_ANCHORS: Readonly<Record<DenialForm, readonly string[]>> = {
  // Several parts of the sentence, as any of them may be broken over lines.
  sentence: [
    'not authorized',
    // In an address, each space is an escape.
    'not%20authorized',
    'authorized%20to',
    'not+authorized',
    'authorized+to',
    'authorized to p',
    'to perform:',
    'on resource:',
    ...DENYING_POLICIES.map(({ noun }) => `no ${noun}`),
    'explicit deny',
    'denied: User:',
    'AccessDenied',
    'Error message: User',
  ],
  connection: ['denied to connection'],
  call: ['have permission to call', 'authorized to call', 'have permission to perform the'],
};
const DENIAL_FORMS = Object.keys(DENIAL_ANCHORS) as readonly DenialForm[];

type Owner = DenialForm | 'statusAnswers' | SymptomWording;

const OWNED: readonly { readonly owner: Owner; readonly anchor: string }[] = [
  ...DENIAL_FORMS.flatMap((owner) => DENIAL_ANCHORS[owner].map((anchor) => ({ owner, anchor }))),
  ...STATUS_ANCHORS.map((anchor) => ({ owner: 'statusAnswers' as const, anchor })),
  ...SYMPTOM_WORDINGS.flatMap((owner) => owner.anchors.map((anchor) => ({ owner, anchor }))),
];

/** Finds the anchors of all wordings. */
export const anchorSearch: () => AnchorSearch = once(
  () => new AnchorSearch(OWNED.map(({ anchor }) => anchor)),
);

const SPACE = 0x20;
const LINE_FEED = 0x0a;

/** The same as they stand in a text from which spaces and line breaks were taken. */
const packedAnchors = once(
  () => new AnchorsInText(OWNED.map(({ anchor }) => packed(anchor).toString('latin1'))),
);

/** What a text must be read for, however its lines are broken: most patterns are then never compiled. */
export function readersIn(text: string): Readers {
  const found = packedAnchors().of(packed(text));
  const owners = new Set([...found].map((index) => OWNED[index]?.owner));
  return {
    denials: DENIAL_FORMS.filter((form) => owners.has(form)),
    statusAnswers: owners.has('statusAnswers'),
    wordings: SYMPTOM_WORDINGS.filter((wording) => owners.has(wording)),
  };
}

/** A sign beyond Latin-1 becomes another: at worst, a text is read for something that is not in it. */
function packed(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  let length = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    if (byte !== SPACE && byte !== LINE_FEED) bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}
