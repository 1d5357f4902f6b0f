import { describe, expect, it } from 'vitest';
import { emojis, search } from './emojis';
import { chooseTone, recentEmojis, toneOf, used } from './recent';
import { TONES, toned } from './tones';

const first = async (text: string) => (await search(text))[0]?.emoji;

describe('emoji', () => {
  it('are each one emoji, with a name and a group', async () => {
    const all = await emojis();

    expect(all.length).toBeGreaterThan(1_800);
    for (const { emoji, names, group } of all) {
      expect(emoji).toMatch(/^\p{RGI_Emoji}$/v);
      expect([names[0], group]).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)]);
    }
  });

  it('are found by the names that people know', async () => {
    expect(await first('thumbsup')).toBe('👍');
    expect(await first('+1')).toBe('👍');
    expect(await first('tada')).toBe('🎉');
    expect(await first('heart')).toBe('❤️');
    expect(await first('Red Heart')).toBe('❤️');
    expect(await search('no such thing at all')).toEqual([]);
  });

  it('have the colour of skin that Unicode knows, or none', () => {
    expect(toned('👍', TONES[3])).toBe('👍🏽');
    expect(toned('✌️', TONES[1])).toBe('✌🏻');
    expect(toned('🧑‍💻', TONES[5])).toBe('🧑🏿‍💻');
    expect(toned('🎉', TONES[5])).toBe('🎉');
    expect(toned('👍', '')).toBe('👍');
  });
});

describe('emoji used lately', () => {
  it('are there first, each once, and nobody else’s', () => {
    used('ada@localhost', '🦊');
    used('ada@localhost', '🚀');
    used('ada@localhost', '🦊');
    chooseTone('ada@localhost', TONES[2]);

    expect(recentEmojis('ada@localhost').slice(0, 3)).toEqual(['🦊', '🚀', '👍']);
    expect(toneOf('ada@localhost')).toBe(TONES[2]);
    expect(recentEmojis('grace@localhost')[0]).toBe('👍');
    expect(toneOf('grace@localhost')).toBe('');
  });

  it('are the usual ones where what is kept makes no sense', () => {
    localStorage.setItem('stoa emoji ada@localhost', '{"recent":7,"tone":[]}');

    expect(recentEmojis('ada@localhost')[0]).toBe('👍');
  });
});
