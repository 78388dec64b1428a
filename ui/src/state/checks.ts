// Which checks before the PIN stand open, and which are folded into one line.
import type { CheckView } from '../ipc';

/** The token with its tries left always; of the others those that are not simply fine. */
export const tells = (check: CheckView): boolean => check.id === 'token' || check.state !== 'passed';
