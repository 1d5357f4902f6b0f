%%% What the process of a client's session does itself when others ask it to.
-module(stoa_session).

-export([answer/3, offline_stored/1, asked/2]).

-include_lib("p1_xmpp/include/xmpp.hrl").

%% What an account itself or a component tells one of the account's clients, in this order: answers to
%% what it asked, which are no messages of anybody. They are not routed: no archive, carbon or record is
%% to have them. Nothing is kept for a client that is gone.
-spec answer(jid:jid(), jid:jid(), [message()]) -> ok.
answer(Sender, #jid{luser = User, lserver = Host, lresource = Resource} = Client, Messages) ->
    Told = [xmpp:set_from_to(xmpp:put_meta(Message, stoa_answer, true), Sender, Client) || Message <- Messages],
    ask(ejabberd_sm:get_session_pid(User, Host, Resource), {answer, Told}).

%% A session that began while its user's message was being stored has looked for stored messages
%% before this one was there: it has to look again. It does so itself, because two processes that
%% look at the same time would both deliver.
offline_stored({offlined, #message{to = #jid{luser = User, lserver = Host}}} = Acc) ->
    Present = ejabberd_sm:get_user_present_resources(User, Host),
    case lists:reverse(lists:sort([Session || {Priority, _} = Session <- Present, Priority >= 0])) of
        [] -> ok;
        [{_, Resource} | _] -> ask(ejabberd_sm:get_session_pid(User, Host, Resource), look_again)
    end,
    Acc;
offline_stored(Acc) ->
    Acc.

ask(none, _) -> ok;
ask(Session, Wish) -> Session ! {?MODULE, Wish}, ok.

asked(State, {?MODULE, look_again}) ->
    mod_offline:c2s_self_presence({#presence{type = available}, maps:remove(pres_last, State)}),
    {stop, State};
asked(State, {?MODULE, {answer, Messages}}) ->
    {stop, lists:foldl(fun(Message, Next) -> ejabberd_c2s:send(Next, Message) end, State, Messages)};
asked(State, _) ->
    State.
