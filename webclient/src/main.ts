import '../../admin/static/stoa.css';
import './app.css';
import { mount } from 'svelte';
import App from './features/chat/App.svelte';
import { startClient } from './store/client.svelte';
import { remembered } from './store/remembered';
import { Portal, SIGN_IN } from './store/sign_in';
import type { Client } from './store/types';
import { installing } from './ui/installing';
import { showLook } from './ui/look';
import { words } from './words/page';
import { NotSignedIn } from './xmpp/connection';

const go = (address: string) => window.location.replace(address);

/** The transport is fetched while the portal is asked, or what is kept is read: the page shows before there is a stream. */
async function start(): Promise<Client> {
  const known = remembered();
  const portal = new Portal(known?.jid);
  const transport = import('./xmpp/strophe_connection');
  const [session, { connect }] = await Promise.all([known ?? portal.session(), transport]);
  if (session.shared) (await import('./store/memory_storage')).keepNothing();
  return startClient({ session, portal, connect, notes: words.notes, go });
}

/** Who is not signed in is on the way to the page for it: nothing more is shown here. */
function unlessSignedOut(error: unknown): Promise<Client> {
  if (!(error instanceof NotSignedIn)) throw error;
  go(SIGN_IN);
  return new Promise(() => undefined);
}

showLook();
installing.listen();

const target = document.getElementById('app');
if (target) mount(App, { target, props: { starting: start().catch(unlessSignedOut) } });
