// A result in words. Reasons are found by their code; where the catalogue has none, the state speaks for itself.
import type { ChangeView, HeadingState, SignatureView, VerifyView } from '../ipc';
import { deciding, verdictOf, type Heading } from '../state/status';
import { list, number } from './format';
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
  if (signers.length === 0) return t('result-none', { file: result.file });
  if (verdictOf(result.verdict) === 'sah') {
    return t('result-valid', { file: result.file, names: names(signers), count: signers.length });
  }
  const heading = deciding(result.signatures);
  return heading ? reason(heading) : fallback('tidak_dapat_diperiksa');
}

export function names(signatures: SignatureView[]): string {
  return list([...new Set(signatures.map((signature) => signature.signer ?? t('signer-unknown')))]);
}

export interface Todo {
  text: string;
  /** The one step that a button offers. */
  step: 'sign' | 'settings' | null;
}

/** What to do now, in one line. */
export function todo(result: VerifyView): Todo {
  const verdict = verdictOf(result.verdict);
  const cause = deciding(result.signatures)?.reason ?? '';
  if (verdict === 'tanpa_tanda_tangan') return { text: t('todo-none'), step: 'sign' };
  if (verdict === 'tidak_sah') {
    return { text: REISSUE.has(cause) ? t('todo-sign-again') : t('todo-original'), step: null };
  }
  if (result.signatures.some((signature) => signature.practice)) return { text: t('todo-practice'), step: null };
  if (verdict === 'sah') return { text: t('todo-use'), step: null };
  if (cause === 'issuer_unknown') return { text: t('todo-issuer'), step: 'settings' };
  if (cause === 'visible_change') return { text: t('todo-compare'), step: null };
  return { text: verdict === 'perlu_perhatian' ? t('todo-confirm') : t('todo-unknown'), step: null };
}

/** Causes that lie with the certificate: the original file would not help. */
const REISSUE = new Set(['expired', 'expired_when_signed', 'not_yet_valid', 'revoked']);

/** A change in words: what, and on which page. */
export function change(view: ChangeView): string {
  const kind = coded('change', view.kind, { field: view.before ?? '' }) ?? t('change-other');
  return view.page === null ? kind : t('change-on-page', { kind, page: number(view.page) });
}
