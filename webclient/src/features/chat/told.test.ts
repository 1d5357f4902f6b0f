import { expect, it } from 'vitest';
import { attachment, GRACE } from './samples';
import { told } from './told';

it.each([
  [{ mediaType: 'image/png', name: 'cat.png' }, 'Picture: cat.png'],
  [{ mediaType: 'video/mp4', name: 'cat.mp4' }, 'Video: cat.mp4'],
  [{ mediaType: 'application/pdf', name: 'a\nb.pdf' }, 'File: a b.pdf'],
  [{ mediaType: 'audio/ogg', name: 'x.ogg', voice: true }, 'Voice message'],
  [{ mediaType: '', name: '' }, 'File'],
])('a message without words is told by what it shares', (differs, expected) => {
  expect(told({ author: GRACE, body: '', files: [attachment(differs)] })).toBe(expected);
});

it('words come before files', () => {
  expect(told({ author: GRACE, body: 'Look\nhere', files: [attachment()] })).toBe('Look here');
});

it('what somebody does is told with who it is', () => {
  expect(told({ author: GRACE, body: '/me waves', files: [] })).toBe('Grace Hopper waves');
  expect(told({ author: GRACE, body: '/meeting', files: [] })).toBe('/meeting');
});
