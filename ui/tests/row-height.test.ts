// Rows of lists of files: as tall as their text, and never less than their button.
import { describe, expect, it } from 'vitest';
import { plain, rowHeight, wordy } from '../src/state/row-height';

describe('the height of a row', () => {
  it('a_row_of_normal_text_leaves_no_line_empty', () => {
    expect(rowHeight(plain, true, 15)).toBeLessThan(100);
    expect(rowHeight(plain, false, 15)).toBeLessThan(76);
  });

  it('larger_text_makes_taller_rows', () => {
    for (const narrow of [true, false])
      expect(rowHeight(wordy(narrow), narrow, 20)).toBeGreaterThan(1.2 * rowHeight(wordy(narrow), narrow, 15));
  });

  it('a_row_holds_its_button_at_the_smallest_text', () => {
    expect(rowHeight(0, false, 8)).toBeGreaterThanOrEqual(44 + 16);
  });
});
