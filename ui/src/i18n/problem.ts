// A problem in words: what happened and what to do. The texts are found by its code; its facts are their arguments.
import type { Problem } from '../ipc';
import { NUMBERS } from '../ipc/numbers';
import { day } from './format';
import { coded, t, type Args } from './index.svelte';

export interface Words {
  title: string;
  remedy: string;
  /** What is read out on the phone; empty for a problem that this window does not know. */
  number: string;
}

export function words(problem: Problem): Words {
  const args = facts(problem);
  return {
    title: coded('err', problem.code, args) ?? t('problem-unknown', { code: problem.code }),
    remedy: coded('rec', problem.code, args) ?? t('problem-unknown-remedy'),
    number: NUMBERS[problem.code] ?? '',
  };
}

/** A problem in words without a case at hand: what is open is three dots. */
export interface Explanation {
  number: string;
  title: string;
  cause: string;
  /** What to do on this system. */
  remedy: string;
  /** What to do on each system; empty where it is the same on all. */
  systems: [name: string, remedy: string][];
}

export function explanation(name: Problem['code']): Explanation {
  const on = (system?: string) => coded('rec', name, system ? { ...OPEN, system } : OPEN) ?? t('problem-unknown-remedy');
  const systems = SYSTEMS.map(([id, called]): [string, string] => [called, on(id)]);
  const remedy = on();
  return {
    number: NUMBERS[name],
    title: coded('title', name) ?? t('problem-unknown', { code: name }),
    cause: coded('cause', name) ?? '',
    remedy,
    systems: systems.every(([, each]) => each === remedy) ? [] : systems,
  };
}

/** Names of their makers, the same in every language. */
const SYSTEMS = [
  ['windows', 'Windows'],
  ['linux', 'Linux'],
  ['macos', 'macOS'],
] as const;

/** Every fact that a remedy may name, left open. */
const OPEN: Args = {
  ...Object.fromEntries(
    ['address', 'agency', 'atr', 'card', 'characters', 'choices', 'computer', 'condition', 'driver', 'field', 'fingerprint', 'found',
      'host', 'hours', 'issuer', 'kind', 'known', 'max', 'min', 'missing', 'name', 'not_after', 'not_before', 'page', 'pages',
      'reason', 'reference', 'server', 'since', 'status', 'text', 'unit'].map((fact) => [fact, '…']),
  ),
  tries: 0,
};

/** The facts of a problem as arguments: dates in the reader's language, what is unknown as 0 or empty. */
export function facts(problem: Problem): Args {
  const args: Args = {};
  for (const [name, value] of Object.entries(problem)) {
    if (name === 'not_after' || name === 'not_before' || name === 'since') args[name] = day(String(value));
    else args[name] = typeof value === 'number' ? value : (value ?? 0);
  }
  return args;
}
