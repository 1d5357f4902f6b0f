import { expect, it } from 'vitest';
import { ownBrowser, tab } from './testing/office';
import { ADA, GRACE, Server } from './testing/server';

ownBrowser();

it('nobody’s conversation ends because a room is said to be in its place', async () => {
  const ada = await tab(new Server());
  await ada.online();
  const { rooms } = await ada.client.acts();

  await expect(rooms.enter(GRACE, 'Engines')).rejects.toThrow('item-not-found');

  expect(ada.with(GRACE).kind).toBe('person');
});

it('nobody’s conversation ends because of a bookmark', async () => {
  const ada = await tab(new Server());
  await ada.online();

  ada.connection.arrive(
    `<message type="headline" from="${ADA}"><event xmlns="http://jabber.org/protocol/pubsub#event"><items node="urn:xmpp:bookmarks:1"><item id="${GRACE}"><conference xmlns="urn:xmpp:bookmarks:1" autojoin="true"/></item></items></event></message>`,
  );

  expect(ada.with(GRACE).kind).toBe('person');
});
