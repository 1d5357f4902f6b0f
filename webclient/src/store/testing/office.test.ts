import { openDB } from 'idb';
import { expect, it } from 'vitest';
import { ownBrowser, settled } from './office';

ownBrowser();

it('what was begun has ended, however many turns a database needs for it', async () => {
  let written = 0;
  const writing = async () => {
    const database = await openDB('slow', 1, {
      upgrade: (found) => void found.createObjectStore('x'),
    });
    for (; written < 1_000; written++) await database.put('x', written, written);
    database.close();
  };

  void writing();
  await settled();

  expect(written).toBe(1_000);
});

it('what was said in a channel has been heard', async () => {
  const [one, other] = [new BroadcastChannel('talk'), new BroadcastChannel('talk')];
  const heard: unknown[] = [];
  other.addEventListener('message', ({ data }) => {
    heard.push(data);
    if (data < 1_000) other.postMessage(data + 1);
  });
  one.addEventListener('message', ({ data }) => one.postMessage(data + 1));

  one.postMessage(0);
  await settled();

  expect(heard).toHaveLength(501);
  one.close();
  other.close();
});
