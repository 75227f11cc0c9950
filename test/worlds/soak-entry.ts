/** What `npm run soak -- worlds` runs. */
export { WORLDS } from './all.ts';
export { runWorld } from './run-world.ts';
