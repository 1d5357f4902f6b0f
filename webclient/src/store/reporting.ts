import { reportRequest } from '../xmpp/reporting';
import type { Report } from './act_types';
import type { Parts } from './parts';
import { change } from './rest';
import { PortalRefused } from './sign_in';

const TOO_MANY = 429;

/** With blocking as XEP-0377 has it, which knows no report without. */
export async function sendReport(
  { connection, own }: Parts,
  { block, ...report }: Report,
): Promise<boolean> {
  if (block) {
    await connection.request(reportRequest(report, own));
    return true;
  }
  try {
    await change(own, 'POST', 'reports', report);
    return true;
  } catch (error) {
    if (error instanceof PortalRefused && error.status === TOO_MANY) return false;
    throw error;
  }
}
