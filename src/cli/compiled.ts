/**
 * The program's files, with the code that V8 made of them last time. Comes in: the folder of the bundled
 * files, and the one compiled code is kept in, if any. Goes out: what a file exports, as `require` gives it.
 * Never: runs code that another user could have written or that is of another source, or fails because of
 * what is kept: whatever is not as it should be is compiled anew.
 *
 * Compiling takes a third of a command's time. Node 22.1 can keep compiled code by itself
 * (`module.enableCompileCache`), but keeps it for good after whichever run was the first, were it `--help`.
 */
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import { makeOwnFolder } from '#basics/own-folder.ts';

export interface CompiledFiles {
  /**
   * What a file of the folder exports; it may require its neighbours as `./NAME`, and Node's own modules. The build
   * writes each as the function that `require` would make of it, in ASCII (tsdown.config.ts).
   */
  readonly load: (name: string) => unknown;
  /** Keeps the code of all files loaded, for the next run to start from. */
  readonly keep: () => void;
}

export function compiledFiles(folder: string, keptIn: string | null): CompiledFiles {
  const requireOfNode = createRequire(join(folder, 'program.cjs'));
  const modules = new Map<string, { readonly exports: object }>();
  const unkept = new Map<string, () => Buffer>();

  function load(name: string): unknown {
    const known = modules.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(name, module);
    compile(name).runInThisContext()(module.exports, require, module, folder);
    return module.exports;
  }

  function compile(name: string): Script {
    const filename = join(folder, name);
    const source = fs.readFileSync(filename);
    const cachedData = keptIn === null ? undefined : codeIn(readOwn(join(keptIn, name)), source);
    const script = new Script(source.toString('latin1'), { filename, cachedData });
    if (script.cachedDataRejected !== false) {
      unkept.set(name, () => sealed(script.createCachedData(), source));
    }
    return script;
  }

  function require(name: string): unknown {
    return name.startsWith('./') ? load(name.slice(2)) : requireOfNode(name);
  }

  function keep(): void {
    if (keptIn === null || unkept.size === 0) return;
    try {
      makeOwnFolder(keptIn);
      for (const [name, bytes] of unkept) writeWhole(join(keptIn, name), bytes);
      for (const name of fs.readdirSync(keptIn).filter((one) => !fs.existsSync(join(folder, one)))) {
        fs.rmSync(join(keptIn, name));
      }
    } catch {
      // A home that cannot be written to: every run compiles, as the first one did.
    }
  }

  return { load, keep };
}

const CHECKSUMS = 8;

/**
 * Compiled code behind the checksums of itself and of its source: V8 crashes on code that a disk has damaged, and
 * tells a changed source by its length alone.
 */
function sealed(code: Buffer, source: Buffer): Buffer {
  const checksums = Buffer.alloc(CHECKSUMS);
  checksums.writeUInt32LE(crc32(code), 0);
  checksums.writeUInt32LE(crc32(source), 4);
  return Buffer.concat([checksums, code]);
}

function codeIn(kept: Buffer | null, source: Buffer): Buffer | undefined {
  if (kept === null || kept.length <= CHECKSUMS) return undefined;
  const code = kept.subarray(CHECKSUMS);
  const isWhole = kept.readUInt32LE(0) === crc32(code) && kept.readUInt32LE(4) === crc32(source);
  return isWhole ? code : undefined;
}

/** A file's bytes, if nobody but this user can have written them. */
function readOwn(path: string): Buffer | null {
  try {
    // A pipe in its place is not waited for.
    const file = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    try {
      const stat = fs.fstatSync(file);
      const isOwn =
        process.getuid === undefined || (stat.uid === process.getuid() && (stat.mode & 0o022) === 0);
      return isOwn && stat.isFile() ? fs.readFileSync(file) : null;
    } finally {
      fs.closeSync(file);
    }
  } catch {
    return null;
  }
}

/** Another process sees the whole file or none; the bytes are made once it is clear that they can be written. */
function writeWhole(path: string, bytes: () => Buffer): void {
  const whole = `${path}.${process.pid}`;
  const file = fs.openSync(whole, 'wx', 0o600);
  try {
    fs.writeFileSync(file, bytes());
  } finally {
    fs.closeSync(file);
  }
  fs.renameSync(whole, path);
}
