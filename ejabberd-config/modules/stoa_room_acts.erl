%%% What somebody asks of a room and what may change it (XEP-0045 8 to 10). The room does it with its
%%% answers held back; what is different then is recorded, and only then does anybody hear of it. If it
%%% cannot be recorded, the room is as it was.
-module(stoa_room_acts).

-export([as_request/1, invites/1, request/2, destroy/3, is_running/0, holds/1]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("mod_muc_room.hrl").

%% Rooms show their state to hooks at requests (IQ) only. A message that may change a room arrives as one:
%% an invitation, which makes members (7.8.2), the answer to somebody who asks to speak (8.6), or a subject, which
%% the room stores before it asks whether it may have it.
-spec as_request(message()) -> message() | iq().
as_request(#message{from = From, to = #jid{luser = Room, lserver = Service} = To} = Message) ->
    case (is_subject(Message) orelse invites(Message) orelse xmpp:has_subtag(Message, #xdata{}))
        andalso mod_muc:find_online_room(Room, Service) of
        {ok, _} -> #iq{type = set, id = Message#message.id, from = From, to = To, meta = #{stoa_message => Message},
                       sub_els = [#xmlel{name = <<"message">>, attrs = [{<<"xmlns">>, ?NS_CLIENT}]}]};
        _ -> Message
    end.

is_subject(#message{type = groupchat, subject = [_ | _]}) -> true;
is_subject(_) -> false.

%% Whether a room is to invite somebody (XEP-0045 #invite-mediated): ejabberd obeys any element that says so.
-spec invites(message()) -> boolean().
invites(Message) ->
    lists:any(fun(#xmlel{name = <<"x">>} = El) ->
                      fxml:get_tag_attr_s(<<"xmlns">>, El) =:= ?NS_MUC_USER
                          andalso fxml:get_subtag(El, <<"invite">>) =/= false;
                 (_) -> false
              end, stoa_stanza:children(Message)).

%% For muc_process_iq.
-spec request(iq(), #state{}) -> iq() | {stop, {ignore, #state{}}}.
request(#iq{meta = #{stoa_message := Message}}, Room) ->
    act(Message, Room);
request(#iq{type = set, sub_els = [Asked]} = IQ, Room) ->
    case may_change(Asked) andalso not is_running() of
        true -> act(IQ, Room);
        false -> IQ
    end;
request(IQ, _) ->
    IQ.

may_change(#muc_admin{}) -> true;
may_change(#muc_owner{destroy = undefined}) -> true;      % see destroy/3
may_change(#vcard_temp{}) -> true;
may_change(#adhoc_command{}) -> true;                        % hats (XEP-0317)
may_change(_) -> false.

%% A room stores itself at once, and would wait a long time for a database that is away.
act(Stanza, #state{server_host = Host} = Before) ->
    case stoa_feed:answers(Host) of
        true -> held(Stanza, Before);
        false -> refuse(Stanza, Before, stoa_record:unavailable())
    end.

held(Stanza, Before) ->
    put(?MODULE, []),
    try
        Result = mod_muc_room:normal_state({route, <<>>, Stanza}, Before),
        settled(Stanza, Before, Result, lists:reverse(erase(?MODULE)))
    catch Class:Reason:Stack ->
        erase(?MODULE),
        {refused, Error} = stoa_record:crashed(Class, Reason, Stack),
        refuse(Stanza, Before, Error)
    end.

refuse(Stanza, #state{jid = Jid} = Before, Error) ->
    ejabberd_router:route_error(xmpp:set_to(Stanza, Jid), Error),
    {stop, {ignore, Before}}.

settled(Stanza, Before, Result, Held) ->
    After = element(tuple_size(Result), Result),
    case recorded(stoa_membership:changes(Before, After, Stanza), xmpp:get_from(Stanza), Before, []) of
        ok ->
            stoa_occupants:gone(maps:keys(maps:without(maps:keys(After#state.users), Before#state.users))),
            lists:foreach(fun ejabberd_router:route/1, Held),
            is_subject(Stanza) andalso After#state.subject =:= Before#state.subject andalso restore(Before, After),
            element(1, Result) =:= stop andalso (self() ! close_room_if_temporary_and_empty),
            {stop, {ignore, After}};
        {refused, Error} ->
            restore(Before, After),
            refuse(Stanza, Before, Error)
    end.

recorded([], _, _, _) -> ok;
recorded([{Type, What} | Rest], By, #state{jid = Room, server_host = Host} = Before, Done) ->
    Act = #{room => Room, by => By, nick => nick(By, Before), type => Type, what => What},
    case stoa_membership:record(Host, Act) of
        {ok, Id} -> recorded(Rest, By, Before, [Id | Done]);
        Refused -> lists:foreach(fun(Id) -> stoa_feed:refused(Host, Id) end, Done), Refused
    end.

nick(Jid, #state{users = Users}) ->
    case maps:find(jid:tolower(Jid), Users) of
        {ok, #user{nick = Nick}} -> Nick;
        error -> <<>>
    end.

%% What the room has stored meanwhile is stored again as it was; who has been put out is in it.
restore(#state{server_host = Host, host = Service, room = Name, config = Config, users = Users} = Before, After) ->
    _ = mod_muc_room:handle_sync_event({change_config, Config}, none, normal_state, Before),
    [mod_muc:register_online_user(Host, Jid, Name, Service) || Jid <- maps:keys(Users),
                                                              not is_map_key(Jid, After#state.users)].

%% Recorded before the room obeys; all that it asks is whether an owner says so.
-spec destroy(jid(), #muc_destroy{}, #state{}) -> ok | {refused, stanza_error()}.
destroy(By, #muc_destroy{jid = Venue, reason = Reason}, #state{jid = Room, server_host = Host} = State) ->
    Act = #{room => Room, by => By, nick => nick(By, State), type => <<"destroy">>,
            what => stoa_membership:venue(Venue) ++ stoa_membership:reason(Reason)},
    case mod_muc_room:get_affiliation(By, State) =:= owner andalso stoa_membership:record(Host, Act) of
        {refused, Error} -> {refused, Error};
        {ok, _} -> stoa_occupants:destroyed(), ok;
        false -> ok
    end.

-spec is_running() -> boolean().
is_running() -> get(?MODULE) =/= undefined.

%% Whether this process keeps the packet until it is known what becomes of it.
-spec holds(stanza()) -> boolean().
holds(Packet) ->
    case get(?MODULE) of
        undefined -> false;
        Held -> put(?MODULE, [Packet | Held]), true
    end.
