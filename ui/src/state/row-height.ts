// How tall a row of a list of files is: its lines at the chosen size of text, and never less than its button.

/** What a row's text can need, in lines of small type under its name. */
export const plain = 2;
export const wordy = (narrow: boolean): number => (narrow ? 4 : 3);

/** Line heights in rem: of the name, of the small lines below it, of the word that says how the file stands. */
const [NAME, SMALL, WORD] = [1.35, 0.875 * 1.35, 0.875 * 1.3];
/** Above and below the text, and the target that stands beside it, in pixels. */
const [PADDING, TARGET, ICON] = [16, 44, 22];

/** Pixels; `rem` is the size of the page's text in pixels. In a narrow row the word stands above the name, else beside it. */
export function rowHeight(lines: number, narrow: boolean, rem: number): number {
  const text = (NAME + lines * SMALL) * rem;
  const all = narrow ? Math.max(ICON, WORD * rem) + 2 + text : Math.max(text, 2 * WORD * rem);
  return Math.ceil(PADDING + Math.max(TARGET, all)) + 1;
}
