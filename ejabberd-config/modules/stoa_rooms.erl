%%% Rooms: one row for each message a room accepts, and what their owners and members may.
-module(stoa_rooms).

-export([message/3, iq/2, forget/2, admits/1, config/4, option/3, has_taken_all/1, tell/2]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("mod_muc_room.hrl").

%% Everybody in the room is told of each: 3,000 of them in a room of 1,000 would take gigabytes.
-define(MAX_ITEMS, 100).

message(#message{meta = #{stoa_id := _}} = Message, _, _) ->
    Message;                                                 % a private message, recorded at its entry
message(#message{meta = #{mam_ignore := true}} = Message, State, _) ->
    %% Made by the room: the subject at joining, or a moderation (see iq/2).
    archive_moderation(xmpp:get_subtag(Message, #message_retract{}), Message, State),
    Message;
message(#message{} = Message, #state{jid = Room} = State, Nick) ->
    case stoa_department:is_archived(State) of
        true -> refuse_sender(Message, Room, xmpp:err_forbidden(<<"This room is archived">>, <<"en">>));
        false -> accepted(Message, State, Nick)
    end;
message(Acc, _, _) ->
    Acc.

%% Whoever was away learns from the archive that a message was removed (XEP-0424, Business Rules). It is the room's own:
%% what an occupant sends has a nick there.
archive_moderation(#message_retract{moderated = #message_moderated{}}, Message, #state{jid = Room}) ->
    Numbered = xmpp:put_meta(xmpp:set_from(Message, Room), stanza_id, stoa_feed:next_id()),
    stoa_archive:store(Numbered, Room#jid.luser, Room#jid.lserver, Room, <<>>, groupchat, recv, false);
archive_moderation(_, _, _) ->
    ok.

accepted(Message, #state{jid = Room, server_host = Host}, Nick) ->
    %% The room has taken the message: its domain no longer hides it from stoa_stanza:recorded/2.
    try stoa_stanza:recorded(Message#message{to = Room}, fun(_) -> false end) andalso
            stoa_record:record(Host, <<"muc">>, Message, Room, Nick) of
        false -> Message;
        {ok, Recorded} -> posted(Recorded);
        {refused, Error} -> refuse_sender(Message, Room, Error)
    catch Class:Reason:Stack ->
        {refused, Error} = stoa_record:crashed(Class, Reason, Stack),
        refuse_sender(Message, Room, Error)
    end.

%% Whoever sends by stoa_sending is told at once, a client by a stanza.
posted(#message{meta = #{stoa_posted := Sender, stoa_id := Id}} = Recorded) ->
    tell(Sender, {ok, Id}),
    Recorded;
posted(Recorded) ->
    Recorded.

refuse_sender(#message{meta = #{stoa_posted := Sender}}, _, Error) ->
    tell(Sender, {refused, Error}),
    {stop, drop};
refuse_sender(Message, Room, Error) ->
    ejabberd_router:route_error(xmpp:set_to(Message, Room), Error),
    {stop, drop}.

tell({Process, Ref}, Outcome) -> Process ! {Ref, Outcome}.

%% Before the room obeys: who belongs to a room of the directory's is not its moderators' to say; a moderator's
%% removal (XEP-0425) is recorded, and so is what a request changes; history behind a password is for
%% those who are in (mod_mam asks for members-only rooms alone).
iq(#iq{meta = #{stoa_forget := Ids}}, State) ->
    {stop, {ignore, without(Ids, State)}};
iq(#iq{} = IQ, State) ->
    case checked(IQ, State) of
        {ok, Allowed} -> stoa_room_acts:request(Allowed, State);
        {refused, Error} -> {stop, xmpp:make_error(IQ, Error)}
    end;
iq(Acc, _) ->
    Acc.

%% What was said under these ids the room tells nobody any more who comes in (XEP-0045 7.2.13); mod_muc looks for
%% the retractions of older standards alone. In its own process, as soon as it has done what it does now.
-spec forget(jid:jid(), [integer()]) -> ok.
forget(#jid{luser = Room, lserver = Service} = Jid, Ids) ->
    case mod_muc:find_online_room(Room, Service) of
        {ok, Pid} ->
            mod_muc_room:route(Pid, #iq{type = set, id = <<"forget">>, from = Jid, to = Jid, sub_els = [#ping{}],
                                        meta = #{stoa_forget => Ids}});
        error ->
            ok
    end.

without(Ids, #state{history = #lqueue{queue = Said} = History} = State) ->
    Times = [misc:usec_to_now(Id) || Id <- Ids],
    Kept = p1_queue:foldl(fun({_, _, _, Time, _} = One, Queue) ->
                              case lists:member(Time, Times) of
                                  true -> Queue;
                                  false -> p1_queue:in(One, Queue)
                              end
                          end, p1_queue:new(), Said),
    State#state{history = History#lqueue{queue = Kept}}.

checked(#iq{from = From} = IQ, State) ->
    case length(stoa_membership:asked(IQ)) =< ?MAX_ITEMS andalso stoa_occupants:created(From, State) of
        false -> {refused, xmpp:err_policy_violation(<<"Too many people in one request">>, <<"en">>)};
        ok -> limited(allowed(IQ, State), IQ, State);
        Refused -> Refused
    end.

limited(ok, IQ, State) -> stoa_history:limit(IQ, State);
limited(Refused, _, _) -> Refused.

allowed(#iq{type = set, sub_els = [#muc_admin{items = Items}]}, State) ->
    case lists:any(fun affiliates/1, Items) andalso stoa_department:is_directorys(State) of
        true -> {refused, xmpp:err_not_allowed(<<"Its members are kept by the directory">>, <<"en">>)};
        false -> ok
    end;
allowed(#iq{type = set, from = From, sub_els = [#muc_owner{destroy = #muc_destroy{} = Destroy, config = undefined,
                                                           items = []}]}, State) ->
    stoa_room_acts:destroy(From, Destroy, State);
allowed(#iq{type = set, sub_els = [#muc_owner{config = #xdata{type = submit} = Form}]} = IQ, State) ->
    case xmpp_util:get_xdata_values(<<"muc#roomconfig_whois">>, Form) of
        [<<"moderators">>] -> {refused, xmpp:err_not_allowed(<<"Everybody in a room sees who the others are">>, <<"en">>)};
        _ -> stoa_history:choose(IQ, State)
    end;
allowed(#iq{type = set, sub_els = [#muc_subscribe{}]}, _) ->
    {refused, xmpp:err_not_allowed(<<"A room is for those who are in it">>, <<"en">>)};
allowed(#iq{type = set, from = From} = IQ, #state{jid = Room, server_host = Host} = State) ->
    Moderates = mod_muc_room:get_role(From, State) =:= moderator
        orelse lists:member(mod_muc_room:get_affiliation(From, State), [owner, admin]),
    case removes(IQ) andalso Moderates andalso gate_moderation(Host, IQ, Room) of
        {refused, Error} -> {refused, Error};
        _ -> history(IQ, State)
    end;
allowed(IQ, State) ->
    history(IQ, State).

%% Whether a message to a room would make somebody a member of one of the directory's: ejabberd takes
%% whoever is invited (XEP-0045 7.8.2) for one.
admits(#message{to = #jid{luser = Room, lserver = Service}} = Message) ->
    stoa_room_acts:invites(Message) andalso is_directorys(mod_muc:find_online_room(Room, Service)).

is_directorys({ok, Pid}) ->
    case mod_muc_room:get_state(Pid) of
        {ok, State} -> stoa_department:is_directorys(State);
        {error, notfound} -> false;                          % destroyed a moment ago
        {error, timeout} -> true                             % whose it is cannot be told
    end;
is_directorys(error) ->
    false.

affiliates(#muc_item{affiliation = Affiliation}) -> Affiliation =/= undefined.

%% The room takes no other ids.
removes(IQ) ->
    case stoa_stanza:reference(IQ) of
        {<<"moderate">>, Id} -> re:run(Id, <<"^[+-]?[0-9]+$">>, [dollar_endonly]) =/= nomatch;
        none -> false
    end.

gate_moderation(Host, IQ, Room) ->
    try stoa_record:record(Host, <<"muc">>, IQ, Room, <<>>)
    catch Class:Reason:Stack -> stoa_record:crashed(Class, Reason, Stack)
    end.

history(#iq{sub_els = [#mam_query{}], from = From}, #state{config = #config{password_protected = true}} = State) ->
    case mod_muc_room:is_occupant_or_admin(From, State) of
        true -> ok;
        false -> {refused, xmpp:err_forbidden(<<"Only those in the room can read it">>, <<"en">>)}
    end;
history(_, _) ->
    ok.

%% An owner may not switch off the history that members are entitled to: the option is not offered,
%% and has no effect where a client sends it all the same. Nor is what hides people from each other.
config(Fields, State, _From, _Lang) ->
    stoa_history:offer(lists:foldl(fun(Name, Left) -> lists:keydelete(Name, 1, Left) end, Fields,
                                   [mam, allow_subscription, whois]), State).

option(_Acc, {mam, _}, _Lang) -> {#config.mam, true};
option(Acc, _, _) -> Acc.

%% Whether the room's process has recorded everything that this process sent it before.
has_taken_all({Room, Service, _}) ->
    case mod_muc:find_online_room(Room, Service) of
        {ok, Pid} -> mod_muc_room:get_config(Pid) =/= {error, timeout};
        error -> true
    end.
