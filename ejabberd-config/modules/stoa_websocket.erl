%%% XMPP over WebSocket (RFC 7395) within limits. ejabberd_websocket and ejabberd_http_ws do the work,
%%% except that they hold a frame of any size and any number of stanzas, and take a ping within a
%%% fragmented message for its end. So a reader of ours stands between them and the socket: it passes on
%%% whole messages, a few at a time, and closes the connection on what RFC 6455 forbids.
-module(stoa_websocket).

-export([socket_handoff/3]).                            % called by ejabberd_http
-export([start_link/1, send/2, setopts/2, close/1]).    % called by ejabberd_websocket

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("ejabberd_http.hrl").

-define(MAX_BYTES, 262144).             % what the other listeners take (max_stanza_size)
-define(MAX_WAITING, 8).                % messages that the stream has not taken yet
-define(MAX_CONTROL_BYTES, 125).
-define(LINGER_MS, 2000).
-define(CONTINUATION, 0).
-define(TEXT, 1).
-define(BINARY, 2).
-define(CLOSE, 8).
-define(PING, 9).
-define(PONG, 10).
-define(NORMAL, 1000).
-define(PROTOCOL_ERROR, 1002).
-define(NOT_TEXT, 1003).
-define(TOO_BIG, 1009).

%% `rest` waits for more bytes; `message` is what has come of a fragmented one; `waiting` counts.
-record(reader, {socket :: gen_tcp:socket(),
                 loop :: pid(),
                 session :: pid(),
                 shaper :: ejabberd_shaper:shaper(),
                 rest = <<>> :: binary(),
                 message = none :: none | binary(),
                 waiting = 0 :: integer()}).

