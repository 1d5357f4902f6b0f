import { expect, it } from 'vitest';
import { KEPT_LOOK } from '../../ui/look';
import { type Look, look, parseLook, writeLook } from './look.svelte';

const USUAL: Look = {
  theme: 'system',
  size: 'normal',
  density: 'roomy',
  contrast: false,
  still: false,
};

it('what somebody chose is on the root of the page, and kept', () => {
  look.choose({ theme: 'dark', size: 'large', contrast: true });

  expect(document.documentElement.dataset.look).toBe('dark large contrast');
  expect(localStorage.getItem(KEPT_LOOK)).toBe('dark large contrast');

  look.choose({ theme: 'system', size: 'normal', contrast: false });

  expect(document.documentElement.dataset.look).toBe('');
  expect(localStorage.getItem(KEPT_LOOK)).toBeNull();
});

it('what is written can be read', () => {
  const chosen = { ...USUAL, theme: 'light', density: 'compact', still: true } satisfies Look;

  expect(parseLook(writeLook(chosen))).toEqual(chosen);
});

it.each(['', 'purple', 'constructor  __proto__'])('in %j is nothing that anybody knows', (kept) => {
  expect(parseLook(kept)).toEqual(USUAL);
});

it('the window around the page has the colour of the page', () => {
  document.head.innerHTML =
    '<meta name="theme-color" media="(prefers-color-scheme: light)"><meta name="theme-color" media="(prefers-color-scheme: dark)">';
  const colours = () =>
    [...document.querySelectorAll('meta')].map((each) => each.getAttribute('content'));

  look.choose({ theme: 'dark' });
  expect(colours()).toEqual(['#131517', '#131517']);

  look.choose({ theme: 'system' });
  expect(colours()).toEqual(['#faf9f7', '#131517']);

  document.head.replaceChildren();
});
