// The small grey picture that is compared with what the program sees.
import { describe, expect, it } from 'vitest';
import { FINER, thumb } from '../src/state/thumb';

function picture(width: number, height: number, colour: (x: number, y: number) => [number, number, number]): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) rgba.set([...colour(x, y), 255], (y * width + x) * 4);
  return rgba;
}

describe('thumb', () => {
  it('each_pixel_is_the_mean_of_a_square', () => {
    const made = thumb(picture(2 * FINER, FINER, (x) => (x < FINER ? [255, 255, 255] : [x % 2 === 0 ? 0 : 255, 0, 0])), 2 * FINER, FINER);
    expect(made).toMatchObject({ width: 2, height: 1 });
    expect([...atob(made?.grey ?? '')].map((each) => each.charCodeAt(0))).toEqual([255, Math.round(0.299 * 255 * 0.5)]);
  });

  it('a_page_without_end_is_not_compared', () => {
    expect(thumb(new Uint8ClampedArray(0), FINER, FINER * 1025)).toBeNull();
    expect(thumb(new Uint8ClampedArray(0), 1, 1)).toBeNull();
  });
});
