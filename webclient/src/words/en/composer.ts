/** What is said while somebody writes, in the parts that are loaded then. */
export const composerWords = {
  completions: {
    person: 'People to mention',
    emoji: 'Emoji',
    tag: 'Topics used here lately',
    command: 'Commands',
    count: (count: number) => (count === 1 ? '1 suggestion' : `${count} suggestions`),
    all: 'Everybody in this room',
    allHint: (count: number) => (count === 1 ? '1 person here' : `${count} people here`),
    you: 'you',
    away: 'not here now',
    me: 'Say what you do',
    meHint: (name: string) => `“/me waves” is shown as “${name} waves”`,
  },

  styles: {
    label: 'Formatting',
    bold: 'Bold',
    italic: 'Italic',
    strike: 'Strike through',
    code: 'Code',
    block: 'Code block',
    quote: 'Quote',
    keys: { bold: 'Ctrl+B', italic: 'Ctrl+I', strike: 'Ctrl+Shift+X' },
  },

  emoji: 'Emoji',

  deleting: {
    title: 'Delete this message?',
    text: 'Nothing is left of it: it can be deleted for everybody instead.',
    confirm: 'Delete for everybody',
    cancel: 'Keep it',
  },
};
