/** Addresses (RFC 7622), as far as a client compares them: the server has prepared those it sends. */

/** `local` and `resource` are '' where the address has none. */
export interface Jid {
  readonly local: string;
  readonly domain: string;
  readonly resource: string;
  readonly bare: string;
  readonly full: string;
}

const encoder = new TextEncoder();

/** A character has three bytes at most. */
function fits(part: string): boolean {
  return part.length <= 341 || encoder.encode(part).length <= 1023;
}

/** Null for what is no address. Case of local part and domain does not matter, that of a resource does. */
export function parseJid(text: string | null | undefined): Jid | null {
  if (!text) return null;
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const resource = slash < 0 ? '' : text.slice(slash + 1).normalize('NFC');
  const at = address.indexOf('@');
  const local = at < 0 ? '' : address.slice(0, at).normalize('NFC').toLowerCase();
  const domain = address
    .slice(at + 1)
    .normalize('NFC')
    .toLowerCase();
  if (at === 0 || slash === text.length - 1 || !/^[^\s"&'/:<>@]*$/u.test(local)) return null;
  if (!/^[^\s"&'/<>@]+$/u.test(domain) || ![local, domain, resource].every(fits)) return null;
  return jid(local, domain, resource);
}

export function bareOf(text: string | null | undefined): string | null {
  return parseJid(text)?.bare ?? null;
}

/** The same address with another resource, such as a nick in a room; null when it is none. */
export function withResource(address: string, resource: string): string | null {
  return parseJid(`${bareOf(address) ?? ''}/${resource}`)?.full ?? null;
}

/** Whether a stanza came from the own account: servers leave out `from` in answers to the client itself. */
export function isOwn(from: string | null, own: string): boolean {
  return from === null || from === '' || parseJid(from)?.full === bareOf(own);
}

function jid(local: string, domain: string, resource: string): Jid {
  const bare = local ? `${local}@${domain}` : domain;
  return Object.freeze({
    local,
    domain,
    resource,
    bare,
    full: resource ? `${bare}/${resource}` : bare,
  });
}
