// A result in words. Reasons are found by their code; where the catalogue has none, the state speaks for itself.
import type { ChangeView, HeadingState, VerifyView } from '../ipc';
import { deciding, verdictOf, type Heading } from '../state/status';
import { number } from './format';
import { coded, t } from './index.svelte';

/** The sentence of one heading. */
export function reason(heading: Heading): string {
  return coded('reason', heading.reason) ?? fallback(heading.state);
}

function fallback(state: HeadingState): string {
  return {
    sah: t('state-sah'),
    perlu_perhatian: t('state-perlu_perhatian'),
    tidak_sah: t('state-tidak_sah'),
    tidak_dapat_diperiksa: t('state-tidak_dapat_diperiksa'),
  }[state];
}

/** The sentence of the banner: why, and for a valid file that it is as it was signed. */
export function summary(result: VerifyView): string {
  const signers = result.signatures.filter((signature) => !signature.document_timestamp);
  const file = short(result.file);
  if (signers.length === 0) return t('result-none', { file });
  if (verdictOf(result.verdict) === 'sah') return t('result-valid', { file, count: signers.length });
  // All signatures are well, and the pages claim what none of them bears out.
  if (result.hints.includes('notice-unsupported') && signers.every((signature) => signature.verdict === 'sah')) {
    return coded('hint', 'notice-unsupported') ?? fallback('perlu_perhatian');
  }
  const heading = deciding(result.signatures);
  return heading ? reason(heading) : fallback('tidak_dapat_diperiksa');
}

/** A long file name with its middle left out; the whole name stands further down. */
export function short(name: string): string {
  return name.length <= 64 ? name : `${name.slice(0, 40)}…${name.slice(-22)}`;
}

export interface Todo {
  text: string;
  /** The one step that a button offers. */
  step: 'sign' | 'settings' | null;
}

/** What to do now, in one line: by the cause where one has its own advice, else by the verdict. */
export function todo(result: VerifyView): Todo {
  const verdict = verdictOf(result.verdict);
  const cause = deciding(result.signatures)?.reason ?? '';
  const general = coded('todo', verdict) ?? fallback('tidak_dapat_diperiksa');
  if (verdict === 'tanpa_tanda_tangan') return { text: general, step: 'sign' };
  if (verdict === 'tidak_sah') return { text: REISSUE.has(cause) ? t('todo-sign-again') : general, step: null };
  if (result.signatures.some((signature) => signature.practice)) {
    return { text: coded('todo', 'practice') ?? general, step: null };
  }
  if (cause === 'issuer_unknown') return { text: t('todo-issuer'), step: 'settings' };
  if (cause === 'visible_change') return { text: t('todo-compare'), step: null };
  return { text: general, step: null };
}

/** Causes that lie with the certificate: the original file would not help. */
const REISSUE = new Set(['expired', 'expired_when_signed', 'not_yet_valid', 'revoked']);

/** A change in words: what, in which field, on which page. */
export function change(view: ChangeView): string {
  const kind = coded('change', view.kind) ?? t('change-other');
  const page = view.page === null ? null : number(view.page);
  if (view.field !== null && page !== null) return t('change-in-field-on-page', { kind, field: view.field, page });
  if (view.field !== null) return t('change-in-field', { kind, field: view.field });
  return page === null ? kind : t('change-on-page', { kind, page });
}
