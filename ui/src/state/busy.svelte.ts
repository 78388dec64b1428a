// What the program is at work on without a progress of its own: shown once it takes longer than half a second, so that nothing looks
// frozen. No DOM.
import type { Call, Command } from '../ipc';

/** What shows its own progress, or waits for the person in a dialog. */
const OWN = /^(many|batch|secret|pin|verify)_|_(pick|save)$|^(sign_run|sign_complete|source_pick|key_file_open)$/;
const LONG = 500; // milliseconds

export class Busy {
  /** Whether something has been at work for long. */
  shown = $state(false);
  #long = 0;

  /** The same calls, watched. */
  watch(call: Call): Call {
    return async (command, request) => {
      if (OWN.test(command satisfies Command)) return call(command, request);
      let long = false;
      const timer = setTimeout(() => {
        long = true;
        this.#count(1);
      }, LONG);
      try {
        return await call(command, request);
      } finally {
        clearTimeout(timer);
        if (long) this.#count(-1);
      }
    };
  }

  #count(by: number): void {
    this.#long += by;
    this.shown = this.#long > 0;
  }
}
