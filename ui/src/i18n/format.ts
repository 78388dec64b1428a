// Dates, sizes and lists in the language of the window, in the time of this computer, with its zone named.
import { locale } from './index.svelte';

// British order in English: the day comes first, as in Indonesian letters.
const tag = () => (locale() === 'id' ? 'id-ID' : 'en-GB');

/** Indonesia's three zones by their offset in minutes; other places by their distance from UTC. */
export function zone(moment: Date): string {
  const minutes = -moment.getTimezoneOffset();
  const named: Record<number, string> = { 420: 'WIB', 480: 'WITA', 540: 'WIT', 0: 'UTC' };
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  const distance = `${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
  return named[minutes] ?? `UTC${minutes < 0 ? '-' : '+'}${distance}`;
}

/** "16 Februari 2026"; what is no date is given back as it came. */
export function day(iso: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  return new Intl.DateTimeFormat(tag(), { day: 'numeric', month: 'long', year: 'numeric' }).format(moment);
}

/** "16 Februari 2026 10.02 WITA". */
export function time(iso: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const clock = new Intl.DateTimeFormat(tag(), { hour: '2-digit', minute: '2-digit', hour12: false }).format(moment);
  return `${day(iso)} ${clock} ${zone(moment)}`;
}

/** Whole days from `now` to `iso`; negative when past. */
export function daysUntil(iso: string, now: Date = new Date()): number {
  return Math.floor((new Date(iso).getTime() - now.getTime()) / 86_400_000);
}

export function number(value: number): string {
  return new Intl.NumberFormat(tag(), { maximumFractionDigits: 1 }).format(value);
}

/** "1,2 MB". */
export function size(bytes: number): string {
  const [value, unit] =
    bytes < 1_000_000 ? [Math.max(1, Math.round(bytes / 1000)), 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  return new Intl.NumberFormat(tag(), { style: 'unit', unit: String(unit), maximumFractionDigits: 1 }).format(
    Number(value),
  );
}

/** Hex in groups of four, so that two people can compare it aloud. */
export function grouped(hex: string): string {
  return (hex.match(/.{1,4}/g) ?? []).join(' ');
}
