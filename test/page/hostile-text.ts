/** Text that would be more than text on a page that is wrong. */

/** Markup, an end of an attribute, addresses that run, controls of direction, of the terminal and none. */
export const HOSTILE = `"><script>hit=1</script><img src=//x.example onerror=hit=1>' onmouseover='hit=1 </style></code><a href="javascript:hit=1">\u202eover\u2066\u0000\u001b[31m&lt;b&gt;`;

/** Members that hold a word of ours: nobody else writes them. */
const OURS =
  /^(?:schema|kind|verdict|decision|layers|deniedBy|layer|unread|grade|scope|subject|effect|takenAt|code|outcome|word|own|simulator|unseen|counts)$/;

/** Every text of others, with something hostile at its end; or another text in its place. */
export function changed(value: unknown, hostile: (text: string) => string, key = ''): unknown {
  if (OURS.test(key)) return value;
  if (typeof value === 'string') return hostile(value);
  if (Array.isArray(value)) return value.map((one) => changed(one, hostile));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, changed(one, hostile, name)]));
}
