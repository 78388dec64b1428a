// The one way out of the window: typed calls, bytes of documents, events. Nothing else in `ui/` knows what is behind.
import type { Backend, Call } from './backend';
import type { Event } from './gen';
import { tauri } from './tauri';

export type { Backend, Call, Command, Request, Response } from './backend';
export type * from './gen';

/** doc_read answers at most this many bytes. */
export const READ_LIMIT = 4 * 1024 * 1024;

// `import.meta.env.DEV` is the constant `false` in a production build, so the stand-in is not part of it.
const backend: Promise<Backend> =
  import.meta.env.DEV && !('__TAURI_INTERNALS__' in globalThis)
    ? import('./mock').then((module) => module.mock)
    : Promise.resolve(tauri);

export const call: Call = async (command, payload, run) => (await backend).call(command, payload, run);

export async function read(document: string, offset: number, length: number): Promise<Uint8Array> {
  return (await backend).read(document, offset, length);
}

export async function on(handler: (event: Event) => void): Promise<() => void> {
  return (await backend).on(handler);
}
