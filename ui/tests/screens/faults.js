// What is wrong with a screen as it stands: one line for each fault, an empty list when it is whole. The body of a function that runs
// in the page, here and in the real window (`tests/support/webdriver.rs`); `only` names the kinds to look for, empty for all.
//   sideways  something scrolls sideways, or the page does
//   cut       text that its box cuts off, or that lies outside the window
//   overlap   text over text
//   target    what is pressed is smaller than 44 x 44 px
//   focus     what is reached by Tab cannot be brought into sight, or does not show that it has the focus
// Left out: the pages of a document (their text is the document's), and what is for screen readers alone.
const [only] = [arguments[0] ?? []];
const wanted = (kind) => only.length === 0 || only.includes(kind);
const OUTSIDE = '[data-testid=pages], .hidden, svg, select, option, canvas';
const found = new Set();
const name = (e) => {
  const id = e.getAttribute('data-testid') ?? e.id ?? '';
  return `${e.tagName.toLowerCase()}${id && `#${id}`} "${(e.innerText || e.getAttribute('aria-label') || '').trim().replace(/\s+/g, ' ').slice(0, 50)}"`;
};
const size = (box) => `${Math.round(box.width)}x${Math.round(box.height)}`;
// A dialog that is open, and the veil while files hover, make all else unreachable.
const top = [...document.querySelectorAll('dialog[open], [data-testid=drop-veil]')].at(-1) ?? document.body;
const seen = (e) => e.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }) && !e.closest(OUTSIDE) && !small(e);
/** For screen readers alone: a box of one pixel that cuts what is in it. */
function small(e) {
  for (let box = e; box && box !== document.body; box = box.parentElement) {
    if (box.clientWidth <= 1 && box.clientHeight <= 1 && getComputedStyle(box).overflow !== 'visible') return true;
  }
  return false;
}

if (wanted('sideways')) {
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) found.add(`sideways: the page is ${root.scrollWidth} px wide in a window of ${innerWidth} px`);
  for (const e of top.querySelectorAll('*')) {
    if (['INPUT', 'TEXTAREA'].includes(e.tagName) || e.scrollWidth <= e.clientWidth + 1 || !seen(e)) continue;
    const style = getComputedStyle(e);
    if (style.overflowX === 'visible' || (style.textOverflow === 'ellipsis' && e.title !== '')) continue;
    found.add(`sideways: ${name(e)} holds ${e.scrollWidth} px in ${e.clientWidth} px`);
  }
}

/** Every line of visible text with its box. */
function* lines() {
  const walk = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const owner = node.parentElement;
    if (!owner || node.data.trim() === '' || owner.closest('script, style, textarea') || !seen(owner)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) yield { owner, box };
  }
}

/** The part of a line that its scrolling boxes show now, and what cuts it for good. */
function shown(owner, box) {
  let { left, top: above, right, bottom } = box;
  for (let e = owner; e && e !== document.documentElement; e = e.parentElement) {
    const style = getComputedStyle(e);
    if (style.position === 'fixed') break;
    if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
    const edge = e.getBoundingClientRect();
    const cuts = (value) => value === 'hidden' || value === 'clip';
    // room for letters that lean over the edge
    const wide = cuts(style.overflowX) && (left < edge.left - 2 || right > edge.right + 2);
    const high = cuts(style.overflowY) && (above < edge.top - 3 || bottom > edge.bottom + 3) && !(e.parentElement?.matches('#app, body') && e.scrollHeight <= e.clientHeight);
    if ((wide || high) && !(style.textOverflow === 'ellipsis' && e.title !== '')) return { cut: e };
    left = Math.max(left, edge.left);
    right = Math.min(right, edge.right);
    above = Math.max(above, edge.top);
    bottom = Math.min(bottom, edge.bottom);
  }
  return { box: { left, right, top: above, bottom }, empty: right - left < 1 || bottom - above < 1 };
}

