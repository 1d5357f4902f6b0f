%%% The way into the feed: one SQL call per stanza, ids that only grow, and a breaker for the time
%%% when the database does not answer.
-module(stoa_feed).
-behaviour(gen_server).

-export([start_link/1, started_id/0, next_id/0, is_open/0, answers/1, append/2, add/2, refused/2, from_database/3]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("logger.hrl").
-include("ejabberd_sql_pt.hrl").

-define(TIMEOUT_MS, 5000).      % above the statement timeout of role ejabberd
-define(BREAK_MS, 1000).        % after a failure, answer at once for so long
-define(RETRY_MS, 1000).
-define(LATE_COMMIT_MS, 10000). % twice the statement timeout of role ejabberd
-define(LOCK_NOT_AVAILABLE, <<"55P03">>).
-define(QUERY_CANCELED, <<"57014">>).
-define(LAST_ID, 1).
-define(CLOSED_UNTIL, 2).
-define(STARTED_ID, 3).

%% It has either a stanza or, of kind `membership`, its type and XML.
-type row() :: #{source := binary(), from := jid:jid(), to := jid:jid(), nick := binary(), id := integer(),
                 stanza => stanza(), membership => {binary(), binary()}}.

start_link(Host) ->
    gen_server:start_link({local, gen_mod:get_module_proc(Host, ?MODULE)}, ?MODULE, Host, []).

%% Archive id (XEP-0313, 0359): the time in microseconds, made strictly increasing on this node.
-spec next_id() -> pos_integer().
next_id() -> next_id(persistent_term:get(?MODULE)).

next_id(State) ->
    Last = atomics:get(State, ?LAST_ID),
    Next = max(Last + 1, erlang:system_time(microsecond)),
    case atomics:compare_exchange(State, ?LAST_ID, Last, Next) of
        ok -> Next;
        _ -> next_id(State)
    end.

%% No id of this run of the server is smaller.
-spec started_id() -> pos_integer().
started_id() -> atomics:get(persistent_term:get(?MODULE), ?STARTED_ID).

