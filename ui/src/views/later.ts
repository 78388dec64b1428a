// Every screen but the first: a part of the bundle of its own, for which the first picture does not wait.
export { default as Enroll } from './enroll/enroll.svelte';
export { default as Help } from './help/help.svelte';
export { default as Journal } from './journal/journal.svelte';
export { default as Many } from './many/many.svelte';
export { default as Pending } from './pending/pending.svelte';
export { default as Settings } from './settings/settings.svelte';
export { default as Setup } from './setup/setup.svelte';
export { default as Sign } from './sign/sign.svelte';
export { default as Token } from './token/token.svelte';
export { default as Verify } from './verify/verify.svelte';
