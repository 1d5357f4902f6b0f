/**
 * XEP-0447 Stateless file sharing, version 0.3.1. #file-sharing #multiple-files
 * XEP-0103 URL Address Information, version 0.4.1.
 */
import { type FileMetadata, fileMetadata, parseFileMetadata } from './file_metadata';
import { parseOutOfBand } from './out_of_band';
import { childOf, childrenOf, element } from './xml';

export const FILE_SHARING = 'urn:xmpp:sfs:0';
const FILE_METADATA = 'urn:xmpp:file:metadata:0';
const URL_DATA = 'http://jabber.org/protocol/url-data';

/** Nobody shares more in one message. */
const MOST = 30;
const LONGEST_URL = 4096;

export interface SharedFile {
  /** http: or https:, as it was written. It may lead anywhere. */
  readonly url: string;
  /** Meant to be seen or heard in its place, or to be taken away; null: its sender does not say. */
  readonly disposition: 'inline' | 'attachment' | null;
  readonly metadata: FileMetadata | null;
}

/** What a message shares; what it only links to by XEP-0066 where it says no more. */
export function parseSharedFiles(message: Element): readonly SharedFile[] {
  const shared = childrenOf(message, 'file-sharing', FILE_SHARING).slice(0, MOST);
  const found = shared.flatMap((each) => parseFileSharing(each) ?? []);
  if (found.length > 0) return Object.freeze(found);
  const linked = parseOutOfBand(message).slice(0, MOST).filter(isWeb);
  return Object.freeze(linked.map((url) => ({ url, disposition: null, metadata: null })));
}

function parseFileSharing(found: Element): SharedFile | null {
  const sources = childOf(found, 'sources', FILE_SHARING);
  const targets = sources ? childrenOf(sources, 'url-data', URL_DATA) : [];
  const url = targets.map((each) => each.getAttribute('target') ?? '').find(isWeb);
  const file = childOf(found, 'file', FILE_METADATA);
  const stated = found.getAttribute('disposition');
  const disposition = stated === 'inline' || stated === 'attachment' ? stated : null;
  return url ? { url, disposition, metadata: file && parseFileMetadata(file) } : null;
}

export function fileSharing(of: SharedFile): Element {
  const target = element('url-data', URL_DATA, { target: of.url });
  const file = of.metadata && fileMetadata(of.metadata);
  const sources = element('sources', FILE_SHARING, {}, target);
  return element('file-sharing', FILE_SHARING, { disposition: of.disposition }, file, sources);
}

function isWeb(url: string): boolean {
  return url.length <= LONGEST_URL && /^https?:\/\/[^\s/]/i.test(url) && URL.canParse(url);
}
