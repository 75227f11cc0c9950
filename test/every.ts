/** `npm test` runs some of what is alike but for its data; `ROLEMEND_EVERY_CASE=1 npm test` runs all. */
export const EVERY: boolean = process.env['ROLEMEND_EVERY_CASE'] === '1';

/** All of them; in `npm test` the first and each `nth` behind it. */
export const some = <T>(all: readonly T[], nth: number): readonly T[] =>
  EVERY ? all : all.filter((_, index) => index % nth === 0);

/** The cases of a test that `npm test` leaves to the run of all: one, or none. */
export const ONCE: readonly (readonly [])[] = EVERY ? [[]] : [];
