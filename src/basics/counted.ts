/** How many of something, with its word: ``1 step``, ``2 steps``. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
