// The one table of states: priority, word, shape and colour. A state is always a word and a shape, never only a colour.
import type { HeadingState, SignatureView } from '../ipc';

/** The verdict of a file as the boundary words it. */
export type FileVerdict = HeadingState | 'tanpa_tanda_tangan';
export type Tone = 'good' | 'warn' | 'bad' | 'none';

export interface Status {
  /** Worst first. */
  priority: number;
  tone: Tone;
  shape: 'circle-check' | 'octagon-x' | 'triangle-alert' | 'circle-help' | 'square-minus';
}

export const STATUS: Record<FileVerdict, Status> = {
  tidak_sah: { priority: 0, tone: 'bad', shape: 'octagon-x' },
  perlu_perhatian: { priority: 1, tone: 'warn', shape: 'triangle-alert' },
  tidak_dapat_diperiksa: { priority: 2, tone: 'warn', shape: 'circle-help' },
  sah: { priority: 3, tone: 'good', shape: 'circle-check' },
  tanpa_tanda_tangan: { priority: 4, tone: 'none', shape: 'square-minus' },
};

/** A verdict that this window does not know is shown as not checkable, never as valid. */
export function verdictOf(text: string): FileVerdict {
  return text in STATUS ? (text as FileVerdict) : 'tidak_dapat_diperiksa';
}

export type HeadingName = 'integrity' | 'authenticity' | 'non_repudiation';

export interface Heading {
  state: HeadingState;
  reason: string;
}

/** One heading over all signatures: the worst of them speaks. */
export function heading(signatures: SignatureView[], name: HeadingName): Heading | null {
  let worst: Heading | null = null;
  for (const signature of signatures) {
    const each = { state: signature[name], reason: signature[`${name}_reason`] };
    if (!worst || STATUS[each.state].priority < STATUS[worst.state].priority) worst = each;
  }
  return worst;
}

/** The heading that decides the verdict: integrity before identity before time. */
export function deciding(signatures: SignatureView[]): Heading | null {
  const names: HeadingName[] = ['integrity', 'authenticity', 'non_repudiation'];
  return names
    .map((name) => heading(signatures, name))
    .reduce<Heading | null>(
      (worst, each) =>
        each && (!worst || STATUS[each.state].priority < STATUS[worst.state].priority) ? each : worst,
      null,
    );
}
