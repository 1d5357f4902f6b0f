/** An XMPP server over WebSocket (RFC 7395, RFC 6455) that says what a test tells it to, on a real socket. */
import { createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:http';

const FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing';
const STREAMS = 'http://etherx.jabber.org/streams';
const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
const SM = 'urn:xmpp:sm:3';

export class Server {
  readonly #http = createServer();
  readonly #arrived = new Arrivals<Peer>();

  static async start(): Promise<Server> {
    const server = new Server();
    server.#http.on('upgrade', ({ headers }, socket) => {
      const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
      const accept = createHash('sha1').update(key).digest('base64');
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: xmpp\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      server.#arrived.add(new Peer(socket));
    });
    await new Promise<void>((ready) => server.#http.listen(0, '127.0.0.1', ready));
    return server;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#http.address().port}/ws`;
  }

  /** The next connection. */
  peer(): Promise<Peer> {
    return this.#arrived.next();
  }

  /** The next connection, brought to where it binds or resumes. */
  async signedIn(): Promise<Peer> {
    const peer = await this.peer();
    await peer.greet(`<mechanisms xmlns="${SASL}"><mechanism>PLAIN</mechanism></mechanisms>`);
    await peer.password();
    peer.send(`<success xmlns="${SASL}"/>`);
    await peer.greet(`<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/><sm xmlns="${SM}"/>`);
    return peer;
  }

  /** The next connection, online in a new session of this id. */
  async online(id = 's1'): Promise<Peer> {
    const peer = await this.signedIn();
    await peer.bind(id);
    return peer;
  }

  stop(): void {
    this.#http.close();
  }
}

export class Peer {
  readonly #socket: Socket;
  readonly #frames = new Arrivals<string>();
  #bytes: Uint8Array = new Uint8Array();
  readonly gone: Promise<void>;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (data) => this.#read(data));
    socket.on('error', () => socket.destroy());
    this.gone = new Promise((resolve) => socket.on('close', resolve));
  }

  send(xml: string): void {
    const text = new TextEncoder().encode(xml);
    const length = text.length < 126 ? [text.length] : [126, text.length >> 8, text.length & 255];
    this.#socket.write(Uint8Array.from([0x81, ...length, ...text]));
  }

  /** The next frame. */
  next(): Promise<string> {
    return this.#frames.next();
  }

  /** The next frame that holds this. */
  async until(part: string): Promise<string> {
    for (;;) {
      const frame = await this.next();
      if (frame.includes(part)) return frame;
    }
  }

  /** Without a word. */
  cut(): void {
    this.#socket.destroy();
  }

  async greet(features: string): Promise<void> {
    await this.until('<open ');
    this.send(`<open xmlns="${FRAMING}" from="localhost" id="1" version="1.0"/>`);
    this.send(`<stream:features xmlns:stream="${STREAMS}">${features}</stream:features>`);
  }

  /** What SASL PLAIN says: authorization, name and password, with NUL between. */
  async password(): Promise<string> {
    return atob((await this.until('<auth ')).replace(/<[^>]*>/g, ''));
  }

  async bind(id: string): Promise<void> {
    const asked = await this.until('<bind ');
    const resource = /<resource>(.*)<\/resource>/.exec(asked)?.[1];
    this.send(
      `<iq xmlns="jabber:client" type="result" id="_bind_auth_2"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"><jid>ada@localhost/${resource}</jid></bind></iq>`,
    );
    await this.until('<enable ');
    this.send(`<enabled xmlns="${SM}" id="${id}" resume="true"/>`);
  }

  /** A stream error (RFC 6120 section 4.9). */
  end(condition: string): void {
    this.send(
      `<stream:error xmlns:stream="${STREAMS}"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error>`,
    );
  }

  #read(data: Uint8Array): void {
    this.#bytes = Uint8Array.from([...this.#bytes, ...data]);
    for (let frame = this.#frame(); frame !== null; frame = this.#frame()) {
      if (frame.opcode === 8) this.#socket.destroy();
      if (frame.opcode === 1) this.#frames.add(frame.text);
    }
  }

  /** The first complete frame of those that came; clients mask theirs. */
  #frame(): { opcode: number; text: string } | null {
    const [first = 0, second = 0, high = 0, low = 0] = this.#bytes;
    const short = second & 127;
    const at = short < 126 ? 2 : 4;
    const length = short < 126 ? short : high * 256 + low;
    if (this.#bytes.length < at + 4 + length) return null;
    const mask = this.#bytes.slice(at, at + 4);
    const text = this.#bytes.slice(at + 4, at + 4 + length).map((b, i) => b ^ (mask[i % 4] ?? 0));
    this.#bytes = this.#bytes.slice(at + 4 + length);
    return { opcode: first & 15, text: new TextDecoder().decode(text) };
  }
}

/** What comes, one by one, for whoever waits. */
export class Arrivals<T> {
  readonly #come: T[] = [];
  readonly #waiting: ((value: T) => void)[] = [];

  add(value: T): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(value);
    else this.#come.push(value);
  }

  next(): Promise<T> {
    const come = this.#come.shift();
    return come === undefined
      ? new Promise((resolve) => this.#waiting.push(resolve))
      : Promise.resolve(come);
  }
}
