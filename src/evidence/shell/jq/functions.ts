/** The functions of `jq` that are followed. Source: jq 1.7 manual. */

/** What is followed, by how many arguments it takes. */
export const FUNCTIONS: Readonly<Record<string, number>> = {
  select: 1,
  map: 1,
  first: 0,
  last: 0,
  length: 0,
  keys: 0,
  to_entries: 0,
  not: 0,
  empty: 0,
  tostring: 0,
  tojson: 0,
  fromjson: 0,
  split: 1,
  join: 1,
  startswith: 1,
  endswith: 1,
  contains: 1,
  ltrimstr: 1,
  rtrimstr: 1,
  has: 1,
  ascii_downcase: 0,
  ascii_upcase: 0,
  '@text': 0,
};
