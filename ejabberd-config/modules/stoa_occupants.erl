%%% Who is in a room: entered, left, under another nickname (XEP-0045 7). Runs in the room's process, which
%%% keeps in its dictionary who is in it; ejabberd tells hooks less than that.
-module(stoa_occupants).

-export([presence/3, entered/4, left/4, closed/4, created/2, destroyed/0, gone/1, started/1]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("mod_muc_room.hrl").

-define(ENTERING, stoa_entering).
-define(LEAVING, stoa_leaving).
-define(CREATED, stoa_created).
-define(DESTROYED, stoa_destroyed).

%% Before the room decides. It says that somebody has entered when that cannot be refused any more:
%% nobody comes in while the record is known to be unavailable.
presence(#presence{} = Presence, #state{jid = Room} = State, Nick) ->
    try asked(Presence, State, Nick) of
        ok -> stoa_history:entering(Presence, State);
        {refused, Error} -> refuse(Presence, jid:replace_resource(Room, Nick), Error)
    catch Class:Reason:Stack ->
        {refused, Error} = stoa_record:crashed(Class, Reason, Stack),
        refuse(Presence, jid:replace_resource(Room, Nick), Error)
    end;
presence(Acc, _, _) ->
    Acc.

refuse(Presence, Occupant, Error) ->
    ejabberd_router:route_error(xmpp:set_to(Presence, Occupant), Error),
    {stop, drop}.

asked(#presence{type = available, from = From}, #state{users = Users} = State, Nick) ->
    case maps:find(jid:tolower(From), Users) of
        {ok, #user{nick = Nick}} -> ok;
        {ok, #user{nick = Known}} -> renames(From, Known, Nick, State);
        error -> enters(From, Nick, State)
    end;
asked(#presence{from = From}, _, _) ->
    put(?LEAVING, jid:tolower(From)),
    ok.

enters(From, Nick, State) ->
    put(?ENTERING, {From, Nick, mod_muc_room:get_affiliation(From, State)}),
    case stoa_feed:is_open() of
        true -> created(From, State);
        false -> {refused, stoa_record:unavailable()}
    end.

%% Recorded where the room will allow it: these are its own conditions (mod_muc_room:do_process_presence).
%% One of them asks the database, and waits a long time for one that is away.
renames(From, Known, Nick, #state{server_host = Host} = State) ->
    case stoa_feed:answers(Host) of
        true -> renamed(From, Nick, may_rename(From, Nick, State) andalso rename(From, Known, Nick, State));
        false -> {refused, stoa_record:unavailable()}
    end.

renamed(_, _, false) -> ok;                                  % the room says why not
renamed(_, _, {refused, Error}) -> {refused, Error};
renamed(From, Nick, {ok, _}) -> put({?MODULE, jid:tolower(From)}, Nick), ok.

rename(From, Known, Nick, #state{jid = Room, server_host = Host}) ->
    stoa_membership:record(Host, act(Room, From, Known, <<"nick">>, [{<<"nick">>, Known, Nick}])).

may_rename(_, <<>>, _) -> false;
may_rename(From, Nick, #state{jid = Room, server_host = Host, nicks = Nicks, config = Config} = State) ->
    (Config#config.allow_visitor_nickchange orelse mod_muc_room:get_role(From, State) =/= visitor)
        andalso lists:all(fun(Other) -> bare(Other) =:= bare(jid:tolower(From)) end, maps:get(Nick, Nicks, []))
        andalso mod_muc:can_use_nick(Host, jid:encode(Room), From, Nick).

bare(Key) -> jid:remove_resource(Key).

%% For join_room: the room has let somebody in and told nobody yet.
entered(Host, Room, Service, Jid) ->
    {Nick, Affiliation} = case erase(?ENTERING) of {Jid, N, A} -> {N, A}; _ -> {<<>>, none} end,
    put({?MODULE, jid:tolower(Jid)}, Nick),
    Facts = [{<<"nick">>, <<>>, Nick}, {<<"affiliation">>, <<>>, Affiliation}],
    stoa_membership:add(Host, act(jid:make(Room, Service), Jid, Nick, <<"enter">>, Facts)).

%% For leave_room. Whoever did not ask to leave was put out by the room.
left(Host, Room, Service, Jid) ->
    stoa_room_acts:is_running() orelse get(?DESTROYED) =:= true
        orelse left(Host, jid:make(Room, Service), Jid, erase({?MODULE, jid:tolower(Jid)}), erase(?LEAVING)),
    ok.

left(_, _, _, undefined, _) -> ok;                           % out already
left(Host, Room, Jid, Nick, Leaving) ->
    Act = act(Room, Jid, Nick, <<"leave">>, [{<<"nick">>, Nick, <<>>}]),
    stoa_membership:add(Host, case jid:tolower(Jid) of Leaving -> Act; _ -> Act#{by := Room, nick := <<>>} end).

act(Room, Jid, Nick, Type, Facts) ->
    #{room => Room, by => Jid, nick => Nick, type => Type, what => [stoa_membership:item(Jid, Facts)]}.

-spec gone([ljid()]) -> ok.
gone(Jids) -> lists:foreach(fun(Jid) -> erase({?MODULE, Jid}) end, Jids).

%% The first stanza to a room that ejabberd has just made for it.
-spec created(jid(), #state{}) -> ok | {refused, stanza_error()}.
created(From, #state{just_created = true} = State) ->
    case get(?CREATED) =:= true orelse stoa_membership:record(State#state.server_host, creation(From, State)) of
        {refused, Error} -> {refused, Error};
        _ -> put(?CREATED, true), ok
    end;
created(_, _) ->
    ok.

creation(From, #state{jid = Room, config = Config, affiliations = Affiliations}) ->
    Owners = [stoa_membership:item(jid:make(Jid), [{<<"affiliation">>, none, Affiliation}])
              || Jid := Affiliation <- stoa_membership:affiliations(Affiliations)],
    #{room => Room, by => From, type => <<"create">>, what => Owners ++ stoa_membership:options(Config)}.

destroyed() -> put(?DESTROYED, true).

%% For room_destroyed: a room that does not last ends when nobody is in it any more.
closed(Host, Room, Service, _Persistent) ->
    Jid = jid:make(Room, Service),
    get(?DESTROYED) =:= true
        orelse stoa_membership:add(Host, #{room => Jid, by => Jid, type => <<"destroy">>, what => []}),
    ok.

%% Nobody is in any room when the server starts, however it ended: `leave` without an item, of the domain of
%% rooms. In a cluster, when the first of its nodes starts.
-spec started(binary()) -> ok.
started(Host) ->
    Services = [Service || ejabberd_cluster:get_nodes() =:= [node()], gen_mod:is_loaded(Host, mod_muc),
                           Service <- gen_mod:get_module_opt_hosts(Host, mod_muc)],
    lists:foreach(fun(Service) ->
                      Act = #{room => jid:make(Service), by => jid:make(Host), type => <<"leave">>},
                      stoa_membership:add(Host, Act#{what => stoa_membership:reason(<<"The server started">>)})
                  end, Services).
