%%% The way into the archives (XEP-0313). mod_mam says that a message is stored whatever the database has
%%% answered: what it did not take is written here again, until it does. And an archive, or the memory of a
%%% room, that loses a message which is taken back also loses what it was changed to.
-module(stoa_archive).
-behaviour(gen_server).

-export([start_link/1, store/8]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("logger.hrl").
-include("ejabberd_sql_pt.hrl").

-define(TIMEOUT_MS, 5000).
-define(RETRY_MS, 1000).
-define(LATE_COMMIT_MS, 10000). % twice the statement timeout of role ejabberd

%% `id` is its time in microseconds; `origin` what a retraction names; `write` and `clear`, which takes
%% from the archive what is not to stay beside it, give what the database says and may be done again;
%% `due`: nothing that was begun before can still be committed then.
-type row() :: #{owner := binary(), peer := binary(), id := integer(), origin := binary(),
                 write := fun(() -> ok | term()), clear := fun(() -> ok | term()), due => integer()}.

start_link(Host) ->
    gen_server:start_link({local, name(Host)}, ?MODULE, Host, []).

name(Host) -> gen_mod:get_module_proc(Host, ?MODULE).

%% In the place of mod_mam:store_mam_message/8.
-spec store(message(), binary(), binary(), jid:jid(), binary(), chat | groupchat, send | recv, boolean()) ->
          message() | {stop, message()}.
store(Message, _, _, _, _, _, _, true) ->
    Message;
