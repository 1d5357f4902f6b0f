import converse from '/converse/dist/converse.min.js';

const account = await (await fetch('/converse/account.json')).json();
converse.initialize({
  ...account,
  assets_path: '/converse/dist/',
  auto_login: true,
  authentication: 'login',
  discover_connection_methods: false,
  websocket_url: `${location.origin.replace(/^http/, 'ws')}/ws`,
  i18n: 'en',
  muc_nickname_from_jid: true,
  // It would show each room that it joins in place of the conversation.
  muc_respect_autojoin: false,
  loglevel: 'error',
  view_mode: 'fullscreen',
});
