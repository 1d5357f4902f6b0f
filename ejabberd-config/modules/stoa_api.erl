%%% What our own processes ask of the server, over the private socket: calls about messages, people
%%% and rooms of departments, and the commands of mod_http_api that `api_permissions` names. The
%%% socket's permissions are the lock.
-module(stoa_api).

-export([process/2]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("ejabberd_http.hrl").

-define(LOCKED_MS, 5).

%% These are not ejabberd commands, because mod_http_api logs the arguments of commands.
process([<<"stoa_send">>], #request{method = 'POST', data = Data}) ->
    answer(Data, fun(#{<<"from">> := From, <<"stanza">> := Xml} = Asked) ->
                     #{stanza_id => stoa_sending:send(From, Xml, maps:get(<<"nick">>, Asked, <<>>))}
                 end);
process([<<"stoa_displayed">>], #request{method = 'POST', data = Data}) ->
    answer(Data, fun(#{<<"from">> := From, <<"conversation">> := With, <<"by">> := By, <<"stanza_id">> := Id}) ->
                     stoa_sending:displayed(From, With, By, Id), #{}
                 end);
process([<<"stoa_answer">>], #request{method = 'POST', data = Data}) ->
    answer(Data, fun(#{<<"to">> := To, <<"messages">> := Messages} = Asked) ->
                     Account = jid:encode(jid:remove_resource(Client = jid:decode(To))),
                     Sender = jid:decode(maps:get(<<"sender">>, Asked, Account)),
                     stoa_session:answer(Sender, Client, stoa_sending:messages(Messages)), #{}
                 end);
process([<<"stoa_redeliver">>], #request{method = 'POST', data = Data}) ->
    answer(Data, fun(#{<<"host">> := Host, <<"stanza_id">> := Id, <<"stanza">> := Xml}) ->
                     redeliver(Host, Id, Xml), #{}
                 end);
process([<<"stoa_archive">>], #request{method = 'POST', data = Data}) ->
    answer(Data, fun(#{<<"stanza_id">> := Id, <<"stanza">> := Xml}) -> archive(Id, Xml), #{} end);
process([<<"stoa_profile">>], #request{method = 'POST', data = Data}) ->
    answer(Data, fun(#{<<"user">> := User, <<"host">> := Host, <<"vcard">> := VCard, <<"vcard4">> := VCard4,
                       <<"avatar_png_base64">> := Png} = Told) ->
                     Person = person(User, Host),
                     SetAt = maps:get(<<"avatar_set_at_ms">>, Told, 0),
                     one_at_a_time(Person, fun() ->
                                       stoa_people:profile(Person, VCard, VCard4, base64:decode(Png), SetAt)
                                   end)
                 end);
process([<<"stoa_bookmarks">>], #request{method = 'POST', data = Data}) ->
    answer(Data, fun(#{<<"user">> := User, <<"host">> := Host, <<"put">> := Put, <<"remove">> := Remove}) ->
                     Person = person(User, Host),
                     Names = #{room(Room) => Name || #{<<"room">> := Room, <<"name">> := Name} <- Put},
                     Unwanted = lists:map(fun room/1, Remove),
                     one_at_a_time(Person, fun() -> stoa_people:bookmarks(Person, Names, Unwanted) end)
                 end);
process([<<"stoa_groups">>], #request{method = 'POST', data = Data}) ->
    answer(Data, fun(#{<<"host">> := Host, <<"groups">> := Found}) ->
                     true = ejabberd_router:is_my_host(Host),
                     Groups = [group(Host, Group) || Group <- Found],
                     one_at_a_time(contacts, fun() -> stoa_contacts:groups(Host, Groups) end)
                 end);
process([<<"stoa_room">>], #request{method = 'POST', data = Data}) ->
    answer(Data, fun(#{<<"room">> := Room, <<"service">> := Service, <<"title">> := Title,
                       <<"members">> := Members, <<"moderators">> := Moderators, <<"archived">> := Archived})
                       when is_boolean(Archived) ->
                     Who = #{members => Members, moderators => Moderators, archived => Archived},
                     one_at_a_time({Room, Service}, fun() -> stoa_department:room(Room, Service, Title, Who) end)
                 end);
process([<<"stoa_status">>], _) ->
    reply(200, #{started_id => integer_to_binary(stoa_feed:started_id())});
process(Command, #request{} = Request) ->
    %% WORKAROUND: mod_http_api cannot log the address of a unix socket's peer and answers 400.
    mod_http_api:process(Command, Request#request{ip = {{127, 0, 0, 1}, 0}}).

answer(Data, Call) ->
    try reply(200, Call(misc:json_decode(Data)))
    catch
        throw:{refused, Condition, Text} -> reply(409, #{condition => Condition, text => Text});
        throw:{unavailable, Text} -> reply(503, #{condition => <<"resource-constraint">>, text => Text});
        _:_ -> reply(400, #{condition => <<"bad-request">>, text => <<"Malformed request, payload omitted">>})
    end.

reply(Status, Body) -> {Status, [{<<"Content-Type">>, <<"application/json">>}], misc:json_encode(Body)}.

%% Deliver a recorded message again, with the id of its feed row and its time, which the id is
%% (microseconds); XEP-0203.
redeliver(Host, IdText, Xml) ->
    Id = binary_to_integer(IdText),
    Stamp = {Id div 1000000000000, Id div 1000000 rem 1000000, Id rem 1000000},
    Delayed = misc:add_delay_info(stoa_sending:message(Xml), jid:make(Host), Stamp),
    ejabberd_router:route(xmpp:put_meta(xmpp:put_meta(Delayed, stoa_id, Id), stoa_redelivered, true)).

%% Put a recorded message into its sender's archive, which lacks it.
archive(IdText, Xml) ->
    #message{from = #jid{luser = User, lserver = Host} = From} = Message = stoa_sending:message(Xml),
    Numbered = xmpp:put_meta(Message, stanza_id, binary_to_integer(IdText)),
    stoa_archive:store(Numbered, User, Host, stoa_sending:addressee(Message, From), <<>>, chat, send, false).

room(Text) -> jid:encode(jid:decode(Text)).

group(Host, #{<<"group">> := Group, <<"label">> := Label, <<"displayed">> := Displayed, <<"members">> := Members}) ->
    [person(Member, Host) || Member <- Members],
    #{group => jid:nameprep(Group), label => Label, displayed => Displayed, members => Members}.

%% Two calls about the same thing would each make what the other has just made (a room, a node of a
%% person), and mod_private writes all bookmarks whenever one changes.
one_at_a_time(Subject, Call) ->
    Lock = {{?MODULE, Subject}, self()},
    case global:set_lock(Lock, [node()], 0) of
        true -> try Call(), #{} after global:del_lock(Lock, [node()]) end;
        false -> timer:sleep(?LOCKED_MS), one_at_a_time(Subject, Call)
    end.

person(User, Host) ->
    true = ejabberd_router:is_my_host(Host),
    #jid{luser = User, lserver = Host} = jid:make(User, Host).
