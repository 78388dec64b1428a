// Problems that a step in Settings settles: wherever one is told, a button leads there.
import type { Problem } from '../ipc';

const IN_SETTINGS: ReadonlySet<Problem['code']> = new Set<Problem['code']>([
  'certificate-issuer-missing',
  'certificate-untrusted',
  'network-address-forbidden',
  'network-off',
  'timestamp-not-set',
  'timestamp-untrusted',
]);

export const inSettings = (problem: Problem | null): boolean => problem !== null && IN_SETTINGS.has(problem.code);
