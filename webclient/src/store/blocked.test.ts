import { expect, it, vi } from 'vitest';
import { ownBrowser, settled } from './testing/office';
import { inside } from './testing/rooms';
import { ADA, GRACE, ROOM } from './testing/server';

ownBrowser();

const BLOCKING = 'urn:xmpp:blocking';
const push = (verb: string, address: string) =>
  `<iq type="set" id="b1" from="${ADA}"><${verb} xmlns="${BLOCKING}"><item jid="${address}"/></${verb}></iq>`;

it('who is blocked by their nick is so in private there, until they are not', async () => {
  const { ada, room } = await inside();
  const words = `<message type="chat" id="p1" from="${ROOM}/Grace" to="${ADA}/web-1"><body>psst</body></message>`;
  ada.connection.arrive(words);
  await settled();
  await ada.client.acts();
  const blocked = () =>
    [ada.with(`${ROOM}/Grace`), room, ada.with(GRACE)].map((each) => each.blocked);

  ada.connection.arrive(push('block', `${ROOM}/Grace`));
  await vi.waitFor(() => expect(blocked()).toEqual([true, false, false]));
  ada.connection.arrive(push('unblock', `${ROOM}/Grace`));

  expect(blocked()).toEqual([false, false, false]);
});