if (wanted('cut') || wanted('overlap')) {
  const kept = [];
  for (const { owner, box } of lines()) {
    if (wanted('cut')) {
      if (box.left < -1 || box.right > innerWidth + 1) found.add(`cut: ${name(owner)} lies outside the window`);
      const holder = owner.closest('button, .btn, a, summary, [role=button], [role=tab]');
      const edge = holder?.getBoundingClientRect();
      if (edge && (box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 2 || box.bottom > edge.bottom + 2)) {
        found.add(`cut: ${name(owner)} runs out of its button`);
      }
    }
    const part = shown(owner, box);
    if (part.cut) {
      if (wanted('cut')) found.add(`cut: ${name(owner)} is cut off by ${name(part.cut)}`);
    } else if (!part.empty) kept.push({ owner, box: part.box, over: owner.closest('dialog') });
  }
  if (wanted('overlap')) {
    // Bars that stay while the rest scrolls cover what is under them: only text of one layer is compared.
    const layer = (e) => {
      for (let box = e; box && box !== document.body; box = box.parentElement) {
        if (['sticky', 'fixed'].includes(getComputedStyle(box).position)) return box;
      }
      return null;
    };
    for (const each of kept) each.layer = layer(each.owner);
    for (let i = 0; i < kept.length; i += 1) {
      for (let k = i + 1; k < kept.length; k += 1) {
        const [a, b] = [kept[i], kept[k]];
        if (a.owner === b.owner || a.layer !== b.layer) continue;
        const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        if (wide > 3 && high > 5) found.add(`overlap: ${name(a.owner)} and ${name(b.owner)}`);
      }
    }
  }
}

const PRESSED = 'button, a[href], input, select, textarea, summary, [role=button], [role=tab], [role=switch], [role=radio], [role=checkbox], [tabindex="0"]';
const pressed = [...top.querySelectorAll(PRESSED)].filter((e) => !e.disabled && e.type !== 'hidden' && e.checkVisibility({ checkVisibilityCSS: true }) && !e.closest('[inert]'));

if (wanted('target')) {
  for (const e of pressed) {
    if (e.closest('[data-testid=pages]') && !e.matches('button, [role=application]')) continue;
    // what scrolls takes the focus to be scrolled by keys; nothing in it is pressed
    if (e.matches('[tabindex="0"]:not([role]), [role=region], [role=group]') && !e.matches('button, a, input, select, summary')) continue;
    const whole = e.matches('input') ? (e.closest('label') ?? e) : e;
    const boxes = [e, whole, ...(e.labels ?? [])].map((part) => part.getBoundingClientRect());
    const box = boxes.reduce((most, one) => (Math.min(one.width, one.height) > Math.min(most.width, most.height) ? one : most));
    if (box.width >= 43.5 && box.height >= 43.5) continue;
    // what is drawn smaller may take hold of more around it
    e.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
    const drawn = e.getBoundingClientRect();
    const [x, y] = [drawn.left + drawn.width / 2, drawn.top + drawn.height / 2];
    const around = [[-21, 0], [21, 0], [0, -21], [0, 21]].map(([dx, dy]) => document.elementFromPoint(x + dx, y + dy));
    if (!around.every((hit) => hit === e || e.contains(hit))) found.add(`target: ${name(e)} is ${size(box)}`);
  }
}

if (wanted('focus')) {
  const before = document.activeElement;
  for (const e of pressed) {
    if (e.tabIndex < 0) continue;
    e.focus({ focusVisible: true });
    if (document.activeElement !== e) continue;
    e.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
    const shownAt = e.matches('input[type=checkbox], input[type=radio]') ? (e.closest('label') ?? e) : e;
    const box = shownAt.getBoundingClientRect();
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) {
      found.add(`focus: ${name(e)} is not brought into sight`);
      continue;
    }
    const [x, y] = [Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2), Math.min(Math.max((Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2, 1), innerHeight - 2)];
    const hit = document.elementFromPoint(x, y);
    if (hit && !shownAt.contains(hit) && !hit.contains(shownAt)) found.add(`focus: ${name(e)} lies under ${name(hit)}`);
    if (document.hasFocus() && e.matches(':focus-visible')) {
      const style = getComputedStyle(e);
      const parent = e.parentElement ? getComputedStyle(e.parentElement) : style;
      const ring = (one) => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2;
      if (!ring(style) && !ring(parent) && style.boxShadow === 'none') found.add(`focus: ${name(e)} does not show it`);
    }
  }
  if (before instanceof HTMLElement) before.focus();
  for (const e of [document.scrollingElement, ...document.querySelectorAll('main, .screen')]) if (e) e.scrollTop = 0;
}

return [...found];
