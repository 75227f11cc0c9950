/** Colours of both themes; each pair of text and ground has a contrast of 4.5 or more (WCAG 2.2, 1.4.3). */
export const THEME = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f5f6f8; --text: #1b1f24; --quiet: #515a66; --line: #8a94a1; --hair: #d5dae1;
  --good: #11632f; --good-ground: #e3f4e8; --bad: #a3111c; --bad-ground: #fdeaea;
  --unsure: #6f4a00; --unsure-ground: #fff3d6; --link: #0b4fb3; --mark: #fff3b0; --mark-text: #1b1f24;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --raised: #1e2329; --text: #e8ebef; --quiet: #aeb7c2; --line: #7d8895; --hair: #343b44;
    --good: #7fd99a; --good-ground: #14301d; --bad: #ff9c9c; --bad-ground: #3b1719;
    --unsure: #f2c96b; --unsure-ground: #352a10; --link: #8db9ff; --mark: #4a4113; --mark-text: #f4f0d8;
  }
}
@media print {
  :root {
    --ground: #ffffff; --raised: #ffffff; --text: #000000; --quiet: #444444; --line: #777777; --hair: #bbbbbb;
    --good: #11632f; --good-ground: #ffffff; --bad: #a3111c; --bad-ground: #ffffff;
    --unsure: #6f4a00; --unsure-ground: #ffffff; --link: #000000; --mark: #eeeeee; --mark-text: #000000;
  }
}`;
