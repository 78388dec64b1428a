// The program behind the window. The only file that imports @tauri-apps.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Backend, Call, Command, Request, Response } from './backend';
import type { Event, Outcome } from './gen';

const call: Call = async <C extends Command>(cmd: C, payload: Request<C>, run?: string) => {
  try {
    return await invoke<Outcome<Response<C>>>('rpc', { cmd, payload, run: run ?? null });
  } catch (fault) {
    // Not a refusal but a fault: the call itself did not get through.
    return { status: 'refused', problem: { code: 'internal', reference: reference(fault) } };
  }
};

function reference(fault: unknown): string {
  return typeof fault === 'string' && fault.length <= 64 ? fault : 'rpc';
}

export const tauri: Backend = {
  call,
  read: async (document, offset, length) =>
    new Uint8Array(await invoke<ArrayBuffer>('doc_read', { document, offset, length })),
  on: (handler) => listen<Event>('absah', ({ payload }) => handler(payload)),
};
