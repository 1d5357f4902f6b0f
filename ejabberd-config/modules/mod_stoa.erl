%%% Asks the database about every message before it is archived, carbon-copied or routed, and gives
%%% both archives the id of its feed row. README.md lists what is recorded and what each hook is for.
-module(mod_stoa).
-behaviour(gen_mod).

-export([start/2, stop/1, reload/3, depends/2, mod_options/1, mod_opt_type/1, mod_doc/0]).
-export([guard/1, user_send/1, component_send/1, s2s_receive/1, filter_packet/1, acknowledge/2]).

-include_lib("p1_xmpp/include/xmpp.hrl").

-define(MAX_FILES, 100).
-define(PROCESSES, [stoa_feed, stoa_archive]).

start(Host, Opts) ->
    %% Before its first question: the server looks for a codec in modules that are loaded, and loads none for it.
    {module, stoa_devices} = code:ensure_loaded(stoa_devices),
    stoa_links:start(Host, Opts),
    [{ok, _} = supervisor:start_child(ejabberd_gen_mod_sup,
        #{id => gen_mod:get_module_proc(Host, Process), start => {Process, start_link, [Host]}})
     || Process <- ?PROCESSES],
    %% Never taken away: when the server stops, rooms and their archive end after this module.
    ejabberd_hooks:add(muc_filter_message, Host, stoa_rooms, message, 40),    % before MAM 50
    {ok, [{hook, user_send_packet, guard, 5},
          {hook, user_send_packet, user_send, 80},           % after privacy 50; before MAM 88, carbons 89
          {hook, s2s_receive_packet, s2s_receive, 80},
          {hook, component_send_packet, component_send, 80, global},
          {hook, c2s_authenticated_packet, acknowledge, 49}, % before stream management 50
          {hook, muc_process_iq, stoa_rooms, iq, 40},        % before MAM 50
          {hook, muc_filter_presence, stoa_occupants, presence, 40},
          {hook, join_room, stoa_occupants, entered, 50},
          {hook, leave_room, stoa_occupants, left, 50},
          {hook, room_destroyed, stoa_occupants, closed, 50},
          {hook, filter_packet, filter_packet, 90, global},  % whatever came in by none of these
          {hook, c2s_filter_send, stoa_links, personal, 90},            % after client state 75
          {hook, sm_receive_packet, stoa_record, receive_packet, 45},   % before MAM 50
          {hook, store_mam_message, stoa_archive, store, 90},           % in the place of MAM 100
          {hook, offline_message_hook, stoa_session, offline_stored, 60},  % after mod_offline 50
          {hook, c2s_handle_info, stoa_session, asked, 50},
          {hook, c2s_handle_call, stoa_devices, asked, 50},
          {hook, push_send_notification, stoa_devices, service_there, 50},
          {iq_handler, ejabberd_sm, <<"urn:stoa:devices:1">>, stoa_devices, process_iq},
          {hook, disco_local_features, stoa_reports, features, 50},
          {hook, get_room_config, stoa_rooms, config, 60},   % after MAM 50
          {hook, set_room_option, stoa_rooms, option, 60},   % after MAM 50
          {hook, c2s_stream_started, stoa_sign_in, stream_started, 50},
          {hook, c2s_auth_result, stoa_sign_in, auth_result, 90},
          {hook, c2s_session_opened, stoa_sign_in, session_opened, 90},
          {hook, c2s_session_resumed, stoa_sign_in, session_opened, 90},
          {hook, c2s_unbinded_packet, stoa_sign_in, resume_asked, 49},  % before stream management 50
          {hook, c2s_handle_info, stoa_sign_in, end_asked, 49}]}.       % before ejabberd_sm 50

stop(Host) ->
    lists:foreach(fun(Process) ->
                      Id = gen_mod:get_module_proc(Host, Process),
                      _ = supervisor:terminate_child(ejabberd_gen_mod_sup, Id),
                      _ = supervisor:delete_child(ejabberd_gen_mod_sup, Id)
                  end, ?PROCESSES).

reload(Host, New, _Old) -> stoa_links:start(Host, New).
depends(_Host, _Opts) -> [{mod_muc, soft}, {mod_mam, soft}].
mod_options(_Host) -> [file_links, origin, {origins, []}].
mod_opt_type(origins) -> econf:list(econf:binary());
mod_opt_type(_) -> econf:binary().
mod_doc() -> #{desc => <<"Records every message before it is delivered">>}.

%% ---- a person's client ------------------------------------------------------------------------

%% Before anything else looks at the stanza.
guard({_, #{stoa_ended := true} = State}) ->
    {stop, {drop, State}};
guard({Stanza, State} = Acc) when is_tuple(Stanza) ->
    case stoa_stanza:too_deep(Stanza) of
        %% The error does not carry the stanza back: to write it down again may need the stack it lacks.
        true -> refuse_user(xmpp:set_els(Stanza, []), State, policy_error(<<"The stanza is nested too deeply">>));
        false -> guard_prefixes(Stanza, Acc)
    end;
guard(Acc) ->
    Acc.

guard_prefixes(Stanza, {_, State} = Acc) ->
    case stoa_stanza:unbound(Stanza) of
        true -> refuse_user(xmpp:set_els(Stanza, []), State, policy_error(<<"The stanza has a prefix without its namespace">>));
        false -> guard_links(Stanza, Acc)
    end.

guard_links(Stanza, {_, #{lserver := Host} = State}) ->
    case without_capabilities(Host, Stanza) of
        {ok, Canonical} -> guard_files(Canonical, {Canonical, State});
        {refused, Error} -> refuse_user(xmpp:set_els(Stanza, []), State, Error)
    end.

%% Each reader gets links of their own.
guard_files(Stanza, {_, #{lserver := Host} = State} = Acc) ->
    case stoa_links:names(Host, Stanza) > ?MAX_FILES of
        true -> refuse_user(xmpp:set_els(Stanza, []), State, policy_error(<<"Too many files in one stanza">>));
        false -> guard_kind(Stanza, Acc)
    end.

guard_kind(#presence{} = Presence, {_, #{lserver := Host} = State}) ->
    {stoa_stanza:wordless(Presence, room_domains(Host)), State};
guard_kind(#message{} = Message, {_, State}) ->
    {stoa_stanza:plainly_addressed(Message), State};
guard_kind(#iq{to = To, from = From} = IQ, {_, State} = Acc) ->
    Forbidden = to_another_client(From, To) andalso not stoa_stanza:may_pass(IQ),
    case Forbidden orelse stoa_stanza:push_to_person(IQ) of
        true -> refuse_user(IQ, State, policy_error(<<"This request may not be sent to another person">>));
        false when IQ#iq.type =:= error -> {stoa_stanza:without_text(IQ), State};
        false -> guard_node(IQ, Acc)
    end.

guard_node(IQ, {_, State} = Acc) ->
    case stoa_items:shares(IQ) of
        true -> refuse_user(IQ, State, xmpp:err_forbidden(<<"A node is filled by its owner for who asked">>, <<"en">>));
        false -> guard_name(IQ, Acc)
    end.

%% What contact lists show is the directory's to say. Nobody reserves a nickname in all rooms: it might
%% be another's name.
guard_name(IQ, {_, #{lserver := Host} = State} = Acc) ->
    case stoa_stanza:renames(IQ) orelse stoa_stanza:reserves_nick(IQ, room_domains(Host)) of
        true -> refuse_user(IQ, State, xmpp:err_not_allowed(<<"Names are kept by the directory">>, <<"en">>));
        false -> Acc
    end.

to_another_client(_, #jid{lresource = <<>>}) -> false;
to_another_client(#jid{luser = User, lserver = Domain}, #jid{luser = User, lserver = Domain}) -> false;
to_another_client(_, #jid{luser = User}) -> User =/= <<>>;
to_another_client(_, undefined) -> false.

user_send({Stanza, #{lserver := Host} = State}) when is_record(Stanza, message); is_record(Stanza, iq) ->
    case admits(Host, Stanza) orelse taken(Host, Stanza) of
        true -> refuse_user(Stanza, State, xmpp:err_not_allowed(<<"Its members are kept by the directory">>, <<"en">>));
        pass -> {Stanza, noted_room(Stanza, State)};
        {ok, Recorded} -> {Recorded, State};
        {refused, Error} -> refuse_user(Stanza, State, Error)
    end;
user_send(Acc) ->
    Acc.

taken(Host, Stanza) ->
    case stoa_reports:take(Host, Stanza) of
        ok -> gate(Host, <<"c2s">>, Stanza);
        Refused -> Refused
    end.

admits(Host, #message{to = #jid{lserver = Domain}} = Message) ->
    (room_domains(Host))(Domain) andalso stoa_rooms:admits(Message);
admits(_, _) ->
    false.

noted_room(#message{type = groupchat, to = To}, State) ->
    Rooms = maps:get(stoa_rooms, State, #{}),
    State#{stoa_rooms => Rooms#{jid:tolower(jid:remove_resource(To)) => true}};
noted_room(_, State) ->
    State.

%% An acknowledgement (XEP-0198) says that messages are safe. Those to rooms are recorded by the room's
%% process: it answers when it has done so, because it takes what it is sent in order.
acknowledge(#{stoa_rooms := Rooms} = State, #sm_r{}) ->
    case lists:all(fun stoa_rooms:has_taken_all/1, maps:keys(Rooms)) of
        true -> maps:remove(stoa_rooms, State);
        false -> {stop, State}                                % the client asks again
    end;
acknowledge(State, _) ->
    State.

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
    Host = host_of(Stanza),
    case without_capabilities(Host, Stanza) of
        {ok, Canonical} -> from_elsewhere(Host, Source, Canonical, State);
        {refused, Error} -> ejabberd_router:route_error(Stanza, Error), {stop, {drop, State}}
    end;
from_elsewhere(_, Stanza, State) ->
    {Stanza, State}.

from_elsewhere(Host, Source, Stanza, State) ->
    case gate(Host, Source, Stanza) of
        pass -> {Stanza, State};
        {ok, Recorded} -> {Recorded, State};
        {refused, Error} -> ejabberd_router:route_error(Stanza, Error), {stop, {drop, State}}
    end.

%% Everything that is routed passes here; only what came in by no other door is recorded.
filter_packet(Packet) ->
    case stoa_links:may_have_capabilities(Packet) andalso without_capabilities(host_of(Packet), Packet) of
        false -> filter_canonical(Packet);
        {ok, Canonical} -> filter_canonical(Canonical);
        {refused, _} -> {stop, drop}
    end.

filter_canonical(Packet) ->
    case stoa_room_acts:holds(Packet) of
        true -> {stop, drop};
        false -> as_request(filter(Packet))
    end.

without_capabilities(Host, Stanza) ->
    try stoa_links:in_address(Host, Stanza) of
        true -> {refused, policy_error(<<"A link to a file is no name">>)};
        false -> {ok, stoa_links:canonical(Host, Stanza)}
    catch Class:Reason:Stack -> stoa_record:crashed(Class, Reason, Stack)
    end.

as_request(#message{type = Type, subject = Subject,
                    to = #jid{luser = Room, lserver = Service, lresource = <<>>}} = Message)
  when Room =/= <<>>, Type =:= normal orelse Type =:= groupchat andalso Subject =/= [] ->
    case (room_domains(host_of(Message)))(Service) of
        true -> stoa_room_acts:as_request(Message);
        false -> Message
    end;
as_request(Acc) ->
    Acc.

filter(#message{meta = #{stoa_redelivered := true}, type = error}) ->
    {stop, drop};                                            % its sender had no part in the redelivery
filter(#message{meta = #{stoa_id := Id, stoa_storable := Storable}, type = error} = Message) ->
    case xmpp:get_error(Message) of
        #stanza_error{reason = 'internal-server-error'} when Storable ->
            {stop, drop};                                    % recorded: it will be redelivered
        _ ->
            tell_outcome(Id, Message),                       % so that it is not
            Message
    end;
filter(#message{meta = #{stoa_id := _}} = Message) ->
    Message;
filter(#iq{type = error, meta = #{stoa_message := Message}} = IQ) ->
    filter(xmpp:make_error(Message, xmpp:get_error(IQ)));    % the room has ended meanwhile
filter(#iq{type = error, meta = #{stoa_id := Id}} = IQ) ->
    stoa_feed:refused(host_of(IQ), Id),
    IQ;
filter(#message{} = Message) ->
    try filter_unmarked(host_of(Message), Message)
    catch Class:Reason:Stack -> stoa_record:crashed(Class, Reason, Stack), {stop, drop}
    end;
filter(Acc) ->
    Acc.

%% Not for an occupant who is gone: the room had the message for the others too.
tell_outcome(Id, #message{to = To} = Error) ->
    Host = host_of(Error),
    (room_domains(Host))(To#jid.lserver) orelse stoa_feed:refused(Host, Id).

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
            true -> stoa_record:record(Host, Source, Stanza, xmpp:get_to(Stanza), <<>>)
        end
    catch Class:Reason:Stack -> stoa_record:crashed(Class, Reason, Stack)
    end.

%% ---- small things -------------------------------------------------------------------------------

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
