/** What is used of WebAssembly: the types of Node 20 leave it to those of the browser. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: 'WebAssembly.Module';
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  const Module: new (code: Uint8Array) => Module;
  const Instance: new (module: Module) => Instance;
}
