%%% Sending as a person, for our own processes: what they send takes the way of what a client sends.
%%% The portal has a socket for these calls and no others (listeners.yml).
-module(stoa_sending).

-export([process/2, send/3, displayed/4, message/1, messages/1, addressee/2]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("ejabberd_http.hrl").
-include("mod_muc_room.hrl").

%% What a client may send at once (listeners.yml).
-define(MAX_STANZA_BYTES, 262144).
-define(ROOM_MS, 5000).
-define(RESOURCE, <<"api">>).
-define(NS_DISPLAYED, <<"urn:xmpp:mds:displayed:0">>).

process([<<"stoa_send">>] = Call, #request{method = 'POST'} = Request) -> stoa_api:process(Call, Request);
process([<<"stoa_displayed">>] = Call, #request{method = 'POST'} = Request) -> stoa_api:process(Call, Request);
process(_, _) -> {404, [], <<>>}.

%% A message: both archives, carbons, policy and one row. `Nick` is for rooms that the person is not in.
%% Gives the id of the row.
send(_, Xml, _) when byte_size(Xml) > ?MAX_STANZA_BYTES ->
    throw({refused, <<"policy-violation">>, <<"The message is larger than a client's may be">>});
send(FromText, Xml, Nick) ->
    Message = message(Xml),
    true = Message#message.type =/= error,
    From = person(FromText),
    Addressed = Message#message{from = From, to = addressee(Message, From)},
    Route = route(Addressed, Nick),
    {Admitted, _} = admitted(Addressed, From),
    integer_to_binary(Route(Admitted)).

%% How a message is sent once it is admitted.
route(#message{type = groupchat} = Message, Nick) ->
    Room = room(Message),
    fun(Admitted) -> posted(Room, Admitted, Nick) end;
route(_, _) ->
    fun(#message{meta = #{stoa_id := Id}} = Recorded) -> ejabberd_router:route(Recorded), Id end.

%% A message without an address is one to oneself.
addressee(#message{to = undefined}, From) -> From;
addressee(#message{to = To}, _) -> To.

%% What the person's client would have been answered with is thrown.
admitted(Stanza, #jid{lserver = Host} = From) ->
    State = #{jid => From, lserver => Host, stoa_api => true},
    case ejabberd_hooks:run_fold(user_send_packet, Host, {Stanza, State}, []) of
        {drop, #{stoa_refusal := Error}} -> refuse(Error);
        {_, _} = Admitted -> Admitted
    end.

refuse(#stanza_error{reason = Reason, text = Text}) ->
    throw({refused, atom_to_binary(Reason), xmpp:get_text(Text)}).

refuse(Reason, Text) -> throw({refused, Reason, Text}).

%% ---- rooms --------------------------------------------------------------------------------------

%% The room's own process takes the message, as it takes one of an occupant. Its members need not be in
%% it: for this one message they count as subscribed, to nothing.
posted(Room, Message, Nick) ->
    Ref = make_ref(),
    Asked = xmpp:put_meta(Message, stoa_posted, {self(), Ref}),
    sys:replace_state(Room, fun(Misc) -> take(Asked, Nick, Misc) end, ?ROOM_MS),
    receive
        {Ref, {ok, Id}} -> Id;
        {Ref, {refused, Error}} -> refuse(Error)
    after 0 -> refuse(<<"forbidden">>, <<"The room did not take the message">>)
    end.

room(#message{subject = [_ | _]}) ->
    refuse(<<"forbidden">>, <<"A subject is set by those who are in the room">>);
room(#message{to = #jid{lresource = Resource}}) when Resource =/= <<>> ->
    refuse(<<"bad-request">>, <<"A message to a room is for all of it">>);
room(#message{from = #jid{lserver = Host}, to = #jid{luser = Room, lserver = Service}}) ->
    lists:member(Service, gen_mod:get_module_opt_hosts(Host, mod_muc)) orelse no_room(),
    case stoa_department:process(Host, Service, Room) of
        {Pid, _} -> Pid;
        none -> no_room()
    end.

no_room() -> refuse(<<"item-not-found">>, <<"There is no such room">>).

%% In the room's process, whose state is one of the things its loop keeps.
take(#message{meta = #{stoa_posted := To}} = Message, Nick, Misc) ->
    {Before, [#state{} = State | After]} = lists:splitwith(fun(Kept) -> not is_record(Kept, state) end, Misc),
    try Before ++ [taken(Message, Nick, State) | After]
    catch throw:{refused, Error} -> stoa_rooms:tell(To, {refused, Error}), Misc
    end.

taken(#message{from = Person} = Message, Wished, #state{muc_subscribers = Known} = State) ->
    Nick = nick(Person, Wished, State),
    Speaker = #muc_subscribers{subscribers = #{jid:tolower(Person) => #subscriber{jid = Person, nick = Nick}}},
    {next_state, normal_state, Next} =
        mod_muc_room:normal_state({route, <<>>, Message}, State#state{muc_subscribers = Speaker}),
    Next#state{muc_subscribers = Known}.

%% The nick that the person has there, or the one wished for unless it is another's.
nick(Person, Wished, #state{users = Users, nicks = Nicks} = State) ->
    Own = [User || #user{jid = Jid} = User <- maps:values(Users), same(Jid, Person)],
    may_speak(Person, Own, State) orelse
        throw({refused, xmpp:err_forbidden(<<"Only members of the room, and those who are in it, write there">>, <<"en">>)}),
    case Own of
        [#user{nick = Nick} | _] -> Nick;
        [] when Wished =:= <<>>; is_map_key(Wished, Nicks) -> jid:encode(Person);
        [] -> Wished
    end.

may_speak(Person, Own, State) ->
    lists:member(mod_muc_room:get_affiliation(Person, State), [member, admin, owner])
        orelse lists:any(fun(#user{role = Role}) -> Role =:= participant orelse Role =:= moderator end, Own).

same(#jid{luser = User, lserver = Host}, #jid{luser = User, lserver = Host}) -> true;
same(_, _) -> false.

%% ---- what was read --------------------------------------------------------------------------------

%% Publishes how far the person has read a conversation (XEP-0490), as one of their clients would;
%% `By` is whose archive gave the id.
displayed(FromText, Conversation, By, StanzaId) ->
    From = jid:replace_resource(person(FromText), ?RESOURCE),
    Given = #xmlel{name = <<"stanza-id">>, attrs = [{<<"xmlns">>, <<"urn:xmpp:sid:0">>}, {<<"by">>, By}, {<<"id">>, StanzaId}]},
    Payload = #xmlel{name = <<"displayed">>, attrs = [{<<"xmlns">>, ?NS_DISPLAYED}], children = [Given]},
    Item = #ps_item{id = jid:encode(jid:decode(Conversation)), sub_els = [Payload]},
    Publish = #pubsub{publish = #ps_publish{node = ?NS_DISPLAYED, items = [Item]}},
    IQ = #iq{type = set, id = p1_rand:get_string(), from = From, to = jid:remove_resource(From), sub_els = [Publish]},
    {Admitted, _} = admitted(IQ, From),
    case mod_pubsub:iq_sm(xmpp:decode_els(Admitted)) of
        #iq{type = result} -> ok;
        #iq{type = error} = Answer -> refuse(xmpp:get_error(Answer))
    end.

person(Text) ->
    #jid{luser = User} = Person = jid:remove_resource(jid:decode(Text)),
    true = User =/= <<>>,
    Person.

%% A message as it was written; extensions stay as they are, whatever their form.
message(Xml) ->
    #xmlel{} = El = fxml_stream:parse_element(Xml),
    message_of(El).

%% Likewise several, for which one parser takes less time than one each.
messages(Xmls) ->
    #xmlel{children = Els} = fxml_stream:parse_element(iolist_to_binary(["<all>", Xmls, "</all>"])),
    [message_of(El) || El <- Els].

message_of(El) ->
    #message{} = xmpp:decode(El, ?NS_CLIENT, [ignore_els]).