%% From here on this process is the loop of ejabberd_websocket: it writes, and asks us as if we were its
%% socket.
socket_handoff(Path, #request{sockmod = gen_tcp} = Request, Opts) ->
    ejabberd_websocket:socket_handoff(Path, Request#request{sockmod = ?MODULE}, Opts, ?MODULE,
                                      fun() -> #xmlel{name = <<"html">>} end).

start_link(WebSocket) ->
    {ok, Session} = stoa_websocket_session:start_link(WebSocket),
    put(?MODULE, Session),
    {ok, Session}.

send(Socket, Data) -> gen_tcp:send(Socket, Data).

%% It has shaken hands and is ready for data.
setopts(Socket, [{packet, 0}, {active, true}]) ->
    Shaper = ejabberd_shaper:new(ejabberd_shaper:match(global, client, #{})),
    New = #reader{socket = Socket, loop = self(), session = get(?MODULE), shaper = Shaper},
    Reader = proc_lib:spawn_link(fun() -> start(New) end),
    hand_over(Socket, Reader),
    Reader ! ready,
    ok.

%% ejabberd_http answers requests without waiting for the listener, which may not have made us the
%% socket's owner yet.
hand_over(Socket, Reader) ->
    case gen_tcp:controlling_process(Socket, Reader) of
        ok -> ok;
        {error, not_owner} -> timer:sleep(1), hand_over(Socket, Reader)
    end.

%% The reader sees that the loop has ended, and lingers.
%% WORKAROUND: whoever writes waits without limit for the loop to say that it has written. The session would
%% wait for ever if the loop had just ended, its stream 15 s for each stanza that it wants to write, and
%% whatever else comes for the stream is in no archive until then. So the session ends first.
close(_Socket) ->
    Session = monitor(process, get(?MODULE)),
    answer(Session),
    exit(normal).

answer(Session) ->
    receive
        {text_with_reply, _, Sender} -> Sender ! {text_reply, self()}, answer(Session);
        {'DOWN', Session, process, _, _} -> ok;
        _ -> answer(Session)
    end.

start(#reader{loop = Loop, session = Session} = Reader) ->
    receive ready -> monitor(process, Loop) end,
    Session ! {reader, self()},
    read(Reader).

read(#reader{socket = Socket} = Reader) ->
    _ = inet:setopts(Socket, [{active, once}]),
    next(Reader).

next(#reader{socket = Socket, rest = Rest, waiting = Waiting, shaper = Shaper} = Reader) ->
    receive
        {tcp, Socket, Data} ->
            {NewShaper, PauseMs} = ejabberd_shaper:update(Shaper, byte_size(Data)),
            timer:sleep(PauseMs),
            parse(Reader#reader{rest = <<Rest/binary, Data/binary>>, shaper = NewShaper});
        taken -> next(Reader#reader{waiting = Waiting - 1});
        {'DOWN', _, process, _, _} -> linger(Socket);
        _ -> end_loop(Reader)           % tcp_closed, tcp_error
    end.

%% A frame is judged by its header, before what it announces has come.
parse(#reader{rest = Rest, message = Message} = Reader) ->
    case header(Rest) of
        incomplete ->
            read(Reader);
        {Fin, Opcode, Length, Body} ->
            case {verdict(Fin, Opcode, Length, Message), Body} of
                {ok, <<Mask:4/binary, Masked:Length/binary, More/binary>>} ->
                    take(Fin, Opcode, unmask(Mask, Masked), Reader#reader{rest = More});
                {ok, _} -> read(Reader);
                {Code, _} -> finish(Reader, Code)
            end
    end.

header(<<Fin:1, Reserved:3, Opcode:4, 1:1, 126:7, Length:16, Body/binary>>) ->
    {Fin, opcode(Reserved, Opcode), Length, Body};
header(<<Fin:1, Reserved:3, Opcode:4, 1:1, 127:7, Length:64, Body/binary>>) ->
    {Fin, opcode(Reserved, Opcode), Length, Body};
header(<<Fin:1, Reserved:3, Opcode:4, 1:1, Length:7, Body/binary>>) when Length < 126 ->
    {Fin, opcode(Reserved, Opcode), Length, Body};
header(<<_:8, 0:1, _:7, _/binary>>) ->
    {1, not_masked, 0, <<>>};
header(_) ->
    incomplete.

opcode(0, Opcode) -> Opcode;
opcode(_, _) -> reserved_bit.

verdict(1, Opcode, Length, _) when Opcode >= ?CLOSE, Opcode =< ?PONG, Length =< ?MAX_CONTROL_BYTES -> ok;
verdict(_, ?CONTINUATION, Length, Begun) when is_binary(Begun) -> fits(byte_size(Begun) + Length);
verdict(_, ?TEXT, Length, none) -> fits(Length);
verdict(_, ?BINARY, _, none) -> ?NOT_TEXT;
verdict(_, _, _, _) -> ?PROTOCOL_ERROR.

fits(Bytes) when Bytes > ?MAX_BYTES -> ?TOO_BIG;
fits(_) -> ok.

unmask(Mask, Masked) ->
    Repeated = binary:copy(Mask, byte_size(Masked) div 4 + 1),
    crypto:exor(Masked, binary:part(Repeated, 0, byte_size(Masked))).

take(_, ?CLOSE, <<Code:16, _/binary>>, Reader) -> finish(Reader, Code);
take(_, ?CLOSE, <<>>, Reader) -> finish(Reader, ?NORMAL);
take(_, ?CLOSE, _, Reader) -> finish(Reader, ?PROTOCOL_ERROR);
take(_, ?PING, Payload, #reader{socket = Socket, session = Session} = Reader) ->
    _ = gen_tcp:send(Socket, frame(?PONG, Payload)),
    Session ! ping,
    parse(Reader);
take(_, ?PONG, _, #reader{session = Session} = Reader) ->
    Session ! pong,
    parse(Reader);
take(1, ?CONTINUATION, Last, #reader{message = Begun} = Reader) ->
    pass_on(<<Begun/binary, Last/binary>>, Reader#reader{message = none});
take(0, ?CONTINUATION, Next, #reader{message = Begun} = Reader) ->
    parse(Reader#reader{message = <<Begun/binary, Next/binary>>});
take(1, ?TEXT, Message, Reader) ->
    pass_on(Message, Reader);
take(0, ?TEXT, First, Reader) ->
    parse(Reader#reader{message = First}).

pass_on(Message, #reader{socket = Socket, waiting = Waiting} = Reader) when Waiting >= ?MAX_WAITING ->
    receive
        taken -> pass_on(Message, Reader#reader{waiting = Waiting - 1});
        {'DOWN', _, process, _, _} -> linger(Socket)
    end;
pass_on(Message, #reader{session = Session, waiting = Waiting} = Reader) ->
    Session ! {received, Message},
    parse(Reader#reader{waiting = Waiting + 1}).

frame(Opcode, Payload) ->
    ejabberd_websocket_codec:encode(ejabberd_websocket_codec:new_server(), Opcode, Payload).

finish(#reader{socket = Socket} = Reader, Code) ->
    _ = gen_tcp:send(Socket, frame(?CLOSE, <<Code:16>>)),
    end_loop(Reader),
    linger(Socket).

end_loop(#reader{socket = Socket, loop = Loop}) -> Loop ! {tcp_closed, Socket}.

%% Reads on for a while: closed at once, the connection would be reset before our close frame is read.
linger(Socket) ->
    _ = gen_tcp:shutdown(Socket, write),
    erlang:send_after(?LINGER_MS, self(), late),
    drain(Socket).

drain(Socket) ->
    _ = inet:setopts(Socket, [{active, once}]),
    receive
        {tcp, Socket, _} -> drain(Socket);
        late -> gen_tcp:close(Socket);
        {tcp_closed, Socket} -> ok;
        _ -> drain(Socket)              % taken, 'DOWN'
    end.
