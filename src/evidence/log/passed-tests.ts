/**
 * Lines of tests that passed: many a test is named after the refusal that it wants, or prints it. Source: what Jest, Mocha, TAP, Go, pytest,
 * unittest, GoogleTest, JUnit and dotnet print.
 */

const LONGEST = 500;

const PASSED =
  /^(?:[✓✔√] |(?:PASS|PASSED|Passed) |ok (?:\d|[\w.-]+\/[\w./-]+ (?:[\d.]+s|\(cached\)))|--- PASS: |\[ *(?:OK|PASSED) *\]|(?:\[INFO\] )?Tests run: \d+, Failures: 0, Errors: 0,)|(?: \.\.\. ok| PASSED)(?: *\(?[\d.]{1,9} ?m?s\)?)?(?: *\[ *\d{1,3}%\])?$/;
const FAILED = /\bfail(?!ures: 0\b)/i;

/** What a test of Go logs is printed by its name alone. */
const LOGGED_BY_GO = /^\w{1,80}_test\.go:\d/;

/** Whether what stands at a place of a cleaned text is said of a test that passed. */
export function passedTests(text: string): (at: number) => boolean {
  let hasFailed: boolean | null = null;
  return (at) => {
    const from = Math.max(0, at - LONGEST);
    const start = from + text.slice(from, at).lastIndexOf('\n') + 1;
    const [line = ''] = text.slice(start, at + LONGEST).split('\n', 1);
    if (LOGGED_BY_GO.test(line))
      return !(hasFailed ??= text.includes('--- FAIL')) && text.includes('--- PASS: ');
    return PASSED.test(line.trimEnd()) && !FAILED.test(line);
  };
}
