/** What is said of rooms: made, entered, set, left, and of who belongs to them. */
const counted = (count: number, one: string, other: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

/** What servers answer by a name only. */
const REASONS: Record<string, string> = {
  forbidden: 'you may not do that here.',
  'not-allowed': 'that is not allowed here.',
  'registration-required': 'only its members may enter.',
  'item-not-found': 'it does not exist any more.',
  conflict: 'somebody has to stay its owner.',
  'remote-server-timeout': 'the server does not answer.',
};

export const roomWords = {
  failed: (reason: string) => `That did not work: ${REASONS[reason] ?? reason}`,
  cancel: 'Cancel',
  save: 'Save',
  saving: 'Saving…',

  start: {
    label: 'Or begin something else',
    group: 'New group',
    browse: 'Find a room',
    notes: 'Notes to yourself',
    notesHint: 'Only you see them',
  },

  group: {
    title: 'New group',
    name: 'Name',
    description: 'What it is for (optional)',
    who: 'Who may enter',
    membersOnly: 'Only whom members invite',
    open: 'Everybody of your organisation',
    people: 'People',
    create: 'Create group',
    creating: 'Creating…',
    nameless: 'A group needs a name.',
    invitation: (inviter: string, name: string, room: string) =>
      `${inviter} invites you to the group “${name}”: xmpp:${room}?join`,
  },

  people: {
    field: 'Search people',
    hint: 'Write a name, and choose with Enter. Backspace takes the last one out.',
    results: 'Colleagues',
    chosen: 'Chosen',
    remove: (name: string) => `Take ${name} out`,
    nobody: 'Nobody found',
    searching: 'Searching…',
  },

  browse: {
    title: 'Find a room',
    find: 'Filter by name',
    hint: 'Rooms that everybody may enter.',
    none: 'There are no rooms to enter that you are not in.',
    nothing: (query: string) => `No room is called “${query}”.`,
    here: (count: number | null) =>
      count === null ? '' : `${counted(count, 'person', 'people')} there`,
    join: 'Enter',
    more: 'Show more rooms',
    failed: 'The list of rooms could not be loaded.',
    again: 'Try again',
    loading: 'Loading…',
  },

  invitation: {
    text: (inviter: string, room: string) => `${inviter} invites you to ${room}`,
    own: (room: string) => `You have sent an invitation to ${room}`,
    accept: 'Accept',
    decline: 'Decline',
    entering: 'Entering…',
    inside: 'You are in this room.',
    open: 'Open it',
  },

  panel: {
    subject: 'Subject',
    noSubject: 'No subject is set.',
    editSubject: 'Change the subject',
    about: 'About',
    managed:
      'Your organisation manages this room: who belongs to it follows from the departments, and nobody leaves or changes it here.',
    membersOnly: 'Only members may enter.',
    open: 'Everybody of your organisation may enter.',
    invite: 'Invite people',
    settings: 'Settings',
    leave: 'Leave this room',
    left: (name: string) => `You have left ${name}`,
    again: 'Enter again',
    here: (count: number) => `Here (${count.toLocaleString('en')})`,
    some: (count: number) =>
      `The room is so large that it tells of ${count.toLocaleString('en')} of them only. All who belong to it are under “Members”.`,
    members: (count: number) => `Members (${count.toLocaleString('en')})`,
    banned: (count: number) => `Kept out (${count.toLocaleString('en')})`,
    lists: 'Who is shown',
    find: 'Find somebody',
    nobody: 'Nobody.',
    nothing: (query: string) => `Nobody is called “${query}”.`,
    noList: 'The list of members could not be loaded.',
    membersKnow: 'Only its members see who belongs to this room.',
    you: 'you',
    nick: (nick: string) => `as ${nick}`,
    affiliations: {
      owner: 'Owner',
      admin: 'Administrator',
      member: '',
      outcast: 'Kept out',
      none: '',
    },
    moderator: 'Moderator',
    visitor: 'Reads only',
    away: 'Not here',
    what: (name: string) => `What to do with ${name}`,
  },

  person: {
    write: 'Write a message',
    owner: 'Make owner',
    admin: 'Make administrator',
    member: 'Make ordinary member',
    add: 'Make member',
    kick: 'Put out for now',
    remove: 'Remove from the room',
    ban: 'Keep out for good…',
    unban: 'Let in again',
    removed: (name: string) => `${name} is removed`,
    banned: (name: string) => `${name} is kept out`,
    kicked: (name: string) => `${name} is put out for now`,
    changed: (name: string) => `The role of ${name} is changed`,
    ownerTitle: (name: string) => `Make ${name} an owner?`,
    ownerText: 'Owners may change and destroy the room, and take this away from you.',
    ownerConfirm: 'Make owner',
    banTitle: (name: string) => `Keep ${name} out?`,
    banText: 'They are put out at once and cannot come in again, until somebody lets them.',
    banReason: 'Reason (everybody in the room sees it)',
    banConfirm: 'Keep out',
  },

  settings: {
    title: 'Settings of the room',
    name: 'Name',
    description: 'Description',
    listed: 'Shown in the list of rooms',
    anyoneSetsSubject: 'Everybody may change the subject',
    membersInvite: 'Members may invite others',
    history: 'Who comes later reads',
    histories: { all: 'everything that was said', 'since-joining': 'what is said from then on' },
    destroy: 'Destroy this room…',
    destroyTitle: (name: string) => `Destroy ${name} for everybody?`,
    destroyText:
      'Everybody is put out, and nobody can enter or write any more. This cannot be undone.',
    destroyConfirm: 'Destroy it',
    loading: 'Loading the settings…',
  },

  invite: {
    title: (name: string) => `Invite people to ${name}`,
    send: 'Invite',
    sending: 'Inviting…',
    sent: (count: number) => `${counted(count, 'invitation', 'invitations')} sent`,
  },

  undo: 'Undo',
};
