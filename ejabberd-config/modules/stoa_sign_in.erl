%%% Sign-in: what the password check (ejabberd_auth_stoa) cannot know is added to its row, and a
%%% session ends with what signed it in.
-module(stoa_sign_in).

-export([stream_started/2, auth_result/3, session_opened/1, resume_asked/2, end_asked/2]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("ejabberd_sql_pt.hrl").

-define(TIMEOUT_MS, 5000).
-define(MAX_FAILURES, 5).
-define(ENDED, <<"What signed in has ended">>).

stream_started(State, _Header) ->
    ok = ejabberd_auth_stoa:comes_from(address(State)),
    State.

auth_result(#{lserver := Host} = State, Result, User) ->
    case {Result, ejabberd_auth_stoa:take_attempt()} of
        {true, Attempt} when is_integer(Attempt) ->
            State#{stoa_attempt => Attempt};
        {{false, Reason}, Attempt} ->
            not (is_integer(Attempt) andalso Attempt < 0) andalso
                note_refusal(Host, typed(User), Reason, address(State)),
            failed(State, maps:get(stoa_failures, State, 0) + 1);
        _ ->
            State
    end.

failed(State, ?MAX_FAILURES) ->
    ejabberd_c2s:send(State, xmpp:serr_policy_violation(<<"Too many failed attempts">>, <<"en">>));
failed(State, Failures) ->
    State#{stoa_failures => Failures}.

%% Nothing says that a user name from an unknown client is text.
typed(User) ->
    case unicode:characters_to_binary(User) of
        Text when is_binary(Text) -> binary:replace(Text, <<0>>, <<"?">>, [global]);
        _ -> <<"(not text)">>
    end.

%% Opened or resumed (XEP-0198). Whoever ends a password waits until this row has its resource and then
%% looks for its sessions, or this row shows that the password has ended: stoa.sign_in_session locks
%% what signed in. What the client has sent already is
%% dropped (mod_stoa:guard/1): inside this hook a stream cannot be closed.
session_opened(#{stoa_attempt := Attempt, lserver := Host, resource := Resource} = State) ->
    case note_session(Host, Attempt, address(State), Resource) of
        true -> State;
        false -> self() ! {exit, ?ENDED}, State#{stoa_ended => true}
    end;
session_opened(State) ->
    State.

%% Before the unacknowledged stanzas of the old stream are handed out.
resume_asked(#{stoa_attempt := Attempt, lserver := Host} = State, #sm_resume{}) ->
    case note_session(Host, Attempt, <<>>, <<>>) of
        true -> State;
        false -> {stop, ejabberd_c2s:send(State, xmpp:serr_not_authorized(?ENDED, <<"en">>))}
    end;
resume_asked(State, _) ->
    State.

%% kick_session: the server would say `conflict`, and clients take that for another one of their own.
end_asked(State, {exit, Reason}) ->
    {stop, ejabberd_c2s:send(State, xmpp:serr_not_authorized(Reason, <<"en">>))};
%% WORKAROUND: since 26.01 a resumed session waits a second (replaced_connection_timeout) for the stream
%% that it has taken over from, and ends it only then.
end_asked(#{mgmt_state := resumed} = State, replaced) ->
    ejabberd_c2s:stop_async(self()),
    {stop, State};
end_asked(State, _) ->
    State.

note_refusal(Host, User, Reason, Address) ->
    Text = iolist_to_binary([<<"refused whatever the password: ">>, Reason]),
    _ = stoa_feed:from_database(Host,
        ?SQL("select @(done)b from stoa.sign_in_refused(%(User)s, %(Text)s, %(Address)s) as done"),
        ?TIMEOUT_MS).

%% False when what signed in has ended since, or when nobody knows.
note_session(Host, Attempt, Address, Resource) ->
    {selected, [{true}]} =:= stoa_feed:from_database(Host,
        ?SQL("select @(counts)b from stoa.sign_in_session(%(Attempt)d, %(Address)s, %(Resource)s) as counts"),
        ?TIMEOUT_MS).

address(#{ip := {IP, _Port}}) -> misc:ip_to_list(IP);
address(_) -> <<>>.
