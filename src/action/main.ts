/** The file that `action.yml` names, bundled. */
import { haveSomeHome } from '#cli/some-home.ts';
import { runAction } from './run.ts';

haveSomeHome();
await runAction();
