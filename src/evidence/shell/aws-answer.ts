/** An answer of AWS of which some members are not known. */
import { concat, literal, type ShellText } from './text.ts';

/** Members of an answer in the order in which the AWS CLI prints them. */
export type Answer = ShellText | readonly Answer[] | { readonly [member: string]: Answer };

/** The answer as JSON; what is not known in it stands between quotes. */
export function written(answer: Answer): ShellText {
  if (isText(answer)) return concat([literal('"'), answer, literal('"')]);
  const isList = Array.isArray(answer);
  const members: readonly (readonly [string, Answer])[] = Object.entries(answer);
  const inner = members.flatMap(([name, value], index) => [
    literal(`${index === 0 ? '' : ','}${isList ? '' : `${JSON.stringify(name)}:`}`),
    written(value),
  ]);
  return concat([literal(isList ? '[' : '{'), ...inner, literal(isList ? ']' : '}')]);
}

function isText(answer: Answer): answer is ShellText {
  return 'pieces' in answer;
}
