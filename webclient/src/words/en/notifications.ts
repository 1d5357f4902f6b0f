/** What is said of notifications, which is loaded later. */
export const notificationWords = {
  title: 'Notifications',
  something: 'Something new',
  authored: (author: string, text: string) => `${author}: ${text}`,
  file: 'A file',

  here: 'In this browser',
  on: 'This browser tells you what is new.',
  onWithPush:
    'Also while no page of Stoa is open, as long as the browser runs and you are signed in.',
  onPageOnly:
    'Only while a page of Stoa is open: this browser cannot reach its push service, or has none.',
  off: 'This browser does not tell you yet. Turned on, it asks you once whether it may.',
  turnOn: 'Turn on',
  turningOn: 'Turning on…',
  turnOff: 'Turn off',
  denied: 'This browser does not allow it',
  deniedHint:
    'You, or whoever manages this browser, have forbidden notifications of this page. Allow them in the settings of the page, beside its address, and come back.',
  unsupported: 'This browser cannot show notifications',
  unsupportedHint:
    'On an iPhone or iPad add this page to the home screen first; elsewhere use another browser, or any XMPP client.',
  failed: 'That did not work. Try again.',

  everywhere: 'In all your browsers',
  enabled: 'Tell me what is new',
  previews: 'Show who has written, and how it begins',
  sound: 'Make a sound',
  rooms: 'In rooms for which nothing else is set',
  wishes: { always: 'All messages', 'on-mention': 'Only mentions of you', never: 'Nothing' },
  quiet: 'Do not disturb at set hours',
  begin: 'From',
  end: 'To',
  days: 'Beginning on',
  dayNames: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  dayNamesLong: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  zone: (name: string) => `Times of ${name.replaceAll('_', ' ')}`,
  also: 'Nothing is told either while you are set to “do not disturb”, while you look at another device, or of conversations that are muted.',
  loading: 'Loading…',
  unreachable: 'Your preferences could not be loaded.',
  unsaved: 'This could not be kept. Try again.',
  kept: 'Kept',
  again: 'Try again',
};
