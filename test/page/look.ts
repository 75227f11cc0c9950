/** What holds of every view in every state, whatever it shows: it is looked at with this. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { keepScreenshot } from './browser.ts';
import { axeFinds } from './live-page.ts';

const THEMES = ['light', 'dark'] as const;
const WIDTHS = [360, 1920, 1280] as const;

interface Look {
  /** A dialog is before the page: a picture of what is in sight, not of all that is behind it. */
  readonly isDialog?: boolean;
}

/**
 * WCAG 2.2 AA as far as axe can tell, in both themes; nothing reaches out of the window, no word of a table is broken; every control is reached by Tab alone, in the
 * order of the page, seen and marked when it has the focus; nothing moves for whoever asked for that. Keeps a picture of each.
 */
export async function look(page: Page, name: string, { isDialog = false }: Look = {}): Promise<void> {
  if (!(await page.evaluate(`'axe' in globalThis`))) await page.evaluate(axe.source);
  expect(await axeFinds(page), name).toEqual([]);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await wrongStops(page), name).toEqual([]);
  if (!isDialog) await page.evaluate('document.activeElement.blur()');
  expect(await page.evaluate(MOVING), name).toEqual([]);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(width);
    if (width > 360) expect(await page.evaluate(BROKEN), name).toEqual([]);
    for (const theme of THEMES) await keepScreenshot(page, { name: `${name}-${width}`, theme, isDialog });
  }
}

/** Words of a table that go on in the next line, though they would have room. */
const BROKEN = `[...document.querySelectorAll('td, th')].flatMap((cell) => {
  const broken = [];
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    if (text.parentElement.closest('code, pre') !== null) continue;
    for (const { 0: word, index } of text.data.matchAll(/[a-z]{4,24}/gi)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      if (range.getClientRects().length > 1) broken.push(word);
    }
  }
  return broken;
})`;

/** What a style moves. */
const MOVING = `[
  ...document.getAnimations().map((one) => 'animation ' + one.id),
  ...[document.documentElement, ...document.querySelectorAll('*')]
    .filter((one) => {
      const { animationName, scrollBehavior, transitionDuration } = getComputedStyle(one);
      return animationName !== 'none' || scrollBehavior !== 'auto' || transitionDuration !== '0s';
    })
    .map((one) => one.outerHTML.slice(0, 100)),
]`;

/** What Tab is to reach, in this order: of a dialog where one is open. */
const STOPS = `(globalThis.stops = [...(document.querySelector('dialog[open]') ?? document).querySelectorAll(
  'a[href], button, input, select, summary, [tabindex="0"]',
)].filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility())).length`;

/** At each press, and by hand at the end: which has the focus, and why whoever looks would not know it. */
const WATCHED = `(globalThis.reached = [], globalThis.reach = () => {
  const one = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  const { left, top, width, height } = one.getClientRects()[0];
  const front = document.elementFromPoint(left + width / 2, top + height / 2);
  const why = [
    outlineStyle === 'none' || parseFloat(outlineWidth) < 2 ? 'not marked' : '',
    front !== null && (one.contains(front) || front.contains(one)) ? '' : 'not in sight',
  ].filter((text) => text !== '');
  reached.push([stops.indexOf(one), why.length === 0 ? null : why.join(', ') + ': ' + one.outerHTML.slice(0, 100)]);
}, addEventListener('keydown', reach, true))`;
const SEEN = `(reach(), removeEventListener('keydown', reach, true), reached)`;

const TAB = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 };
const SHIFT = 8;

/** Goes from the first control to the last by Tab, and back from there to the one before by Shift. */
async function wrongStops(page: Page): Promise<readonly unknown[]> {
  const count = await page.evaluate<number>(STOPS);
  if (count < 2) return [];
  await page.evaluate(`stops[0].focus(), ${WATCHED}`);
  // Not through Playwright, which waits for each key: a page has a hundred controls.
  const keyboard = await page.context().newCDPSession(page);
  const press = (modifiers: number) =>
    ['rawKeyDown', 'keyUp'].map((type) =>
      keyboard.send('Input.dispatchKeyEvent', { ...TAB, type, modifiers } as never),
    );
  await Promise.all([...Array.from({ length: count - 1 }, () => press(0)), press(SHIFT)].flat());
  await keyboard.detach();
  const wanted = [...Array.from({ length: count }, (_, index) => index), count - 2];
  const reached = await page.evaluate<readonly (readonly [number, string | null])[]>(SEEN);
  return wanted.flatMap((stop, index) => {
    const [at, why] = reached[index] ?? [];
    return at === stop && why === null ? [] : [{ wanted: stop, at, why }];
  });
}
