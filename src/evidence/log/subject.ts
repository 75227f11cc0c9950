/** Who a denial says was denied: `User: <arn> is`, a bare ARN, a service, or nobody in particular. */
import { joinLines, phrase } from './phrase.ts';

export interface Subject {
  /** As printed; null where the sentence names nobody, or a service (`CodeBuild is not authorized`). */
  readonly principal: string | null;
  readonly start: number;
}

/** Longest distance from `User:` to `not authorized`: an ARN of 2048 characters is never printed there. */
const REACH = 700;
const USER = /U\n?s\n?e\n?r\n?:[ \n]{0,24}/g;
const IS = /[ \n]{0,24}(?:i\n?s|a\n?r\n?e)?[ \n]{0,24}$/;
const BARE_ARN = /(?:\((arn:[^\s"'`]{3,500})\)|["'`]?(arn:[^\s"'`]{3,500})["'`]?)$/;
/** The same over two lines, where what stands on the second cannot be a subject of its own. */
const BROKEN_ARN = /["'`]?(a\n?r\n?n\n?:[^\s"'`]{0,500}\n?[^\s"'`]{0,200}[:/][^\s"'`]{0,200})["'`]?$/;
const UNNAMED = /(?:User|[A-Z]\w{1,30}|You)$/;

/** The subject of a sentence whose `not authorized` stands at `core`; nothing before `from` belongs to it. */
export function readSubject(text: string, core: number, from: number): Subject {
  const begin = Math.max(from, core - REACH);
  const before = text.slice(begin, core);
  const stem = before.slice(0, before.length - (IS.exec(before)?.[0].length ?? 0));
  const named = afterUser(stem);
  if (named !== null) return { principal: named.principal, start: begin + named.start };
  const arn = BARE_ARN.exec(stem) ?? BROKEN_ARN.exec(stem);
  if (arn !== null) return { principal: joinLines(arn[1] ?? arn[2] ?? ''), start: begin + arn.index };
  const unnamed = UNNAMED.exec(stem);
  return {
    principal: null,
    start: unnamed === null ? begin + stem.length + leadingSpace(before, stem) : begin + unnamed.index,
  };
}

function leadingSpace(before: string, stem: string): number {
  return /^[ \n]*/.exec(before.slice(stem.length))?.[0].length ?? 0;
}

/** What stands between the last `User:` and the verb. */
function afterUser(stem: string): { readonly principal: string | null; readonly start: number } | null {
  const user = [...stem.matchAll(USER)].at(-1);
  if (user === undefined) return null;
  const printed = joinLines(stem.slice(user.index + user[0].length)).trim();
  const unquoted = printed.replace(/^(["'`])(.*)\1$/, '$2').replace(/^`+(?=[^`]+$)|(?<=^[^`]+)`+$/g, '');
  const bare = unquoted.startsWith('arn:') ? unquoted.replace(BROKEN_BY_BLANK, '') : unquoted;
  if (/[^.]\. |: |["{}]\s*[,:]/.test(bare.replace(PLACEHOLDER, '')) || bare.split(' ').length > 8)
    return null;
  return { principal: bare === '' || /^\.{2,}$|^…$/.test(bare) ? null : bare, start: user.index };
}

/** `{{ account }}` and the like. */
const PLACEHOLDER = /\{\{? ?[\w-]{1,60} ?\}?\}/g;

/** Where a console broke an ARN, or a hand masked it: no principal's has a blank in it. */
const BROKEN_BY_BLANK = / (?=[:/_=-])|(?<=[:/_=-]) /g;

const CUT_USER = new RegExp(
  `(?:denied|AccessDenied(?:Exception)?|UnauthorizedOperation|${phrase('Error message')}):[ \\n]{1,24}(User:[ \\n]{0,24}(arn:[^\\s"'\`]{3,500}))([ \\n]{0,24}[^\\n"]{0,40})`,
  'g',
);

export interface CutSubject {
  readonly principal: string;
  readonly start: number;
  readonly end: number;
}

/** Denials cut off right after the principal; one that lacks its last part is not given. */
export function readCutSubjects(text: string): readonly CutSubject[] {
  return [...text.matchAll(CUT_USER)].flatMap((match) => {
    const [whole = '', user = '', principal = '', rest = ''] = match;
    if (!isCut(rest, match.index + whole.length >= text.length) || !isWholePrincipal(principal)) return [];
    const start = match.index + whole.indexOf(user);
    return [{ principal, start, end: start + user.length }];
  });
}

/** By the fields of its kind. Source: IAM User Guide, IAM identifiers. */
const isWholePrincipal = (arn: string): boolean =>
  /^arn(?::[^:]*){4}:(?:assumed-role\/[^/]+\/.|(?!assumed-role)[\w-]+\/.|root$)/.test(arn);

const VERB = 'is not authorized to perform:';

function isCut(rest: string, atEnd: boolean): boolean {
  const words = rest.replace(/[ \n]+/g, ' ').trim();
  if (words === '' || /^["'}\\]/.test(words)) return true;
  return atEnd ? VERB.startsWith(words) : rest.startsWith('\n') && !words.startsWith('is');
}
