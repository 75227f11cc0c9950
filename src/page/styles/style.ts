/** The whole style, as one text that a policy of content can name by its hash. */
import { BASE } from './base.ts';
import { THEME } from './theme.ts';
import { VIEWS } from './views.ts';

export const STYLE: string = [THEME, BASE, VIEWS].join('\n');
