import { describe, expect, it } from 'vitest';
import { parseMessage } from './message';
import { example, OWN } from './testing/examples';
import { parseSlot } from './upload';

const LINK = /http:\/\/localhost:29988\/files\/[^"<]*/g;
const shared = (change: (xml: string) => string) =>
  parseMessage(example('file-shared', change), OWN);
const linked = (change: (xml: string) => string) =>
  parseMessage(example('file-linked', change), OWN);

describe('a file that somebody shares', () => {
  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'https://', ''])(
    'is nowhere but in the web: %s',
    (url) => {
      expect(shared((xml) => xml.replace(LINK, url))?.files).toEqual([]);
      expect(linked((xml) => xml.replace(LINK, url))?.files).toEqual([]);
    },
  );

  it('whose link is refused is still said in words', () => {
    expect(linked((xml) => xml.replace(LINK, 'javascript:alert(1)'))?.body).toBe(
      'javascript:alert(1)',
    );
  });

  it.each([
    ['../../etc/passwd', '....etcpasswd'],
    ['\u202egpj.exe', 'gpj.exe'],
    ['C:\\plan.pdf', 'C:plan.pdf'],
    ['..', ''],
    ['x'.repeat(5000), 'x'.repeat(255)],
  ])('has a name that is only a name: %s', (name, shown) => {
    const [file] =
      shared((xml) => xml.replace('<name>engine room.jpg', `<name>${name}`))?.files ?? [];

    expect(file?.metadata?.name).toBe(shown);
  });

  it.each([
    ['width', '4032', '-1'],
    ['width', '4032', '4294967296'],
    ['height', '3024', '0'],
    ['height', '3024', '1e3'],
  ])('has two sides that a picture may have, or none: %s %s %s', (side, value, wrong) => {
    const [file] =
      shared((xml) => xml.replace(`<${side}>${value}`, `<${side}>${wrong}`))?.files ?? [];

    expect(file?.metadata).toMatchObject({ width: null, height: null });
  });

  it.each(['text/html; charset=x', 'image', 'image/jpeg onerror', ''])(
    'is of a kind that is one: %s',
    (kind) => {
      const [file] = shared((xml) => xml.replace('image/jpeg', kind))?.files ?? [];

      expect(file?.metadata?.mediaType).toBe('');
    },
  );

  it.each(['data:image/png;base64,AAAA', 'https://tracker.example/x.png', 'data:image/blurhash,%'])(
    'has no placeholder that has to be fetched or is none: %s',
    (uri) => {
      const [file] = shared((xml) => xml.replace(/uri="[^"]*"/, `uri="${uri}"`))?.files ?? [];

      expect(file?.metadata?.blurhash).toBeNull();
    },
  );

  it('is one of few, however many there are', () => {
    const sharing = /<file-sharing.*<\/file-sharing>/s;
    const many = shared((xml) => xml.replace(sharing, (found) => found.repeat(200)));

    expect(many?.files.length).toBeLessThanOrEqual(30);
  });
});

describe('a slot', () => {
  const slot = (change: (xml: string) => string) => parseSlot(example('slot', change));

  it('is in the web', () => {
    expect(
      slot((xml) => xml.replace(/put url="[^"]*"/, 'put url="javascript:alert(1)"')),
    ).toBeNull();
    expect(slot((xml) => xml.replace(/<get [^>]*>/, ''))).toBeNull();
  });

  it('says which headers go along, and no other than it may', () => {
    const headers =
      '<header name="Authorization">Basic\n x</header><header name="Host">evil.example</header><header name="expires">1</header>';
    const found = slot((xml) => xml.replace(/(<put [^>]*)\/>/, `$1>${headers}</put>`));

    expect(found?.headers).toEqual([
      ['Authorization', 'Basic x'],
      ['expires', '1'],
    ]);
  });
});
