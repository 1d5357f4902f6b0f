import { expect, it } from 'vitest';
import { attachment } from '../samples';
import { AllFacts } from './about.svelte';
import { kindOf, kindShown } from './kinds';

it.each([
  ['image/png', 'picture'],
  ['Video/WebM; codecs=vp9', 'video'],
  ['audio/ogg', 'sound'],
  ['image/svg+xml', 'file'],
  ['text/html', 'file'],
  ['application/pdf', 'file'],
  ['', 'file'],
])('%s is shown as a %s', (mediaType, kind) => {
  expect(kindOf(mediaType)).toBe(kind);
});

it('what the server has found counts more than what the sender says', () => {
  const facts = new AllFacts().of('');
  facts.about = {
    state: 'ready',
    refusal: null,
    facts: { mediaType: 'text/html' },
    preview: false,
    waveform: null,
  };

  expect(kindShown(attachment({ mediaType: 'image/png' }), facts)).toBe('file');
});

it('nothing is loaded from elsewhere', () => {
  const facts = new AllFacts().of('');

  expect(kindShown(attachment({ mediaType: 'image/png', ours: false }), facts)).toBe('file');
});
