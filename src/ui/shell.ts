/** The one file that is served: the page with its script and its style in it, and nothing of the account. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { LIVE_STYLE } from '#page/styles/live.ts';

export interface Shell {
  readonly html: Buffer;
  readonly gzipped: Buffer;
  readonly policy: string;
}

/** `script`: the bundle of the live page. */
export function shellOf(script: string): Shell {
  // What would end the element, or begin a comment in it, stands in strings only.
  const code = script.replaceAll('</script', '<\\/script').replaceAll('<!--', '\\x3c!--');
  const html = Buffer.from(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Rolemend</title>
<style>${LIVE_STYLE}</style>
</head>
<body>
<div id="page"><main><p>This page needs JavaScript; the same is to be had with <code>rolemend diagnose --html FILE</code>, which needs none.</p></main></div>
<script type="module">${code}</script>
</body>
</html>
`);
  return { html, gzipped: gzipSync(html, { level: 9 }), policy: policyOf(code) };
}

/** Only this script and this style run; only the page's own server is asked; no text becomes markup (Trusted Types). */
const policyOf = (code: string): string =>
  [
    "default-src 'none'",
    `script-src '${hashOf(code)}'`,
    `style-src '${hashOf(LIVE_STYLE)}'`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
