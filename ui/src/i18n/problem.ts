// A problem in words: what happened and what to do. The texts are found by its code; its facts are their arguments.
import type { Problem } from '../ipc';
import { NUMBERS } from '../ipc/numbers';
import { day } from './format';
import { coded, t, type Args } from './index.svelte';

export interface Words {
  title: string;
  remedy: string;
}

export function words(problem: Problem): Words {
  const args = facts(problem);
  return {
    title: coded('err', problem.code, args) ?? t('problem-unknown', { code: problem.code }),
    remedy: coded('rec', problem.code, args) ?? t('problem-unknown-remedy'),
  };
}

/** The number that is read out on the phone; empty for a problem that this window does not know. */
export function numberOf(problem: Problem): string {
  return NUMBERS[problem.code] ?? '';
}

/** The facts of a problem as arguments: dates in the reader's language, what is unknown as 0 or empty. */
export function facts(problem: Problem): Args {
  const args: Args = {};
  for (const [name, value] of Object.entries(problem)) {
    if (name === 'not_after' || name === 'not_before' || name === 'since') args[name] = day(String(value));
    else args[name] = typeof value === 'number' ? value : (value ?? 0);
  }
  return args;
}
