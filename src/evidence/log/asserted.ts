/**
 * What a test that failed wanted and got, and its code as the runner shows it: neither was answered to the build. Source: what
 * Jest, Vitest, Mocha, Chai, pytest, unittest, RSpec, Go, testify, JUnit, AssertJ and REST Assured print.
 */

/** So far before a place its assertion is looked for. */
const REACH = 600;

/** In words that anybody may use of a registry. */
const EXPECTED = /\bexpected\b.{0,200}?\b(?:got|but was|to (?:equal|be|deep equal|have status))\b|^[✗✕×] /i;

/** The title of a test that failed, what it wanted and got, each on a line, and both on one. */
const OF_A_TEST =
  /^(?:E )?(?:● .{1,200}? › |(?:[-+] )?(?:Expected|Received|expected|received|actual|Actual|but|got)(?: (?:substring|string|value|pattern|message|object|array))?\b ?:|\w{1,80}_test\.go:\d{1,6}: (?!.*\bapi error ).{0,300}?\b(?:want(?:ed)?|expected|got)\b|[Ee]xpected .{1,200} (?:to (?:be|equal|include|contain|match|have|eq|deeply|strictly)|but was)\b)|\bexpected:? ?<.{1,300}?> but was\b|\bAssert\w*Error\b.{0,300}?(?:==|!=|\bexpected\b|\bunexpectedly\b|\b(?:not )?to (?:be|equal|include|contain|match|have|throw|deeply|strictly)\b)/;

/** A statement of the test, above or below the one that failed: an assignment or a call, and no sentence that begins alike. */
const CODE =
  /^(?:E |\d{1,6}\| )?(?:(?:const|let|var) [\w{}[\], :]{1,80} = |(?:await|return|with) [\w.]{1,80}\(|(?:self\.)?(?:assert\w*|expect|mock\w*|when|it|test|describe|jest|vi|allow)(?:\.\w{1,40})?\(|assert \S|Failure\/Error: )/;

const DIFFERENCE = /^(?:E )?[-+] ?\S/;
const ASSERTION = /\bAssert\w*Error\b|\bexpect\(|^(?:E )?assert \S|^[-+]{1,3} ?(?:[Ee]xpected|[Aa]ctual)\b/m;

/** Whether what refuses at a place of a cleaned text is what some test is about; `isOfRegistry`: in the words of a registry. */
export function isAsserted(text: string, start: number, isOfRegistry: boolean): boolean {
  const before = text.slice(Math.max(0, start - REACH), start);
  const lineStart = before.lastIndexOf('\n') + 1;
  const [behind = ''] = text.slice(start, start + 300).split('\n', 1);
  const line = `${before.slice(lineStart).slice(-300)}${behind}`;
  return (
    OF_A_TEST.test(line) ||
    CODE.test(line) ||
    (DIFFERENCE.test(line) && ASSERTION.test(before.slice(0, lineStart))) ||
    (isOfRegistry && EXPECTED.test(line))
  );
}
