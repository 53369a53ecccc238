import { single } from "./binary/single.js";

/** The bytes of a base64 string, in Node and in a browser. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** Compiles an embedded binary; synchronous, so that importing the library needs no await. */
export const compileModule = (base64: string): WebAssembly.Module => new WebAssembly.Module(decodeBase64(base64));

let compiled: WebAssembly.Module | undefined;

/** The single-threaded kernels, compiled once however many sessions and functions use them. */
export function singleModule(): WebAssembly.Module {
  compiled ??= compileModule(single);
  return compiled;
}

/** An instance of the kernels over the given memory; it imports nothing else from the host. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): WebAssembly.Instance {
  return new WebAssembly.Instance(module, { env: { memory, abort } });
}

function abort(): never {
  throw new Error("engine: a kernel was called with impossible arguments, please report this");
}
