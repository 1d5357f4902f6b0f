import { settled, type Tab, tab } from './office';
import { ADA, GRACE, ROOM, Server, ServerTime } from './server';

const USERS = 'http://jabber.org/protocol/muc#user';

/** Somebody comes into the room, or is something else there from now on. */
export function there(
  nick: string,
  address: string,
  codes: readonly number[] = [],
  role = 'participant',
): string {
  const status = codes.map((code) => `<status code="${code}"/>`).join('');
  return `<presence from="${ROOM}/${nick}" to="${ADA}/web-1"><x xmlns="${USERS}"><item affiliation="member" role="${role}" jid="${address}/x"/>${status}</x></presence>`;
}

/** Somebody in the room sends something, of which the room gives the id `r` and its own. */
export function inRoom(nick: string, id: string, inner: string, messageId = `r${id}`): string {
  const given = `<stanza-id xmlns="urn:xmpp:sid:0" by="${ROOM}" id="${id}"/>`;
  return `<message type="groupchat" id="${messageId}" from="${ROOM}/${nick}" to="${ADA}/web-1">${inner}${given}</message>`;
}

/** Ada and Grace are in the room. */
export async function inside(role = 'participant') {
  const [server, time] = [new Server(), new ServerTime()];
  server.rooms = [ROOM];
  const ada: Tab = await tab(server);
  await ada.online();
  ada.connection.arrive(there('Grace', GRACE));
  ada.connection.arrive(there('Ada Lovelace', ADA, [110], role));
  await settled();
  return { server, time, ada, room: ada.with(ROOM) };
}
