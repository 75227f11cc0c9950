/** What lies in a folder of the build, or under a prefix. */
import type { Shell } from '../../shell/shell.ts';
import type { AwsAnswer, Connection } from '../aws-call.ts';
import { listObjects } from './call.ts';
import { type Place, rootOf } from './place.ts';

export interface Item {
  /** From the folder or prefix on. */
  readonly path: string;
  readonly size: number;
  /** Null: a file of the build, which counts as newer than any object. */
  readonly modifiedAt: string | null;
}

export async function itemsIn(
  connection: Connection,
  shell: Shell,
  folder: Place,
): Promise<AwsAnswer<readonly Item[]>> {
  if (folder.kind === 'local') return { ok: true, value: filesIn(shell, folder.path) };
  const answer = await listObjects(connection, folder);
  if (!answer.ok) return answer;
  const items = answer.value.objects.map(({ key, size, modifiedAt }) => ({
    path: key.slice(folder.key.length),
    size,
    modifiedAt,
  }));
  // What stands for the folder itself in a console is none of its objects.
  return { ok: true, value: items.filter(({ path }) => path !== '' && !path.endsWith('/')) };
}

function filesIn(shell: Shell, path: string): readonly Item[] {
  const { machine } = shell;
  const root = rootOf(shell, path);
  machine.allowance.spend(machine.files.size);
  return [...machine.files].flatMap(([file, text]) =>
    file.startsWith(root)
      ? [{ path: file.slice(root.length), size: Buffer.byteLength(text), modifiedAt: null }]
      : [],
  );
}
