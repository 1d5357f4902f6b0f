%%% The two commands that our own processes call over the private socket.
-module(stoa_commands).

-export([spec/0, send/2, redeliver/3]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("ejabberd_commands.hrl").

spec() ->
    [#ejabberd_commands{
        name = stoa_send, tags = [stoa], module = ?MODULE, function = send,
        desc = "Send a message as a user, as if one of the user's clients had sent it",
        args = [{from, binary}, {stanza, binary}],
        args_desc = ["Bare JID of the user", "The message, as XML"],
        result = {stanza_id, string}},
     #ejabberd_commands{
        name = stoa_redeliver, tags = [stoa], module = ?MODULE, function = redeliver,
        desc = "Deliver a recorded message again, with the id and the time of its feed row",
        args = [{host, binary}, {stanza_id, binary}, {stanza, binary}],
        args_desc = ["Virtual host", "Stanza id of the feed row", "The recorded message, as XML"],
        result = {res, rescode}}].

%% Both archives, carbons, policy and one feed row, as for a client's message. Rooms take messages
%% from occupants only, so a person has to be in the room.
send(FromText, Xml) ->
    Message = message(Xml),
    #jid{lserver = Host} = From = jid:remove_resource(jid:decode(FromText)),
    Addressed = Message#message{from = From, to = addressee(Message, From)},
    State = #{jid => From, lserver => Host, stoa_command => true},
    case ejabberd_hooks:run_fold(user_send_packet, Host, {Addressed, State}, []) of
        {drop, #{stoa_refusal := Error}} -> throw({error, refusal(Error)});
        {drop, _} -> throw({error, <<"not-acceptable The message was refused">>});
        {Recorded, _} ->
            ejabberd_router:route(Recorded),
            integer_to_binary(xmpp:get_meta(Recorded, stoa_id, 0))
    end.

addressee(#message{to = undefined}, From) -> From;
addressee(#message{to = To}, _) -> To.

refusal(#stanza_error{reason = Reason} = Error) ->
    iolist_to_binary([atom_to_binary(Reason), " ", xmpp:get_text(Error#stanza_error.text)]).

%% The stamp is the time of the row (XEP-0203); the id is a time in microseconds.
redeliver(Host, IdText, Xml) ->
    Id = binary_to_integer(IdText),
    Message = message(Xml),
    Stamp = {Id div 1000000000000, Id div 1000000 rem 1000000, Id rem 1000000},
    Delayed = misc:add_delay_info(Message, jid:make(Host), Stamp),
    Marked = xmpp:put_meta(xmpp:put_meta(Delayed, stoa_id, Id), stoa_redelivered, true),
    ejabberd_router:route(Marked),
    true.

message(Xml) ->
    try
        #xmlel{} = El = fxml_stream:parse_element(Xml),
        #message{} = xmpp:decode(El, ?NS_CLIENT, [])
    catch _:_ -> throw({error, <<"bad-request The stanza is not a message">>})
    end.
