%%% Asks the database about every message before it is archived, carbon-copied or routed, and gives
%%% both archives the id of its feed row. README.md lists what is recorded and what each hook is for.
-module(mod_stoa).
-behaviour(gen_mod).

-export([start/2, stop/1, reload/3, depends/2, mod_options/1, mod_opt_type/1, mod_doc/0]).
-export([guard/1, user_send/1, component_send/1, s2s_receive/1, muc_message/3, muc_iq/2, filter_packet/1,
         sm_receive/1, acknowledge/2,
         room_config/4, room_option/3, offline_stored/1, session_asked/2, auth_result/3, session_opened/1]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("logger.hrl").
-include("mod_muc_room.hrl").
-include("ejabberd_sql_pt.hrl").

-define(SIGN_IN_TIMEOUT_MS, 5000).

start(Host, _Opts) ->
    {ok, _} = supervisor:start_child(ejabberd_gen_mod_sup,
        #{id => gen_mod:get_module_proc(Host, stoa_feed), start => {stoa_feed, start_link, [Host]}}),
    %% Never taken away: when the server stops, rooms and their archive end after this module.
    ejabberd_hooks:add(muc_filter_message, Host, ?MODULE, muc_message, 40),   % before MAM 50
    {ok, [{hook, user_send_packet, guard, 5},
          {hook, user_send_packet, user_send, 80},           % after privacy 50; before MAM 88, carbons 89
          {hook, s2s_receive_packet, s2s_receive, 80},
          {hook, component_send_packet, component_send, 80, global},
          {hook, c2s_authenticated_packet, acknowledge, 49}, % before stream management 50
          {hook, muc_process_iq, muc_iq, 40},                % before MAM 50
          {hook, filter_packet, filter_packet, 90, global},  % whatever came in by none of these
          {hook, sm_receive_packet, sm_receive, 45},         % before MAM 50
          {hook, offline_message_hook, offline_stored, 60},  % after mod_offline 50
          {hook, c2s_handle_info, session_asked, 50},
          {hook, get_room_config, room_config, 60},          % after MAM 50
          {hook, set_room_option, room_option, 60},          % after MAM 50
          {hook, c2s_auth_result, auth_result, 90},
          {hook, c2s_session_opened, session_opened, 90}]}.

stop(Host) ->
    Feed = gen_mod:get_module_proc(Host, stoa_feed),
    _ = supervisor:terminate_child(ejabberd_gen_mod_sup, Feed),
    _ = supervisor:delete_child(ejabberd_gen_mod_sup, Feed),
    ok.

reload(_Host, _New, _Old) -> ok.
depends(_Host, _Opts) -> [{mod_muc, soft}, {mod_mam, soft}].
mod_options(_Host) -> [].
mod_opt_type(_) -> econf:any().
mod_doc() -> #{desc => <<"Records every message before it is delivered">>}.

%% ---- a person's client ------------------------------------------------------------------------

%% Before anything else looks at the stanza.
guard({Stanza, State} = Acc) when is_tuple(Stanza) ->
    case stoa_stanza:too_deep(Stanza) of
        %% The error does not carry the stanza back: to write it down again may need the stack it lacks.
        true -> refuse_user(xmpp:set_els(Stanza, []), State, policy_error(<<"The stanza is nested too deeply">>));
        false -> guard_iq(Stanza, Acc)
    end;
guard(Acc) ->
    Acc.

guard_iq(#iq{to = To, from = From} = IQ, {_, State} = Acc) ->
    Forbidden = to_another_client(From, To) andalso not stoa_stanza:may_pass(IQ),
    case Forbidden orelse stoa_stanza:push_to_person(IQ) of
        true -> refuse_user(IQ, State, policy_error(<<"This request may not be sent to another person">>));
        false when IQ#iq.type =:= error -> {stoa_stanza:without_text(IQ), State};
        false -> Acc
    end;
guard_iq(_, Acc) ->
    Acc.

to_another_client(_, #jid{lresource = <<>>}) -> false;
to_another_client(#jid{luser = User, lserver = Domain}, #jid{luser = User, lserver = Domain}) -> false;
to_another_client(_, #jid{luser = User}) -> User =/= <<>>;
to_another_client(_, undefined) -> false.

user_send({Stanza, #{lserver := Host} = State}) when is_record(Stanza, message); is_record(Stanza, iq) ->
    case gate(Host, <<"c2s">>, Stanza) of
        pass -> {Stanza, noted_room(Stanza, State)};
        {ok, Recorded} -> {Recorded, State};
        {refused, Error} -> refuse_user(Stanza, State, Error)
    end;
user_send(Acc) ->
    Acc.

noted_room(#message{type = groupchat, to = To}, State) ->
    Rooms = maps:get(stoa_rooms, State, #{}),
    State#{stoa_rooms => Rooms#{jid:tolower(jid:remove_resource(To)) => true}};
noted_room(_, State) ->
    State.

%% An acknowledgement (XEP-0198) says that messages are safe. Those to rooms are recorded by the room's
%% process: it answers when it has done so, because it takes what it is sent in order.
acknowledge(#{stoa_rooms := Rooms} = State, #sm_r{}) ->
    case lists:all(fun(Room) -> has_taken_all(Room) end, maps:keys(Rooms)) of
        true -> maps:remove(stoa_rooms, State);
        false -> {stop, State}                                % the client asks again
    end;
acknowledge(State, _) ->
    State.

has_taken_all({Room, Service, _}) ->
    case mod_muc:find_online_room(Room, Service) of
        {ok, Pid} -> mod_muc_room:get_config(Pid) =/= {error, timeout};
        error -> true
    end.

%% stoa_api wants the refusal as a value; a client gets it as an error stanza.
refuse_user(_, #{stoa_api := true} = State, Error) ->
    {stop, {drop, State#{stoa_refusal => Error}}};
%% Written to the stream before anything else, so that no acknowledgement (XEP-0198) of the refused
%% stanza can arrive without the error.
refuse_user(Stanza, State, Error) ->
    case xmpp:get_type(Stanza) of
        Type when Type =:= error; Type =:= result -> {stop, {drop, State}};
        _ -> {stop, {drop, ejabberd_c2s:send(State, xmpp:make_error(Stanza, Error))}}
    end.

%% ---- components and other servers ---------------------------------------------------------------

%% ejabberd lets a component speak for every domain of its listener, so for any other component.
component_send({Stanza, #{remote_server := Own} = State}) ->
    case xmpp:get_from(Stanza) of
        #jid{lserver = Own} -> from_elsewhere(<<"component">>, Stanza, State);
        _ -> ejabberd_router:route_error(Stanza, xmpp:err_forbidden()), {stop, {drop, State}}
    end;
component_send(Acc) -> Acc.

s2s_receive({Stanza, State}) -> from_elsewhere(<<"s2s">>, Stanza, State);
s2s_receive(Acc) -> Acc.

from_elsewhere(Source, Stanza, State) when is_record(Stanza, message); is_record(Stanza, iq) ->
    case gate(host_of(Stanza), Source, Stanza) of
        pass -> {Stanza, State};
        {ok, Recorded} -> {Recorded, State};
        {refused, Error} -> ejabberd_router:route_error(Stanza, Error), {stop, {drop, State}}
    end;
from_elsewhere(_, Stanza, State) ->
    {Stanza, State}.

%% Everything that is routed passes here; only what came in by no other door is recorded.
filter_packet(#message{meta = #{stoa_redelivered := true}, type = error}) ->
    {stop, drop};                                            % its sender had no part in the redelivery
filter_packet(#message{meta = #{stoa_id := Id, stoa_storable := Storable}, type = error} = Message) ->
    case xmpp:get_error(Message) of
        #stanza_error{reason = 'internal-server-error'} when Storable ->
            {stop, drop};                                    % recorded: it will be redelivered
        _ ->
            stoa_feed:refused(host_of(Message), Id),         % so that it is not
            Message
    end;
filter_packet(#message{meta = #{stoa_id := _}} = Message) ->
    Message;
filter_packet(#message{} = Message) ->
    try filter_unmarked(host_of(Message), Message)
    catch Class:Reason:Stack -> crashed(Class, Reason, Stack), {stop, drop}
    end;
filter_packet(Acc) ->
    Acc.

filter_unmarked(Host, Message) ->
    case stoa_stanza:server_made(Message, room_domains(Host)) orelse gate(Host, <<"router">>, Message) of
        true -> Message;
        pass -> Message;
        {ok, Recorded} -> Recorded;
        {refused, Error} -> ejabberd_router:route_error(Message, Error), {stop, drop}
    end.

gate(Host, Source, Stanza) ->
    try
        case stoa_stanza:recorded(Stanza, room_domains(Host)) of
            false -> pass;
            true -> record(Host, Source, Stanza, xmpp:get_to(Stanza), <<>>)
        end
    catch Class:Reason:Stack -> crashed(Class, Reason, Stack)
    end.

%% ---- rooms: one row for each message a room accepts ---------------------------------------------

muc_message(#message{meta = #{stoa_id := _}} = Message, _, _) ->
    Message;                                                 % a private message, recorded at its entry
muc_message(#message{meta = #{mam_ignore := true}} = Message, _, _) ->
    Message;                % made by the room: the subject at joining, or a moderation (see muc_iq/2)
muc_message(#message{} = Message, #state{jid = Room, server_host = Host}, Nick) ->
    %% The room has taken the message: its domain no longer hides it from stoa_stanza:recorded/2.
    try stoa_stanza:recorded(Message#message{to = Room}, fun(_) -> false end) andalso
            record(Host, <<"muc">>, Message, Room, Nick) of
        false -> Message;
        {ok, Recorded} -> Recorded;
        {refused, Error} -> refuse_occupant(Message, Room, Error)
    catch Class:Reason:Stack ->
        {refused, Error} = crashed(Class, Reason, Stack),
        refuse_occupant(Message, Room, Error)
    end;
muc_message(Acc, _, _) ->
    Acc.

refuse_occupant(Message, Room, Error) ->
    ejabberd_router:route_error(xmpp:set_to(Message, Room), Error),
    {stop, drop}.

%% Before the room obeys: a moderator's removal (XEP-0425) is recorded, and history behind a password
%% is for those who are in (mod_mam asks for members-only rooms alone).
muc_iq(#iq{type = set, from = From} = IQ, #state{jid = Room, server_host = Host} = State) ->
    Allowed = mod_muc_room:get_role(From, State) =:= moderator
        orelse lists:member(mod_muc_room:get_affiliation(From, State), [owner, admin]),
    case stoa_stanza:reference(IQ) =/= none andalso Allowed andalso gate_moderation(Host, IQ, Room) of
        {refused, Error} -> xmpp:make_error(IQ, Error);
        _ -> muc_history(IQ, State)
    end;
muc_iq(IQ, State) ->
    muc_history(IQ, State).

gate_moderation(Host, IQ, Room) ->
    try record(Host, <<"muc">>, IQ, Room, <<>>)
    catch Class:Reason:Stack -> crashed(Class, Reason, Stack)
    end.

muc_history(#iq{sub_els = [#mam_query{}], from = From} = IQ,
            #state{config = #config{password_protected = true}} = State) ->
    case mod_muc_room:is_occupant_or_admin(From, State) of
        true -> IQ;
        false -> xmpp:make_error(IQ, xmpp:err_forbidden(<<"Only those in the room can read it">>, <<"en">>))
    end;
muc_history(IQ, _) ->
    IQ.

%% An owner may not switch off the history that members are entitled to: the option is not offered,
%% and has no effect where a client sends it all the same.
room_config(Fields, _Room, _From, _Lang) -> lists:keydelete(mam, 1, Fields).

room_option(_Acc, {mam, _}, _Lang) -> {#config.mam, true};
room_option(Acc, _, _) -> Acc.

%% ---- one row and one id -------------------------------------------------------------------------

record(Host, Source, Stanza, To, Nick) ->
    Id = stoa_feed:next_id(),
    From = xmpp:get_from(Stanza),
    Numbered = numbered(Source, Id, Stanza, To),
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

%% An error between clients keeps no mark: filter_packet/1 drops marked errors, which the server made.
%% mod_mam takes the id of meta `stanza_id`; `stoa_id` survives until the recipient (sm_receive/1).
numbered(_, _, #message{type = error} = Message, _) -> Message;
numbered(<<"c2s">>, Id, #message{from = From} = Message, _) -> with_archive_id(Id, From, Message);
numbered(<<"muc">>, Id, #message{} = Message, Room) -> with_archive_id(Id, Room, Message);
numbered(_, Id, Stanza, _) -> marked(Id, Stanza).

with_archive_id(Id, #jid{lserver = Domain}, Message) ->
    marked(Id, xmpp:put_meta(mod_mam:strip_my_stanza_id(Message, Domain), stanza_id, Id)).

marked(Id, Stanza) ->
    Storable = stoa_stanza:storable(Stanza),
    xmpp:put_meta(xmpp:put_meta(Stanza, stoa_id, Id), stoa_storable, Storable).

%% mod_mam dropped the id after the sender's archive: the recipient's gets the same.
sm_receive(#message{to = To, meta = #{stoa_id := Id}} = Message) ->
    case is_archived(Message, jid:tolower(jid:remove_resource(To)), integer_to_binary(Id)) of
        true -> Message;                                     % routed again by an ended session (0198)
        false -> received(Message, Id)
    end;
sm_receive(Acc) ->
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

%% A session that began while its user's message was being stored has looked for stored messages
%% before this one was there: it has to look again. It does so itself, because two processes that
%% look at the same time would both deliver.
offline_stored({offlined, #message{to = #jid{luser = User, lserver = Host}}} = Acc) ->
    Present = ejabberd_sm:get_user_present_resources(User, Host),
    case lists:reverse(lists:sort([Session || {Priority, _} = Session <- Present, Priority >= 0])) of
        [] -> ok;
        [{_, Resource} | _] -> look_again(ejabberd_sm:get_session_pid(User, Host, Resource))
    end,
    Acc;
offline_stored(Acc) ->
    Acc.

look_again(none) -> ok;
look_again(Session) -> Session ! {?MODULE, look_again}.

session_asked(State, {?MODULE, look_again}) ->
    mod_offline:c2s_self_presence({#presence{type = available}, maps:remove(pres_last, State)}),
    {stop, State};
session_asked(State, _) ->
    State.

%% ---- sign-in: what the password check cannot know -----------------------------------------------

auth_result(#{lserver := Host} = State, Result, User) ->
    Address = address(State),
    case {Result, ejabberd_auth_stoa:take_attempt()} of
        {true, Attempt} when is_integer(Attempt) ->
            note_session(Host, Attempt, Address, <<>>),      % a thief may never bind a resource
            State#{stoa_attempt => Attempt};
        {{false, Reason}, Attempt} ->
            is_integer(Attempt) andalso note_session(Host, Attempt, Address, <<>>),
            not (is_integer(Attempt) andalso Attempt < 0) andalso
                note_refusal(Host, typed(User), Reason, Address),
            State;
        _ ->
            State
    end.

%% Nothing says that a user name from an unknown client is text.
typed(User) ->
    case unicode:characters_to_binary(User) of
        Text when is_binary(Text) -> binary:replace(Text, <<0>>, <<"?">>, [global]);
        _ -> <<"(not text)">>
    end.

session_opened(#{stoa_attempt := Attempt, lserver := Host, resource := Resource} = State) ->
    note_session(Host, Attempt, address(State), Resource),
    State;
session_opened(State) ->
    State.

note_refusal(Host, User, Reason, Address) ->
    Text = iolist_to_binary([<<"refused whatever the password: ">>, Reason]),
    _ = stoa_feed:from_database(Host,
        ?SQL("select @(done)b from stoa.sign_in_refused(%(User)s, %(Text)s, %(Address)s) as done"),
        ?SIGN_IN_TIMEOUT_MS).

note_session(Host, Attempt, Address, Resource) ->
    _ = stoa_feed:from_database(Host,
        ?SQL("select @(done)b from stoa.sign_in_session(%(Attempt)d, %(Address)s, %(Resource)s) as done"),
        ?SIGN_IN_TIMEOUT_MS).

address(#{ip := {IP, _Port}}) -> misc:ip_to_list(IP);
address(_) -> <<>>.

%% ---- small things -------------------------------------------------------------------------------

%% ejabberd_hooks would log a crash and deliver the stanza all the same.
crashed(Class, Reason, Stack) ->
    ?ERROR_MSG("payload omitted; ~p:~p ~p", [Class, Reason, [{M, F, L} || {M, F, _, L} <- Stack]]),
    {refused, unavailable()}.

unavailable() ->
    xmpp:err_resource_constraint(<<"The record is unavailable, try again in a moment">>, <<"en">>).

policy_error(Text) -> xmpp:err_policy_violation(Text, <<"en">>).

room_domains(Host) ->
    fun(Domain) ->
        gen_mod:is_loaded(Host, mod_muc) andalso
            lists:member(Domain, gen_mod:get_module_opt_hosts(Host, mod_muc))
    end.

%% The virtual host whose database a stanza belongs to.
host_of(Stanza) ->
    Domains = [Jid#jid.lserver || Jid <- [xmpp:get_to(Stanza), xmpp:get_from(Stanza)], Jid =/= undefined],
    Routes = [try ejabberd_router:host_of_route(Domain) catch _:_ -> none end || Domain <- Domains],
    hd([Host || Host <- Routes, Host =/= none, gen_mod:is_loaded(Host, ?MODULE)]
       ++ [Host || Host <- ejabberd_option:hosts(), gen_mod:is_loaded(Host, ?MODULE)]).
