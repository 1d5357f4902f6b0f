%%% auth_method: stoa. App passwords are checked by one SQL function that also records the attempt.
%%% Nothing is cached, so that a revocation counts at the next sign-in.
-module(ejabberd_auth_stoa).
-behaviour(ejabberd_auth).

-export([start/1, stop/1, reload/1, store_type/1, plain_password_required/1, use_cache/1,
         check_password/4, user_exists/2, try_register/3, set_password/3, remove_user/2]).
-export([comes_from/1, take_attempt/0]).

-include("ejabberd_sql_pt.hrl").

-define(TIMEOUT_MS, 5000).

start(_Host) -> ok.
stop(_Host) -> ok.
reload(_Host) -> ok.
store_type(_Host) -> external.
plain_password_required(_Host) -> true.
use_cache(_Host) -> false.

%% ejabberd has already refused an authzid that is not the user itself; this is the second lock.
check_password(User, AuthzId, _Host, _Password) when AuthzId =/= <<>>, AuthzId =/= User ->
    {nocache, false};
check_password(User, _AuthzId, Host, Password) ->
    Digest = string:lowercase(binary:encode_hex(crypto:hash(sha256, Password))),
    Address = case get(stoa_address) of undefined -> <<>>; Known -> Known end,
    Query = ?SQL("select @(attempt)d from stoa.sign_in(%(User)s, decode(%(Digest)s, 'hex'), %(Address)s)"
                 " as attempt"),
    case stoa_feed:from_database(Host, Query, ?TIMEOUT_MS) of
        {selected, [{Attempt}]} ->
            put(?MODULE, Attempt),
            {nocache, Attempt > 0};
        _ ->
            {nocache, false}
    end.

%% Where the client of this process (a stream) is: check_password is not told.
-spec comes_from(binary()) -> ok.
comes_from(Address) ->
    _ = put(stoa_address, Address),
    ok.

%% The attempt that check_password recorded in this process (a client's stream), once.
-spec take_attempt() -> integer() | undefined.
take_attempt() -> erase(?MODULE).

user_exists(User, Host) ->
    Query = ?SQL("select @(found)b from stoa.account_exists(%(User)s) as found"),
    case stoa_feed:from_database(Host, Query, ?TIMEOUT_MS) of
        {selected, [{Found}]} -> {nocache, Found};
        _ -> {nocache, {error, db_failure}}
    end.

try_register(_User, _Host, _Password) -> {nocache, {error, not_allowed}}.
set_password(_User, _Host, _Password) -> {nocache, {error, not_allowed}}.
remove_user(_User, _Host) -> {error, not_allowed}.
