/** What every client answers (XEP-0030, 0092, 0115, 0199, 0202): what it can do, its name, its clock, that it is there. */
import { FEATURES, IDENTITY, NODE, VERIFICATION } from './caps';
import { askedNode, discoInfo } from './disco';
import { entityTime, isTimeRequest } from './entity_time';
import { resultReply } from './iq';
import { isPing } from './ping';
import { isVersionRequest, softwareVersion } from './version';

const NODES: readonly string[] = ['', `${NODE}#${VERIFICATION}`];

/** Null for a question that is somebody else's, or nobody's, to answer. */
export function standardAnswer(iq: Element): Element | null {
  if (isPing(iq)) return resultReply(iq);
  if (isVersionRequest(iq)) return resultReply(iq, softwareVersion(IDENTITY.name));
  if (isTimeRequest(iq)) return resultReply(iq, entityTime(new Date()));
  const node = askedNode(iq);
  if (node === null || !NODES.includes(node)) return null;
  return resultReply(iq, discoInfo(node, IDENTITY, FEATURES));
}
