// What the window needs from behind it. Two answers exist: the program (tauri.ts), and the stand-in for a plain
// browser and for tests (mock.ts), which no production build contains.
import type { Commands, Event, Outcome } from './gen';

export type Command = keyof Commands;
export type Request<C extends Command> = Commands[C]['request'];
export type Response<C extends Command> = Commands[C]['response'];

/** Calls one command; a refusal is an answer, never an exception. Given a name, it can be stopped by it (`run_stop`). */
export type Call = <C extends Command>(command: C, payload: Request<C>, run?: string) => Promise<Outcome<Response<C>>>;

export interface Backend {
  call: Call;
  /** Bytes of an open document, at most 4 MiB at once, fewer at its end. */
  read(document: string, offset: number, length: number): Promise<Uint8Array>;
  /** Listens to events; the answer stops listening. */
  on(handler: (event: Event) => void): Promise<() => void>;
}
