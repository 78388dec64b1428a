// Whom to call, for dialogs that stand over any screen, without the parts knowing the window.
import { getContext, setContext } from 'svelte';
import type { ContactView } from '../ipc';

const KEY = Symbol('helpdesk');

/** The first contact, once it is known; asking for it makes it known. */
type Helpdesk = () => ContactView | null;

export const offerHelpdesk = (helpdesk: Helpdesk) => setContext(KEY, helpdesk);

/** Nothing where a part stands alone. */
export const helpdesk = (): Helpdesk => getContext<Helpdesk | undefined>(KEY) ?? (() => null);
