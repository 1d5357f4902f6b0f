import { describe, expect, it } from 'vitest';
import { message } from '../samples';
import { recentTags } from './tags';

const tagsOf = (...bodies: string[]) => recentTags(bodies.map((body) => message({ body })));

describe('tags of a conversation', () => {
  it('are each one, the last first', () => {
    expect(tagsOf('#one and #two', '#Two #3 a#b')).toEqual(['Two', 'one']);
  });

  it('are none in code, nor in addresses of the web', () => {
    expect(tagsOf('`#a` #b `#c')).toEqual(['b']);
    expect(tagsOf('#a\n```\n#b\n```\n#c\n```#d\n#e')).toEqual(['c', 'a']);
    expect(tagsOf('https://example.org/#a #b')).toEqual(['b']);
  });

  it('are found in no time, however many there are', () => {
    const many = ['#a\n', '#a ', '`#a', '```\n#a\n'].map((each) => each.repeat(80_000));

    expect(tagsOf(...many.map((each) => `#b ${each}`))).toEqual(['a', 'b']);
  });
});
