// The way from any problem on any screen to its page in the help, without the parts knowing the window.
import { getContext, setContext } from 'svelte';
import type { ProblemName } from './help.svelte';

const KEY = Symbol('explain');
type Explain = (code: ProblemName) => void;

export const offerExplanations = (explain: Explain) => setContext(KEY, explain);

/** Nothing where a part stands alone. */
export const explanations = (): Explain | undefined => getContext<Explain | undefined>(KEY);
