import '../../admin/static/stoa.css';
import './app.css';
import { mount } from 'svelte';
import App from './features/chat/App.svelte';
import { startClient } from './store/client.svelte';
import { Portal, SIGN_IN } from './store/sign_in';
import type { Client } from './store/types';
import { NotSignedIn } from './xmpp/connection';
import { connect } from './xmpp/strophe_connection';

const go = (address: string) => window.location.replace(address);

async function start(): Promise<Client> {
  const portal = new Portal();
  const session = await portal.session();
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
