// A page at a thumb's size, in grey: what this window shows, for the program to compare with what it sees itself.

/** Pixels in a row of a thumb. */
export const WIDTH = 128;
/** Pixels drawn for each pixel of the thumb, so that thin lines count by what they cover. */
export const FINER = 4;
/** Most rows of a thumb; longer pages are not compared. */
const MOST_ROWS = 1024;

export interface Thumb {
  width: number;
  height: number;
  /** Base64 of the grey of each pixel. */
  grey: string;
}

/** The mean grey of each square of pixels of a picture on white; nothing for a page that is too long. */
export function thumb(rgba: Uint8ClampedArray, wide: number, high: number): Thumb | null {
  const [width, height] = [Math.floor(wide / FINER), Math.floor(high / FINER)];
  if (width === 0 || height === 0 || height > MOST_ROWS) return null;
  let grey = '';
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let sum = 0;
      for (let n = 0; n < FINER * FINER; n += 1) {
        const at = ((y * FINER + Math.floor(n / FINER)) * wide + x * FINER + (n % FINER)) * 4;
        // as the eye weighs colours (ITU-R BT.601)
        sum += 0.299 * (rgba[at] ?? 255) + 0.587 * (rgba[at + 1] ?? 255) + 0.114 * (rgba[at + 2] ?? 255);
      }
      grey += String.fromCharCode(Math.round(sum / (FINER * FINER)));
    }
  }
  return { width, height, grey: btoa(grey) };
}
