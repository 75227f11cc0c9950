/**
 * TOML that others wrote, in bounded time. Comes in: its text. Goes out: its data; null: it is no TOML, or is larger or nested deeper than
 * what is read. Never: a name of a table taken for more than data, whatever it is called.
 */
import { parse } from 'smol-toml';
import { rememberTexts } from '#basics/remember.ts';
import { YAML_BOUNDS } from './yaml-document.ts';

/** A quarter of what is read of YAML, and far above any real configuration: it takes a fifth of a second at most. */
const CHARACTERS = YAML_BOUNDS.characters / 4;

/** A file that many commands read is parsed once. */
export function plainToml(text: string): unknown {
  return text.length > CHARACTERS ? null : ofToml(text, () => parsed(text));
}

const ofToml = rememberTexts<unknown>(CHARACTERS);

function parsed(text: string): unknown {
  try {
    return parse(text, { maxDepth: YAML_BOUNDS.depth });
  } catch {
    // Wrong, or nested too deeply.
    return null;
  }
}
