import { describe, expect, test } from 'vitest';
import { safeLine, safeText } from '#render/terminal-text.ts';

describe('text from outside', () => {
  test.each([
    ['a colour', 'a\u001b[31mred\u001b[0m', 'ared'],
    ['a window title', 'a\u001b]0;owned\u0007b', 'ab'],
    ['a hyperlink', '\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\', 'click'],
    ['a cursor movement', 'safe\u001b[2K\u001b[1Ahidden', 'safehidden'],
    ['a carriage return that overwrites', 'denied\rallowed', 'deniedallowed'],
    ['a C1 control', 'a\u009b31mb', 'a31mb'],
    ['a bidirectional override', 'a\u202eb', 'ab'],
    ['line breaks', 'one\ntwo\tthree', 'one two three'],
  ])('loses %s on one line', (_name, text, expected) => {
    expect(safeLine(text)).toBe(expected);
  });

  test('is cut to the limit and says so', () => {
    expect(safeLine('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`);
  });

  test('keeps its lines where lines are wanted', () => {
    expect(safeText('one\n\u001b[1mtwo')).toBe('one\ntwo');
  });
});
