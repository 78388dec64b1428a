// Which token speaks in the corner, and what it says there.
import type { CertificateView, Problem, TokenState, TokensView, TokenView } from '../ipc';

export interface Corner {
  state: TokenState | 'none';
  practice: boolean;
  certificate: CertificateView | null;
  problem: Problem | null;
}

/** A real token before the practice token; a usable one before one that is not. */
export function corner(tokens: TokensView | null): Corner {
  if (!tokens) return { state: 'reading', practice: false, certificate: null, problem: null };
  const real = tokens.tokens.filter((token) => !token.practice);
  const token = real.find((each) => each.state === 'ready') ?? real[0] ?? tokens.tokens.find((each) => each.practice);
  if (!token) return { state: 'none', practice: false, certificate: null, problem: tokens.problem };
  const key = token.keys.find((each) => each.proposed) ?? token.keys[0];
  return {
    state: token.state,
    practice: token.practice,
    certificate: key?.certificate ?? null,
    problem: token.problem,
  };
}

/** A reader with keys of its own takes the PIN itself; a key file has a password and no PIN. */
export const hasPin = (token: TokenView) => token.pin.kind !== 'password';

/** A token that tells nothing of its PIN, or of anything, offers no act on it. */
export const actable = (token: TokenView) =>
  hasPin(token) && token.state !== 'reading' && (token.keys.length > 0 || token.pin.blocked || token.pin.tries !== null);
