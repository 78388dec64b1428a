// What is wrong with a screen under forced colours and with less motion asked for: one line for each fault. The body of a function
// that runs in the page.
//   motion    something still moves, or would
//   chosen    what is chosen looks like what is not: its mark was a background or a shadow, which forced colours take away
//   edge      a field for input without an edge
//   icon      a drawing that does not stand out from what is behind it
//   kept      colours of our own are kept where there is no paper and no picture
const found = new Set();
const name = (e) => {
  const id = e.getAttribute('data-testid') ?? e.id ?? '';
  return `${e.tagName.toLowerCase()}${id && `#${id}`} "${(e.textContent || e.getAttribute('aria-label') || '').trim().replace(/\s+/g, ' ').slice(0, 50)}"`;
};
const seen = (e) => e.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });
const all = [...document.querySelectorAll('body, body *')].filter(seen);

const still = (times) => times.split(',').every((time) => parseFloat(time) === 0);
for (const e of all) {
  for (const part of [null, '::before', '::after']) {
    const style = getComputedStyle(e, part);
    if (part && style.content === 'none') continue;
    const moves = (style.animationName !== 'none' && !still(style.animationDuration)) || (style.transitionProperty !== 'none' && !still(style.transitionDuration));
    if (moves) found.add(`motion: ${name(e)}${part ?? ''}`);
    if (style.scrollBehavior === 'smooth') found.add(`motion: ${name(e)} scrolls smoothly`);
  }
}

/** What forced colours leave of how an element stands out; its bold letters are not enough. */
const look = (e) =>
  [e, ...e.querySelectorAll(':not(svg *)')].map((part) => {
    const style = getComputedStyle(part);
    const edge = (side) => (style[`border${side}Style`] === 'none' ? '0' : style[`border${side}Width`] + style[`border${side}Color`]);
    const icon = part.tagName === 'svg' ? part.innerHTML : '';
    return [...['Top', 'Right', 'Bottom', 'Left'].map(edge), style.outlineStyle, style.color, style.backgroundColor, style.textDecorationLine, icon].join('|');
  }).join();
const CHOSEN = '[aria-current]:not([aria-current=false]), [aria-pressed=true], [aria-selected=true], [role=radio][aria-checked=true], [role=switch][aria-checked=true]';
for (const e of document.querySelectorAll(CHOSEN)) {
  if (!seen(e)) continue;
  const beside = [...(e.closest('ul, ol, nav, [role=group], [role=radiogroup], [role=tablist], .row') ?? e.parentElement).querySelectorAll(e.tagName)];
  const others = beside.filter((other) => other !== e && seen(other) && !other.matches(CHOSEN) && other.className.replace(/\bon\b/, '').trim() === e.className.replace(/\bon\b/, '').trim());
  if (others.some((other) => look(other) === look(e))) found.add(`chosen: ${name(e)} looks like ${name(others[0])}`);
}

for (const e of document.querySelectorAll('input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea')) {
  const style = getComputedStyle(e);
  if (seen(e) && (style.borderTopStyle === 'none' || parseFloat(style.borderTopWidth) < 1)) found.add(`edge: ${name(e)}`);
}

const parts = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
const clear = (color) => color === 'none' || color === 'transparent' || parts(color)[3] === 0;
const light = (color) => {
  const [r, g, b] = parts(color).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
/** WCAG 2.2, contrast ratio */
const contrast = (one, other) => (Math.max(light(one), light(other)) + 0.05) / (Math.min(light(one), light(other)) + 0.05);
const behind = (e) => {
  for (let box = e; box; box = box.parentElement) {
    const color = getComputedStyle(box).backgroundColor;
    if (!clear(color)) return color;
  }
  return getComputedStyle(document.documentElement).backgroundColor;
};
const PAPER = '[data-testid=pages], [data-testid=thumbnails], [data-own-colours]';
for (const svg of document.querySelectorAll('svg')) {
  if (!seen(svg) || svg.closest(PAPER)) continue;
  if (svg.closest('button:disabled')) continue;
  const ground = behind(svg.parentElement);
  for (const shape of svg.querySelectorAll('path, rect, circle, line, polyline, polygon, text')) {
    const style = getComputedStyle(shape);
    const drawn = [style.stroke, style.fill].filter((color) => !clear(color));
    if (drawn.length > 0 && !drawn.some((color) => contrast(color, ground) >= 3)) found.add(`icon: in ${name(svg.parentElement)} ${drawn} on ${ground}`);
  }
}

for (const e of all) {
  if (e.tagName !== 'CANVAS' && getComputedStyle(e).forcedColorAdjust === 'none' && !e.closest(PAPER)) found.add(`kept: ${name(e)}`);
}
return [...found];
