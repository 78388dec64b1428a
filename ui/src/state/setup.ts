// The steps of the first run, and which of them settles which problem: every screen leads there without knowing the window.
import { getContext, setContext } from 'svelte';
import type { Problem } from '../ipc';

export const STEPS = ['language', 'trust', 'network', 'token'] as const;
export type SetupStep = (typeof STEPS)[number];
type Open = (step: SetupStep) => void;

const KEY = Symbol('setup');

export const offerSetup = (open: Open) => setContext(KEY, open);

/** Nothing where a part stands alone, and within the set-up itself. */
export const setup = (): Open | undefined => getContext<Open | undefined>(KEY);

const SETTLED_BY: Partial<Record<Problem['code'], SetupStep>> = {
  'certificate-issuer-missing': 'network',
  'certificate-untrusted': 'trust',
  'timestamp-untrusted': 'trust',
  'trust-empty': 'trust',
  'certificate-status-unknown': 'network',
  'network-off': 'network',
  'token-no-card': 'token',
  'token-no-reader': 'token',
};

/** The step that settles this problem, if one does. */
export const stepFor = (problem: Problem): SetupStep | null => SETTLED_BY[problem.code] ?? null;
