%%% What members of a room may read of its past: all of it, or what was said since they joined. The
%%% record says which (an option of a row of kind `membership`), and the archive's views know both.
-module(stoa_history).

-export([limit/2, entering/2, offer/2, choose/2]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("mod_muc_room.hrl").
-include("ejabberd_sql_pt.hrl").

-define(FIELD, <<"{urn:stoa:history:1}history">>).
-define(SETTINGS, [{<<"All of it">>, <<"all">>}, {<<"What was said since they joined">>, <<"since-joining">>}]).
-define(TIMEOUT_MS, 5000).
-define(REMEMBER_SECONDS, 60).

%% A query of the room's history (XEP-0313), as far as it may go; an owner's form without our field, which
%% the room itself refuses.
-spec limit(iq(), #state{}) -> {ok, iq()} | {refused, stanza_error()}.
limit(#iq{sub_els = [#mam_query{} = Query], from = From} = IQ, State) ->
    try since(From, State) of
        all -> {ok, IQ};
        unavailable -> {refused, stoa_record:unavailable()};
        Time -> {ok, IQ#iq{sub_els = [later(Query, Time)]}}
    catch Class:Reason:Stack -> stoa_record:crashed(Class, Reason, Stack)
    end;
limit(#iq{sub_els = [#muc_owner{config = #xdata{fields = Fields} = Form} = Owner]} = IQ, _) ->
    Known = [Field || #xdata_field{var = Var} = Field <- Fields, Var =/= ?FIELD],
    {ok, IQ#iq{sub_els = [Owner#muc_owner{config = Form#xdata{fields = Known}}]}};
limit(IQ, _) ->
    {ok, IQ}.

%% What a room tells whoever enters (XEP-0045 7.2.13), likewise.
-spec entering(presence(), #state{}) -> presence().
entering(#presence{from = From} = Presence, #state{users = Users} = State) ->
    case is_map_key(jid:tolower(From), Users) orelse since(From, State) of
        true -> Presence;
        all -> Presence;
        unavailable -> told_since(Presence, erlang:timestamp());
        Time -> told_since(Presence, Time)
    end.

told_since(Presence, Time) ->
    Muc = case xmpp:get_subtag(Presence, #muc{}) of #muc{} = Known -> Known; false -> #muc{} end,
    Wanted = case Muc#muc.history of undefined -> #muc_history{}; Asked -> Asked end,
    xmpp:set_subtag(Presence, Muc#muc{history = Wanted#muc_history{since = latest(Wanted#muc_history.since, Time)}}).

later(#mam_query{xmlns = ?NS_MAM_TMP, start = Start} = Query, Time) ->
    Query#mam_query{start = latest(Start, Time)};
later(#mam_query{xdata = undefined} = Query, Time) ->
    later(Query#mam_query{xdata = #xdata{type = submit}}, Time);
later(#mam_query{xdata = #xdata{fields = Fields} = Form} = Query, Time) ->
    {Starts, Others} = lists:partition(fun(#xdata_field{var = Var}) -> Var =:= <<"start">> end, Fields),
    From = lists:foldl(fun(#xdata_field{values = Values}, Latest) -> lists:foldl(fun after_text/2, Latest, Values) end,
                       Time, Starts),
    Start = #xdata_field{var = <<"start">>, values = [xmpp_util:encode_timestamp(From)]},
    Query#mam_query{xdata = Form#xdata{fields = [Start | Others]}}.

after_text(Text, Latest) ->
    try latest(xmpp_util:decode_timestamp(Text), Latest)
    catch _:_ -> Latest
    end.

latest(undefined, Time) -> Time;
latest(One, Other) -> max(One, Other).

%% From which moment on somebody may read the room's history.
-spec since(jid(), #state{}) -> all | unavailable | erlang:timestamp().
since(From, #state{jid = Room, server_host = Host} = State) ->
    case setting(State) of
        <<"since-joining">> ->
            {Jid, Address} = {bare(Room), bare(From)},
            moment(stoa_feed:from_database(Host,
                ?SQL("select @(id)d from stoa.room_history_from(%(Jid)s, %(Address)s) as id"), ?TIMEOUT_MS));
        <<"all">> -> all;
        unavailable -> unavailable
    end.

moment({selected, [{Id}]}) -> {Id div 1000000000000, Id div 1000000 rem 1000000, Id rem 1000000};
moment(_) -> unavailable.

%% Asked of the database once a minute: rooms are entered by many at once.
setting(#state{jid = Room, server_host = Host}) ->
    Now = erlang:monotonic_time(second),
    case get(?MODULE) of
        {Known, Until} when Until > Now -> Known;
        _ ->
            Jid = bare(Room),
            case stoa_feed:from_database(Host,
                ?SQL("select @(history)s from stoa.room_history(%(Jid)s) as history"), ?TIMEOUT_MS) of
                {selected, [{Setting}]} -> remember(Setting);
                _ -> unavailable
            end
    end.

remember(Setting) ->
    put(?MODULE, {Setting, erlang:monotonic_time(second) + ?REMEMBER_SECONDS}),
    Setting.

bare(Jid) -> jid:encode(jid:tolower(jid:remove_resource(Jid))).

%% For the form of the room's owners.
-spec offer(list(), #state{}) -> list().
offer(Fields, State) ->
    Options = [#xdata_option{label = Label, value = Value} || {Label, Value} <- ?SETTINGS],
    Fields ++ [#xdata_field{type = 'list-single', var = ?FIELD, label = <<"Members may read of the history">>,
                            values = [Setting || Setting <- [setting(State)], is_binary(Setting)], options = Options}].

%% Recorded before it is so; without the field it stays as it is.
-spec choose(iq(), #state{}) -> ok | {refused, stanza_error()}.
choose(#iq{from = From, sub_els = [#muc_owner{config = #xdata{fields = Fields}}]}, State) ->
    Wanted = [Values || #xdata_field{var = ?FIELD, values = Values} <- Fields],
    case mod_muc_room:get_affiliation(From, State) =:= owner andalso Wanted of
        [[Setting]] -> chosen(lists:keymember(Setting, 2, ?SETTINGS), Setting, setting(State), From, State);
        Nothing when Nothing =:= false; Nothing =:= [] -> ok;
        _ -> unknown()
    end.

chosen(false, _, _, _, _) -> unknown();
chosen(true, _, unavailable, _, _) -> {refused, stoa_record:unavailable()};
chosen(true, Same, Same, _, _) -> ok;
chosen(true, Setting, Known, From, #state{jid = Room, server_host = Host}) ->
    Option = #xmlel{name = <<"option">>, attrs = [{<<"name">>, <<"history">>}, {<<"before">>, Known}],
                    children = [{xmlcdata, Setting}]},
    case stoa_membership:record(Host, #{room => Room, by => From, type => <<"config">>, what => [Option]}) of
        {ok, _} -> remember(Setting), ok;
        Refused -> Refused
    end.

unknown() -> {refused, xmpp:err_bad_request(<<"The history is for all, or since-joining">>, <<"en">>)}.
