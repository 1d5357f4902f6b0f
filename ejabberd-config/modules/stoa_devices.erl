%%% What a person's devices are doing (schemas/xmpp/extensions/devices.xsd): the push component asks, and
%%% the person's own clients, so that whoever sees a message anyway is not disturbed. And the component is
%%% told nothing while it is away.
-module(stoa_devices).

-export([decode_iq_subel/1, process_iq/1, asked/3, service_there/2, state/1]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("pubsub.hrl").

-define(NS, <<"urn:stoa:devices:1">>).
-define(PREFERENCES, <<"urn:stoa:preferences:1">>).
-define(ANSWER_MS, 1000).

%% Ours: no codec of the server knows it.
decode_iq_subel(El) -> El.

%% Sessions may keep one waiting: neither the asker's process nor that of all its other questions is to wait too.
process_iq(IQ) ->
    _ = spawn(fun() -> ejabberd_router:route(answer(IQ)) end),
    ignore.

answer(#iq{type = get, from = From, to = #jid{luser = User, lserver = Host}} = IQ) when User =/= <<>> ->
    case From of
        #jid{luser = User, lserver = Host, lresource = Own} -> xmpp:make_iq_result(IQ, devices(User, Host, Own));
        #jid{luser = <<>>, lserver = <<"push.", Host/binary>>} -> xmpp:make_iq_result(IQ, devices(User, Host, <<>>));
        _ -> forbidden(IQ)
    end;
answer(IQ) ->
    forbidden(IQ).

forbidden(IQ) -> xmpp:make_error(IQ, xmpp:err_forbidden(<<"This is for whose devices they are">>, <<"en">>)).

%% Who asks knows of itself.
devices(User, Host, Own) ->
    Asked = [{Resource, Info, rpc:async_call(node(), ?MODULE, state, [proplists:get_value(pid, Info)])}
             || {Resource, Info} <- ejabberd_sm:get_user_info(User, Host), Resource =/= Own],
    Sessions = [{Resource, Info, rpc:yield(Key)} || {Resource, Info, Key} <- Asked],
    #xmlel{name = <<"devices">>, attrs = [{<<"xmlns">>, ?NS}, {<<"dnd">>, atom_to_binary(wants_rest(User, Host))}],
           children = [device(User, Host, Resource, Info, State) || {Resource, Info, State} <- Sessions, State =/= gone]}.

device(User, Host, Resource, Info, {Connected, Active, Show}) ->
    #xmlel{name = <<"device">>,
           attrs = [{<<"resource">>, Resource}, {<<"connected">>, atom_to_binary(Connected)}, {<<"active">>, atom_to_binary(Active)},
                    {<<"show">>, atom_to_binary(Show)}
                    | node_of(User, Host, proplists:get_value(push_id, Info))]}.

%% Asked of the session itself: nobody else knows. One that does not answer in time is there: what its client has
%% just sent waits to be recorded.
state(Session) ->
    try ejabberd_c2s:call(Session, stoa_device, ?ANSWER_MS)
    catch
        exit:{timeout, _} -> {true, true, online};
        _:_ -> gone
    end.

asked(#{} = State, stoa_device, From) ->
    Connected = maps:get(mgmt_state, State, inactive) =/= pending,
    Active = maps:get(csi_state, State, active) =/= inactive,
    xmpp_stream_in:reply(From, {Connected, Active, show(maps:get(pres_last, State, none))}),
    {stop, State};
asked(State, _, _) ->
    State.

show(#presence{type = available, show = undefined}) -> online;
show(#presence{type = available, show = Show}) -> Show;
show(_) -> unavailable.

%% What somebody has set for all devices holds also while none is there to say it.
wants_rest(User, Host) ->
    case mod_pubsub:get_item({User, Host, <<>>}, ?PREFERENCES, <<"availability">>) of
        #pubsub_item{payload = [#xmlel{} = Set | _]} ->
            fxml:get_tag_attr_s(<<"show">>, Set) =:= <<"dnd">> andalso lies_ahead(fxml:get_tag_attr_s(<<"until">>, Set));
        _ ->
            false
    end.

lies_ahead(<<>>) -> true;
lies_ahead(Moment) ->
    try xmpp_util:decode_timestamp(Moment) > erlang:timestamp()
    catch _:_ -> false
    end.

node_of(_, _, undefined) ->
    [];
node_of(User, Host, PushId) ->
    Mod = gen_mod:db_mod(Host, mod_push),
    case Mod:lookup_session(User, Host, PushId) of
        {ok, {_, _, Node, _}} -> [{<<"node">>, Node}];
        _ -> []
    end.

%% mod_push forgets what it cannot reach. The component looks into everything when it is back.
service_there(#iq{from = #jid{lserver = Host}, to = #jid{lserver = Service}} = IQ, _) ->
    case Service =:= <<"push.", Host/binary>> andalso not ejabberd_router:is_my_route(Service) of
        true -> {stop, drop};
        false -> IQ
    end;
service_there(Acc, _) ->
    Acc.