store(#message{meta = #{stanza_id := Id}} = Message, User, Domain, Peer, Nick, Type, Direction, false) ->
    Host = ejabberd_router:host_of_route(Domain),
    Retracts = retracts(Message),
    Origin = origin(Type, Id, Message),
    Element = xmpp:encode(Message),
    Write = fun() ->
                mod_mam_sql:store(Element, Host, {User, Domain}, Type, Peer, Nick, Direction, Id, Origin, Retracts)
            end,
    Owner = owner(Type, User, Domain),
    About = about(Type, Message, Retracts),
    Clear = fun() -> clear(Host, Type, Owner, About) end,
    Row = #{owner => Owner, peer => peer(Type, Peer), id => Id, origin => Origin, write => Write, clear => Clear},
    Retracts =:= false orelse gen_server:cast(name(Host), {retracted, Row, element(2, Retracts)}),
    case written(Row) of
        ok -> ok;
        Failure -> gen_server:cast(name(Host), {later, later(Row, Failure)})
    end,
    {stop, Message}.

-spec written(row()) -> ok | term().
written(#{write := Write} = Row) ->
    try Write() of
        ok -> cleared(Row);
        Failure -> Failure
    catch Class:Reason -> {error, {Class, Reason}}
    end.

cleared(#{clear := Clear}) ->
    try Clear()
    catch Class:Reason -> {error, {Class, Reason}}
    end.

%% A correction may come into an archive after the retraction: whichever is the last clears.
clear(_, _, _, nothing) ->
    ok;
clear(Host, Type, Owner, About) ->
    Query = ?SQL("delete from archive where username=%(Owner)s and %(Host)H"
                 " and timestamp in (select stoa.taken_back(%(About)d))"),
    case ejabberd_sql:sql_query(Host, Query) of
        {updated, _} when Type =:= groupchat -> forgotten(Host, jid:decode(Owner), About);
        {updated, _} -> ok;
        Failure -> Failure
    end.

forgotten(Host, Room, About) ->
    case ejabberd_sql:sql_query(Host, ?SQL("select @(id)d from stoa.taken_back(%(About)d) as id")) of
        {selected, Ids} -> stoa_rooms:forget(Room, [Id || {Id} <- Ids]);
        Failure -> Failure
    end.

%% What the database has answered with an error is not written; anything else may still be.
later(#{id := Id} = Row, {error, [{severity, _} | Fields]}) ->
    ?ERROR_MSG("message ~B is not in an archive yet: ~p", [Id, proplists:get_value(code, Fields)]),
    Row#{due => erlang:monotonic_time(millisecond)};
later(#{id := Id} = Row, _) ->
    ?ERROR_MSG("message ~B may not be in an archive yet: no answer", [Id]),
    Row#{due => erlang:monotonic_time(millisecond) + ?LATE_COMMIT_MS}.

retracts(Message) ->
    case xmpp:get_subtag(Message, #message_retract{}) of
        #message_retract{id = Id} when Id =/= <<>> -> {true, Id};
        _ -> false
    end.

%% By which stoa.taken_back finds a message that this one changes or retracts.
about(groupchat, _, {true, Named}) ->
    case re:run(Named, <<"^[0-9]{1,18}$">>, [dollar_endonly]) of
        nomatch -> nothing;
        _ -> binary_to_integer(Named)
    end;
about(_, #message{meta = #{stanza_id := Id}}, {true, _}) ->
    Id;
about(_, #message{meta = #{stanza_id := Id}} = Message, false) ->
    case stoa_stanza:reference(Message) of
        {<<"replace">>, _} -> Id;
        _ -> nothing
    end.

origin(groupchat, Id, _) -> integer_to_binary(Id);
origin(_, _, Message) ->
    case xmpp:get_subtag(Message, #origin_id{}) of
        #origin_id{id = Origin} -> Origin;
        _ -> xmpp:get_id(Message)
    end.

owner(chat, User, _) -> User;
owner(groupchat, User, Domain) -> jid:encode({User, Domain, <<>>}).

%% Whose message a retraction may name; in a room its id is enough, and a moderator's is the room's.
peer(groupchat, _) -> <<>>;
peer(chat, Peer) -> jid:encode(jid:tolower(jid:remove_resource(Peer))).

%% ---- what waits ---------------------------------------------------------------------------------

init(Host) ->
    process_flag(trap_exit, true),                           % terminate/2 is for an orderly stop
    {ok, {Host, []}}.

handle_call(_, _, State) -> {reply, ok, State}.

%% Newest first.
handle_cast({later, Row}, {Host, Waiting}) ->
    Waiting =:= [] andalso erlang:send_after(?RETRY_MS, self(), retry),
    {noreply, {Host, [Row | Waiting]}};
%% What it retracts is to be in the archive no more.
handle_cast({retracted, #{owner := Owner, peer := Peer, id := Id}, Origin}, {Host, Waiting}) ->
    Retracted = fun(#{owner := O, peer := P, id := I, origin := Named}) -> {O, P, Named} =:= {Owner, Peer, Origin} andalso I < Id end,
    {noreply, {Host, [Row || Row <- Waiting, not Retracted(Row)]}}.

handle_info(retry, {Host, Waiting}) ->
    Left = left(Host, Waiting, erlang:monotonic_time(millisecond)),
    Left =:= [] orelse erlang:send_after(?RETRY_MS, self(), retry),
    {noreply, {Host, Left}};
handle_info(_, State) ->
    {noreply, State}.

%% What cannot be written now, the redelivery after the next start finds.
terminate(_, {Host, Waiting}) -> left(Host, Waiting, infinity).

%% Oldest first; a retraction comes after what it retracts.
left(Host, Waiting, Now) ->
    lists:reverse(lists:filter(fun(Row) -> not settled(Host, Row, Now) end, lists:reverse(Waiting))).

settled(_, #{due := Due}, Now) when Due > Now -> false;
settled(Host, #{owner := Owner, id := Id} = Row, _) ->
    Query = ?SQL("select @(count(*))d from archive where username=%(Owner)s and %(Host)H and timestamp=%(Id)d"),
    case stoa_feed:from_database(Host, Query, ?TIMEOUT_MS) of
        {selected, [{0}]} -> written(Row) =:= ok;
        {selected, _} -> cleared(Row) =:= ok;
        _ -> false
    end.
