/** The images a Dockerfile is built from. */

/** `${NAME}`, `${NAME:-otherwise}`, `$NAME`. */
const REFERENCE = /\$(?:\{[A-Za-z_]\w*(?::-[^}]*)?\}|[A-Za-z_]\w*)/g;

/** Build arguments are put in where the Dockerfile uses them in a FROM. */
export function baseImages(
  text: string,
  buildArguments: Readonly<Record<string, string>>,
): readonly string[] {
  const values = new Map<string, string>();
  const stages = new Set<string>(['scratch']);
  const images: string[] = [];
  for (const line of text.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const [, name, fallback] = /^\s*ARG\s+([A-Za-z_]\w*)(?:=(\S*))?/i.exec(line) ?? [];
    if (name !== undefined)
      values.set(name, (Object.hasOwn(buildArguments, name) ? buildArguments[name] : fallback) ?? '');
    const [, image, stage] = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? [];
    if (image === undefined) continue;
    const named = image.replaceAll(REFERENCE, (text) => {
      const [, name = '', otherwise = ''] = /^\$\{?(\w+)(?::-([^}]*))?\}?$/.exec(text) ?? [];
      return values.get(name) || otherwise;
    });
    if (!stages.has(named)) images.push(named);
    if (stage !== undefined) stages.add(stage);
  }
  return images;
}
