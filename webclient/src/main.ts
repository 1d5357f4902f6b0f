import '../../admin/static/stoa.css';
import './app.css';
import { mount } from 'svelte';
import App from './features/chat/App.svelte';
import { startClient } from './store/client.svelte';
import { Portal, SIGN_IN } from './store/sign_in';
import type { Client } from './store/types';
import { NotSignedIn } from './xmpp/connection';

const go = (address: string) => window.location.replace(address);

/** The transport is fetched while the portal is asked: the page shows before there is a stream. */
async function start(): Promise<Client> {
  const portal = new Portal();
  const transport = import('./xmpp/strophe_connection');
  const [session, { connect }] = await Promise.all([portal.session(), transport]);
  return startClient({ session, portal, connect, go });
}

/** Who is not signed in is on the way to the page for it: nothing more is shown here. */
function unlessSignedOut(error: unknown): Promise<Client> {
  if (!(error instanceof NotSignedIn)) throw error;
  go(SIGN_IN);
  return new Promise(() => undefined);
}

const target = document.getElementById('app');
if (target) mount(App, { target, props: { starting: start().catch(unlessSignedOut) } });
