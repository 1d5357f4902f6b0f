%%% Sign-in: what the password check (ejabberd_auth_stoa) cannot know is added to its row.
-module(stoa_sign_in).

-export([auth_result/3, session_opened/1]).

-include("ejabberd_sql_pt.hrl").

-define(TIMEOUT_MS, 5000).

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
        ?TIMEOUT_MS).

note_session(Host, Attempt, Address, Resource) ->
    _ = stoa_feed:from_database(Host,
        ?SQL("select @(done)b from stoa.sign_in_session(%(Attempt)d, %(Address)s, %(Resource)s) as done"),
        ?TIMEOUT_MS).

address(#{ip := {IP, _Port}}) -> misc:ip_to_list(IP);
address(_) -> <<>>.