%% Record one stanza. Only `ok` may be routed.
-spec append(binary(), row()) -> ok | {refused, stanza_error()} | unavailable.
append(Host, #{id := Id} = Row) ->
    case is_open() of
        false -> unavailable;
        true -> outcome(Host, Id, accept(Host, Row))
    end.

%% Whether the record is not known to be unavailable.
-spec is_open() -> boolean().
is_open() -> erlang:system_time(millisecond) >= atomics:get(persistent_term:get(?MODULE), ?CLOSED_UNTIL).

%% Whether the database answers now.
-spec answers(binary()) -> boolean().
answers(Host) ->
    Query = ?SQL("select @(answer)b from (values (true)) as one (answer)"),
    case is_open() andalso from_database(Host, Query, ?TIMEOUT_MS) of
        {selected, _} -> true;
        false -> false;
        _ -> close(), false
    end.

close() -> atomics:put(persistent_term:get(?MODULE), ?CLOSED_UNTIL, erlang:system_time(millisecond) + ?BREAK_MS).

outcome(_, _, {selected, [{<<>>}]}) ->
    ok;
outcome(_, _, {selected, [{Refusal}]}) ->
    [Condition, Text] = binary:split(Refusal, <<" ">>),
    {refused, stanza_error(Condition, Text)};
outcome(Host, Id, Failure) ->
    ?ERROR_MSG("stanza ~B is not recorded: ~p", [Id, Failure]),
    answered(Failure) orelse begin close(), refused(Host, Id) end,
    unavailable.

%% Record what has happened already: at once, or when the database answers.
-spec add(binary(), row()) -> ok.
add(Host, #{id := Id} = Row) ->
    case is_open() andalso accept(Host, Row) of
        {selected, _} -> ok;
        false -> later(Host, Row, erlang:monotonic_time(millisecond) - 1);
        Failure ->
            ?ERROR_MSG("stanza ~B is recorded later: ~p", [Id, Failure]),
            case answered(Failure) of
                true -> later(Host, Row, erlang:monotonic_time(millisecond) - 1);
                false -> close(), later(Host, Row, infinity)
            end
    end.

later(Host, Row, Until) -> gen_server:cast(gen_mod:get_module_proc(Host, ?MODULE), {later, Row, Until}).

%% The sender of this recorded stanza was told that it failed: a later row will say so.
-spec refused(binary(), pos_integer()) -> ok.
refused(Host, Id) ->
    gen_server:cast(gen_mod:get_module_proc(Host, ?MODULE), {unknown, Id}).

%% An error of this one statement: nothing was written and the next stanza may try. A row that is waited for
%% in vain is no such error: the next would wait as long.
answered({error, [{severity, 'ERROR'} | Fields]}) ->
    not lists:member(proplists:get_value(code, Fields), [?LOCK_NOT_AVAILABLE, ?QUERY_CANCELED]);
answered(_) ->
    false.

accept(Host, #{source := Source, from := From, to := To, nick := Nick, id := Id} = Row) ->
    {Kind, Type, MessageId, OriginId, How, Refers, Storable, Xml} = columns(Row),
    Sender = encode(From),
    Recipient = encode(To),
    from_database(Host,
        ?SQL("select @(reason)s from stoa.accept(%(Host)s, %(Source)s, %(Kind)s, %(Type)s, %(Sender)s,"
             " %(Recipient)s, %(Nick)s, %(Id)d, %(MessageId)s, %(OriginId)s, %(How)s, %(Refers)s, %(Storable)b,"
             " %(Xml)s) as reason"), ?TIMEOUT_MS).

columns(#{stanza := Stanza}) ->
    {Kind, Type} = stoa_stanza:describe(Stanza),
    {MessageId, OriginId} = stoa_stanza:ids(Stanza),
    {How, Refers} = case stoa_stanza:reference(Stanza) of none -> {<<>>, <<>>}; R -> R end,
    {Kind, Type, MessageId, OriginId, How, Refers, stoa_stanza:storable(Stanza), stoa_stanza:xml(Stanza)};
columns(#{membership := {Type, Xml}}) ->
    {<<"membership">>, Type, <<>>, <<>>, <<>>, <<>>, false, Xml}.

encode(Jid) -> jid:encode(jid:tolower(Jid)).

%% A query whose crash is a value: a crashing hook would let the stanza pass.
from_database(Host, Query, Timeout) ->
    try ejabberd_sql:sql_query(Host, Query, Timeout)
    catch Class:Reason -> {error, {Class, Reason}}
    end.

stanza_error(<<"forbidden">>, Text) -> xmpp:err_forbidden(Text, <<"en">>);
stanza_error(_, Text) -> xmpp:err_not_acceptable(Text, <<"en">>).

%% ---- rows of unknown outcome: their senders got an error, so a later row has to say it; and late rows ----
%% A statement that nobody waits for any more may still commit, as late as the statement timeout of
%% role ejabberd after the database answers again: `no row` is believed only after that.

init(Host) ->
    process_flag(trap_exit, true),                           % terminate/2 is for an orderly stop
    persistent_term:get(?MODULE, none) =/= none orelse start_counting(Host, atomics:new(3, [])),
    {ok, #{host => Host, unknown => [], late => []}}.

%% A clock that went back while the server was down must not give an id twice.
start_counting(Host, State) ->
    Query = ?SQL("select @(last)d from stoa.last_stanza_id() as last"),
    {selected, [{Last}]} = from_database(Host, Query, ?TIMEOUT_MS),
    atomics:put(State, ?LAST_ID, Last),
    atomics:put(State, ?STARTED_ID, max(Last + 1, erlang:system_time(microsecond))),
    persistent_term:put(?MODULE, State),
    stoa_occupants:started(Host).

handle_call(_, _, State) -> {reply, ok, State}.

handle_cast({unknown, Id}, State) -> {noreply, waiting(unknown, {Id, infinity}, State)};
handle_cast({later, Row, Until}, State) -> {noreply, waiting(late, {Row, Until}, State)}.

%% Newest first.
waiting(List, One, #{unknown := Unknown, late := Late} = State) ->
    {Unknown, Late} =:= {[], []} andalso erlang:send_after(?RETRY_MS, self(), retry),
    maps:update_with(List, fun(Waiting) -> [One | Waiting] end, State).

handle_info(retry, #{host := Host, unknown := Unknown, late := Late} = State) ->
    Left = #{unknown => in_order(Unknown, fun(One) -> settled(Host, One) end),
             late => in_order(Late, fun(One) -> written(Host, One) end)},
    Left =:= #{unknown => [], late => []} orelse erlang:send_after(?RETRY_MS, self(), retry),
    {noreply, maps:merge(State, Left)};
handle_info(_, State) ->
    {noreply, State}.

%% What waits is written now, or not any more: nobody waits until a statement can no longer commit.
terminate(_, #{host := Host, unknown := Unknown, late := Late}) ->
    Now = erlang:monotonic_time(millisecond) - 1,
    _ = in_order(Unknown, fun({Id, _}) -> settled(Host, {Id, Now}) end),
    _ = in_order(Late, fun({Row, _}) -> written(Host, {Row, Now}) end).

%% What is left of a list, oldest first until the database does not answer.
in_order(Waiting, Try) -> lists:reverse(try_each(lists:reverse(Waiting), Try)).

try_each([], _) -> [];
try_each([One | Rest] = Waiting, Try) ->
    case Try(One) of
        done -> try_each(Rest, Try);
        away -> Waiting;
        Later -> [Later | try_each(Rest, Try)]
    end.

settled(Host, {Id, Until}) ->
    Query = ?SQL("select @(found)b from stoa.refused(%(Id)d) as found"),
    case known(Host, Query, Until) of
        never -> done;
        Known when is_atom(Known) -> Known;
        Wait -> {Id, Wait}
    end.

written(Host, {#{id := Id} = Row, Until}) ->
    Query = ?SQL("select @(found)b from stoa.is_recorded(%(Id)d) as found"),
    case known(Host, Query, Until) of
        never -> case accept(Host, Row) of {selected, _} -> done; _ -> {Row, infinity} end;
        Known when is_atom(Known) -> Known;
        Wait -> {Row, Wait}
    end.

%% Whether a row is there, is never going to be, or may be until then.
known(Host, Query, Until) ->
    Now = erlang:monotonic_time(millisecond),
    case from_database(Host, Query, ?TIMEOUT_MS) of
        {selected, [{true}]} -> done;
        {selected, _} when Until < Now -> never;
        {selected, _} -> min(Until, Now + ?LATE_COMMIT_MS);
        _ -> away
    end.
