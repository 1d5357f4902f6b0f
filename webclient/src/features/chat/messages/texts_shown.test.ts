import { render } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import MessageBody from '../MessageBody.svelte';

const nothing = () => undefined;

function body(text: string, more: Record<string, unknown> = {}) {
  const props = { text, withdrawn: false, expanded: true, onexpand: nothing, ...more };
  return render(MessageBody, props).container.querySelector('div[dir]') as HTMLElement;
}

const HOSTILE = [
  '<script>alert(1)</script>',
  '*<img src=x onerror=alert(1)>*',
  '_"><svg/onload=alert(1)>_',
  '`</code><iframe src=javascript:alert(1)>`',
  '```\n</pre><script>alert(1)</script>\n```',
  '> <a href="javascript:alert(1)">x</a>',
  '>>>> *_~`<b>`~_*',
  '[x](javascript:alert(1)) *javascript:alert(1)*',
  '*https://example.org/"onmouseover="alert(1)*',
  '/me <style>*{display:none}</style>',
  '{@html "<img src=x onerror=alert(1)>"} {{constructor}} $(7*7)',
  '&lt;script&gt; &#x3C;img&#x3E;',
  '*\u202Egnp.exe\u202C* \u2066_x_\u2069 \u200Bzero\u200D',
];

describe('what people write', () => {
  it.each(HOSTILE)('is text, however it is styled: %s', (text) => {
    const shown = body(text);
    const allowed = new Set(['STRONG', 'EM', 'S', 'CODE', 'PRE', 'BLOCKQUOTE', 'SPAN', 'A', 'BDI']);

    for (const element of shown.querySelectorAll('*')) {
      expect(allowed).toContain(element.tagName);
      const names = element.getAttributeNames().filter((name) => name.startsWith('on'));
      expect(names).toEqual([]);
    }
    for (const link of shown.querySelectorAll('a')) expect(link.protocol).toBe('https:');
    expect(shown.getAttribute('dir')).toBe('auto');
  });

  it('loses nothing of what was said by being styled', () => {
    const text = 'plain *strong* _em_ ~gone~ `code`\nsecond https://example.org/ *line*';

    expect(body(text).textContent?.trim()).toBe(text);
  });

  it('is styled as it says', () => {
    const shown = body('*a* _b_ ~c~ `d`\n> quoted\n```\ncode\n```');

    expect(shown.querySelector('strong')?.textContent).toBe('*a*');
    expect(shown.querySelector('em')?.textContent).toBe('_b_');
    expect(shown.querySelector('s')?.textContent).toBe('~c~');
    expect(shown.querySelector('code')?.textContent).toBe('`d`');
    expect(shown.querySelector('blockquote')?.textContent?.trim()).toBe('quoted');
    expect(shown.querySelector('pre')?.textContent).toBe('code');
  });

  it('is what its author does (XEP-0245)', () => {
    const shown = body('/me waves', { author: 'Grace Hopper' });

    expect(shown.textContent?.trim()).toBe('Grace Hopper waves');
    expect(body('/mean it', { author: 'Grace Hopper' }).textContent?.trim()).toBe('/mean it');
  });

  it('means people, and oneself most of all', () => {
    const mentions = [
      { address: 'grace@localhost', begin: 0, end: 5 },
      { address: 'ada@localhost', begin: 10, end: 13 },
    ];
    const shown = body('Grace and Ada', { mentions, own: 'ada@localhost' });
    const [grace, ada] = shown.querySelectorAll<HTMLElement>('.mention');

    expect([grace?.textContent, grace?.dataset.person]).toEqual(['Grace', 'grace@localhost']);
    expect(ada?.classList.contains('own')).toBe(true);
    expect(grace?.classList.contains('own')).toBe(false);
  });

  it('means the same where it says what its author does', () => {
    const mentions = [{ address: 'ada@localhost', begin: 10, end: 13 }];
    const shown = body('/me hails Ada', { mentions, author: 'Grace' });

    expect(shown.querySelector('.mention')?.textContent).toBe('Ada');
  });

  it('that was withdrawn is not styled: the words are ours', () => {
    expect(body('*gone*', { withdrawn: true }).querySelector('strong')).toBeNull();
  });
});
