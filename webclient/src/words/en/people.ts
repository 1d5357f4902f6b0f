/** What is said of people: who they are, what was shared with them, and what they are told of oneself. */

const REASONS: Record<string, string> = {
  'service-unavailable': 'the server cannot do that.',
  'remote-server-timeout': 'the server does not answer.',
};

export const peopleWords = {
  failed: (reason: string) => `That did not work: ${REASONS[reason] ?? reason}`,

  panel: {
    status: 'Status',
    departments: 'Departments',
    manager: 'Manager',
    email: 'E-mail',
    address: 'Address',
    localTime: 'Local time',
    timeFor: (time: string, name: string) => `${time} for ${name}`,
    copy: 'Copy address',
    copied: 'Address copied',
    directory: 'The directory does not answer.',
    block: 'Block',
    unblock: 'Stop blocking',
    blockTitle: (name: string) => `Block ${name}?`,
    blockText:
      'Nothing they write reaches you, they do not see whether you are there, and you cannot write to them. They are not told. It holds on all your devices.',
    isBlocked: 'You have blocked this person.',
    notes: 'What you write here is for your own eyes, on all your devices.',
  },

  menu: { status: 'Status and availability' },

  status: {
    title: 'Status and availability',
    availability: 'How others see you',
    shows: {
      online: 'Online',
      away: 'Away',
      dnd: 'Do not disturb',
    },
    hints: {
      online: 'Away after ten minutes without you',
      away: '',
      dnd: 'Nothing rings, and others see that you are busy',
    },
    text: 'Status',
    placeholder: 'What others should know',
    until: 'Until',
    untils: {
      always: 'I change it',
      hour: 'In an hour',
      workday: 'In 8 hours',
      morning: 'Tomorrow at 8',
      week: 'In a week',
    },
    devices: 'It holds on all your devices.',
    save: 'Save',
    saving: 'Saving…',
    cancel: 'Cancel',
  },

  privacy: {
    hint: 'What others are told without your saying it, on all your devices.',
    receipts: 'That a message has reached you',
    displayed: 'That you have read a message',
    typing: 'That you are writing',
  },

  lastSeen: (moment: string) => `Last seen ${moment}`,

  shared: {
    title: 'Shared here',
    kinds: { image: 'Pictures', file: 'Files', link: 'Links' },
    loading: 'Loading…',
    none: { image: 'No pictures yet.', file: 'No files yet.', link: 'No links yet.' },
    more: 'Show older ones',
    failed: 'What was shared could not be loaded.',
    again: 'Try again',
    by: (name: string, day: string) => `${name}, ${day}`,
    picture: (name: string, day: string) => `Picture by ${name}, ${day}`,
  },
};
