%%% One row and one id: a stanza becomes a feed row, and both archives take the row's id.
-module(stoa_record).

-export([record/5, receive_packet/1, crashed/3, unavailable/0]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("logger.hrl").

%% `Source` is the door it came in by, `To` whom it is for. Only `{ok, Stanza}` may go on, as that stanza.
-spec record(binary(), binary(), stanza(), jid:jid() | undefined, binary()) ->
          {ok, stanza()} | {refused, stanza_error()}.
record(Host, Source, Stanza, To, Nick) ->
    Id = stoa_feed:next_id(),
    From = xmpp:get_from(Stanza),
    Numbered = noted(Host, numbered(Source, Id, Stanza, To)),
    Row = #{source => Source, from => From, to => addressee(From, To), nick => Nick, id => Id, stanza => Numbered},
    case {stoa_stanza:reference(Numbered), stoa_stanza:long_ids(Numbered)} of
        {ambiguous, _} ->
            {refused, xmpp:err_bad_request(<<"A message may retract or correct one other">>, <<"en">>)};
        {_, true} ->
            {refused, xmpp:err_bad_request(<<"An id is longer than archives can hold">>, <<"en">>)};
        _ ->
            recorded(stoa_feed:append(Host, Row), Numbered)
    end.

recorded(ok, Numbered) -> {ok, Numbered};
recorded({refused, Error}, _) -> {refused, Error};
recorded(unavailable, _) -> {refused, unavailable()}.

%% A message without an address is one to oneself (RFC 6120 §10.3.1).
addressee(From, undefined) -> jid:remove_resource(From);
addressee(_, To) -> To.

%% An error between clients keeps no mark: mod_stoa drops marked errors, which the server made.
%% mod_mam takes the id of meta `stanza_id`; `stoa_id` survives until the recipient (receive_packet/1).
numbered(_, _, #message{type = error} = Message, _) -> Message;
numbered(<<"c2s">>, Id, #message{from = From} = Message, _) -> with_archive_id(Id, From, Message);
numbered(<<"muc">>, Id, #message{} = Message, Room) -> with_archive_id(Id, Room, Message);
numbered(_, Id, Stanza, _) -> marked(Id, Stanza).

with_archive_id(Id, #jid{lserver = Domain}, Message) ->
    marked(Id, xmpp:put_meta(mod_mam:strip_my_stanza_id(Message, Domain), stanza_id, Id)).

%% Whether it names files, for all who get it.
noted(Host, #message{} = Message) ->
    xmpp:put_meta(Message, stoa_names_files, stoa_links:names_files(Host, Message));
noted(_, Stanza) -> Stanza.

marked(Id, Stanza) ->
    Storable = stoa_stanza:storable(Stanza),
    xmpp:put_meta(xmpp:put_meta(Stanza, stoa_id, Id), stoa_storable, Storable).

%% mod_mam dropped the id after the sender's archive: the recipient's gets the same.
receive_packet(#message{to = To, meta = #{stoa_id := Id}} = Message) ->
    case is_archived(Message, jid:tolower(jid:remove_resource(To)), integer_to_binary(Id)) of
        true -> Message;                                     % routed again by an ended session (0198)
        false -> received(Message, Id)
    end;
receive_packet(Acc) ->
    Acc.

%% An element that is a record was set by mod_mam; a client's would still be XML.
is_archived(Message, Archive, IdText) ->
    lists:any(fun(#stanza_id{by = By, id = Id}) -> Id =:= IdText andalso jid:tolower(By) =:= Archive;
                 (_) -> false
              end, xmpp:get_els(Message)).

received(#message{from = From, to = To, meta = Meta} = Message, Id) ->
    Numbered = with_archive_id(Id, To, Message),
    ToSelf = jid:tolower(jid:remove_resource(From)) =:= jid:tolower(jid:remove_resource(To)),
    case ToSelf andalso maps:get(mam_archived, Meta, false) of
        true -> archived(Numbered, jid:remove_resource(To), integer_to_binary(Id));
        false -> Numbered
    end.

%% A note to self is in the archive already; with its id in place mod_mam does not store it again.
archived(Message, Archive, Id) ->
    xmpp:set_els(Message, [#mam_archived{by = Archive, id = Id}, #stanza_id{by = Archive, id = Id}
                           | xmpp:get_els(Message)]).

%% ejabberd_hooks would log a crash and deliver the stanza all the same.
crashed(Class, Reason, Stack) ->
    ?ERROR_MSG("payload omitted; ~p:~p ~p", [Class, Reason, [{M, F, L} || {M, F, _, L} <- Stack]]),
    {refused, unavailable()}.

unavailable() ->
    xmpp:err_resource_constraint(<<"The record is unavailable, try again in a moment">>, <<"en">>).
