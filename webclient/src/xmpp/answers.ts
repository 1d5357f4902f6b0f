/** What every client answers (XEP-0030, 0092, 0115, 0199): what it can do, its name, that it is there. */
import { FEATURES, IDENTITY, NODE, VERIFICATION } from './caps';
import { askedNode, discoInfo } from './disco';
import { resultReply } from './iq';
import { isPing } from './ping';
import { isVersionRequest, softwareVersion } from './version';

const NODES: readonly string[] = ['', `${NODE}#${VERIFICATION}`];

/** Null for a question that is somebody else's, or nobody's, to answer. */
export function standardAnswer(iq: Element): Element | null {
  if (isPing(iq)) return resultReply(iq);
  if (isVersionRequest(iq)) return resultReply(iq, softwareVersion(IDENTITY.name));
  const node = askedNode(iq);
  if (node === null || !NODES.includes(node)) return null;
  return resultReply(iq, discoInfo(node, IDENTITY, FEATURES));
}
