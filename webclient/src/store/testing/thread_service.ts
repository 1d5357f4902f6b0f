/** Threads as the portal knows them (admin/api/threads.py). */
export class ThreadService {
  owner = 'ada';
  /** The last active first. */
  all: ReturnType<typeof remoteThread>[] = [];
  page = 30;
  failing = false;
  readonly asked: string[] = [];

  async request(path: string): Promise<Response> {
    const { searchParams } = new URL(path, 'http://localhost/');
    const wanted = (name: string) => searchParams.get(name);
    this.asked.push(['conversation', 'thread', 'after'].map(wanted).filter(Boolean).join(' '));
    if (this.failing) throw new TypeError('Failed to fetch');
    const after = Number(wanted('after') ?? Infinity);
    const rest = this.all
      .filter((each) => (wanted('conversation') ?? each.conversation) === each.conversation)
      .filter((each) => (wanted('thread') ?? each.thread) === each.thread)
      .filter((each) => wanted('conversation') !== null || each.followed)
      .filter((each) => Number(each.last.id) < after);
    const threads = rest.slice(0, this.page);
    const next = rest.length > threads.length ? threads.at(-1)?.last.id : null;
    return Response.json({ owner: this.owner, threads, next });
  }
}

/** One that Grace has answered. */
export function remoteThread(conversation: string, thread: string, last: string, unread = 1) {
  const said = {
    sender: 'grace@localhost',
    nick: '',
    kind: 'text',
    body: 'Cake!',
    retracted: false,
  };
  const at = new Date(Number(last) / 1000).toISOString();
  return {
    conversation,
    thread,
    root: { ...said, id: '1', at, body: 'Cake?' },
    last: { ...said, id: last, at },
    replies: 1,
    unread,
    mentions: 0,
    followed: true,
    follows: null as boolean | null,
    read_to: null as string | null,
  };
}
