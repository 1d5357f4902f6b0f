%%% What a stanza is to the record: pure functions, no database, no routing.
-module(stoa_stanza).

-export([too_deep/1, unbound/1, recorded/2, reference/1, server_made/2, may_pass/1, push_to_person/1, renames/1, reserves_nick/2,
         without_text/1, wordless/2, plainly_addressed/1, describe/1, children/1, xml/1, ids/1, long_ids/1, storable/1]).

-include_lib("p1_xmpp/include/xmpp.hrl").

-define(MAX_DEPTH, 100).
-define(MAX_ID_BYTES, 1023).         % an index entry of the archives holds 2,704 bytes
-define(MAX_STATE_ID_BYTES, 64).
-define(NS_CORRECT, <<"urn:xmpp:message-correct:0">>).
-define(NS_JINGLE_1, <<"urn:xmpp:jingle:1">>).
-define(NS_PUBSUB_EVENTS, <<"http://jabber.org/protocol/pubsub#event">>).
-define(NS_DELEGATIONS, <<"urn:xmpp:delegation:1">>).

%% Nodes of the own account (XEP-0163) that name a person.
-define(NAME_NODES, [<<"http://jabber.org/protocol/nick">>, <<"urn:xmpp:vcard4">>]).

%% IQ payloads that may travel from one person's client to another's: none carries free text that a
%% client shows as a message. Anything else but a step of a call has to be a message, and is recorded then.
-define(PERSON_TO_PERSON,
        [<<"http://jabber.org/protocol/disco#info">>,
         <<"http://jabber.org/protocol/disco#items">>,
         <<"urn:xmpp:ping">>,
         <<"urn:xmpp:time">>,
         <<"jabber:iq:version">>,
         <<"jabber:iq:last">>, <<"vcard-temp">>]).

%% What presence for one person may carry: what a client can do, which picture it has and since when it is idle.
-define(PRESENCE, [<<"http://jabber.org/protocol/caps">>, <<"vcard-temp:x:update">>, <<"urn:xmpp:idle:1">>]).

%% Peers written in languages with a small stack lose their stream over a deep stanza, and a very
%% deep one ends an Erlang scheduler whose stack was not raised (see README.md).
-spec too_deep(stanza()) -> boolean().
too_deep(Stanza) ->
    lists:any(fun(El) -> deeper_than(?MAX_DEPTH, El) end, xmpp:get_els(Stanza)).

deeper_than(0, _) -> true;
deeper_than(Left, #xmlel{children = Children}) ->
    lists:any(fun(El) -> deeper_than(Left - 1, El) end, Children);
deeper_than(_, {xmlcdata, _}) -> false;
deeper_than(Left, Decoded) -> deeper_than(Left, xmpp:encode(Decoded)).

%% Whether an element or attribute has a prefix that nothing inside the stanza declares. The server drops
%% what the stanza itself or its stream declares and passes on the rest, which ends the stream of every
%% recipient that reads namespaces, people's and our components' alike.
-spec unbound(stanza()) -> boolean().
unbound(Stanza) ->
    lists:any(fun(El) -> unbound([<<"xml">>, <<"xmlns">>], El) end, xmpp:get_els(Stanza)).

unbound(Known, #xmlel{name = Name, attrs = Attrs, children = Children}) ->
    Declared = [Prefix || {<<"xmlns:", Prefix/binary>>, _} <- Attrs] ++ Known,
    lists:any(fun(Used) -> not bound(Used, Declared) end, [Name | [Key || {Key, _} <- Attrs]])
        orelse lists:any(fun(El) -> unbound(Declared, El) end, Children);
unbound(_, {xmlcdata, _}) -> false;
unbound(Known, Decoded) -> unbound(Known, xmpp:encode(Decoded)).

bound(Name, Declared) ->
    case binary:split(Name, <<":">>) of
        [_] -> true;
        [Prefix, _] -> lists:member(Prefix, Declared)
    end.

%% Whether a stanza of this kind belongs into the feed. Bare chat states do not, and only them:
%% an unknown element may carry text.
-spec recorded(stanza(), fun((binary()) -> boolean())) -> boolean().
recorded(#message{type = groupchat, to = #jid{lserver = Domain}} = Message, IsRoomDomain) ->
    not IsRoomDomain(Domain) andalso not only_chat_state(Message);
recorded(#message{} = Message, _) ->
    not only_chat_state(Message);
recorded(#iq{type = set} = IQ, _) ->
    lists:any(fun recorded_jingle/1, children(IQ)) orelse stoa_items:change(IQ) =/= none;
recorded(_, _) ->
    false.

recorded_jingle(#xmlel{} = El) ->
    namespace(El) =:= ?NS_JINGLE_1 andalso not only_addresses(El);
recorded_jingle(_) ->
    false.

%% Network addresses of a call are attributes.
only_addresses(#xmlel{name = <<"jingle">>} = El) ->
    fxml:get_tag_attr_s(<<"action">>, El) =:= <<"transport-info">> andalso textless(El);
only_addresses(_) ->
    false.

textless(#xmlel{children = Children}) -> lists:all(fun textless/1, Children);
textless({xmlcdata, Text}) -> string:trim(Text) =:= <<>>.

only_chat_state(#message{id = Id, body = [], subject = [], thread = undefined, type = Type} = Message)
  when byte_size(Id) =< ?MAX_STATE_ID_BYTES ->
    Els = children(Message),
    Els =/= [] andalso lists:all(fun(El) -> empty_state(El, Type) end, Els);
only_chat_state(_) ->
    false.

empty_state(#xmlel{name = Name, attrs = [{<<"xmlns">>, ?NS_CHATSTATES}], children = []}, _) ->
    lists:member(Name, [<<"active">>, <<"composing">>, <<"paused">>, <<"inactive">>, <<"gone">>]);
empty_state(#xmlel{name = Name, attrs = [{<<"xmlns">>, ?NS_HINTS}], children = []}, _) ->
    lists:member(Name, [<<"store">>, <<"no-store">>, <<"no-permanent-store">>, <<"no-copy">>]);
empty_state(#xmlel{name = <<"occupant-id">>, children = []} = El, groupchat) ->   % set by the room
    namespace(El) =:= <<"urn:xmpp:occupant-id:0">>;
empty_state({xmlcdata, _}, _) -> true;
empty_state(_, _) -> false.

%% The message that this one retracts (XEP-0424) or corrects (XEP-0308), or whose removal a moderator
%% asks a room for (XEP-0425).
-spec reference(stanza()) -> none | ambiguous | {How :: binary(), Id :: binary()}.
reference(#message{} = Message) ->
    case lists:flatmap(fun refers/1, children(Message)) of
        [] -> none;
        [Reference] -> Reference;
        _ -> ambiguous
    end;
reference(#iq{sub_els = [#message_moderate{id = Id}]}) ->
    {<<"moderate">>, Id};
reference(#iq{sub_els = [#fasten_apply_to{id = Id, sub_els = [_]} = ApplyTo]}) ->
    case xmpp:get_subtag(ApplyTo, #message_moderate_21{}) of
        #message_moderate_21{} -> {<<"moderate">>, Id};
        false -> none
    end;
reference(_) ->
    none.

%% Also as the extensions were before: old clients obey those.
refers(#xmlel{} = El) ->
    case {El#xmlel.name, namespace(El), fxml:get_tag_attr_s(<<"id">>, El)} of
        {<<"retract">>, ?NS_MESSAGE_RETRACT, Id} -> [{<<"retract">>, Id}];
        {<<"retract">>, <<"urn:xmpp:message-retract:0">>, Id} -> [{<<"retract">>, Id}];
        {<<"apply-to">>, <<"urn:xmpp:fasten:0">>, Id} -> [{<<"retract">>, Id}];
        {<<"replace">>, ?NS_CORRECT, Id} -> [{<<"replace">>, Id}];
        _ -> []
    end;
refers(_) ->
    [].

%% fast_xml has resolved prefixes: each element names its own namespace.
namespace(El) -> fxml:get_tag_attr_s(<<"xmlns">>, El).

%% Messages that the server makes out of recorded ones, or that carry nothing a person wrote.
-spec server_made(message(), fun((binary()) -> boolean())) -> boolean().
server_made(#message{type = error}, _) -> true;
server_made(#message{meta = #{carbon_copy := true}}, _) -> true;
server_made(#message{meta = #{from_offline := true}}, _) -> true;
server_made(#message{meta = #{stoa_answer := true}}, _) -> true;
server_made(#message{from = From, to = To, type = Type} = Message, IsRoomDomain) ->
    IsRoomDomain(From#jid.lserver)
        orelse (From#jid.luser =:= <<>> andalso has_child(?NS_DELEGATIONS, Message))  % the archive is told of its own
        orelse (Type =:= headline andalso has_child(?NS_PUBSUB_EVENTS, Message))
        orelse (jid:remove_resource(From) =:= jid:remove_resource(To) andalso
                lists:keymember(mam_result, 1, xmpp:get_els(Message))).

has_child(Namespace, Stanza) ->
    lists:any(fun(#xmlel{} = El) -> namespace(El) =:= Namespace;
                 (_) -> false
              end, children(Stanza)).

%% Whether this IQ may go from one person's client to another's.
-spec may_pass(iq()) -> boolean().
may_pass(#iq{type = error}) -> true; % see without_text/1
may_pass(#iq{type = Type} = IQ) ->
    lists:all(fun(#xmlel{} = El) ->
                      namespace(El) =:= ?NS_JINGLE_1 andalso Type =:= set orelse
                          (lists:member(namespace(El), ?PERSON_TO_PERSON) andalso
                           (Type =:= result orelse Type =:= get andalso El#xmlel.children =:= []));
                 ({xmlcdata, _}) -> true
              end, children(IQ)).

%% Push notifications (XEP-0357) go to services: the server would carry text to a person.
-spec push_to_person(stanza()) -> boolean().
push_to_person(#iq{type = set} = IQ) ->
    lists:any(fun(#xmlel{name = <<"enable">>} = El) ->
                      namespace(El) =:= <<"urn:xmpp:push:0">> andalso has_localpart(El);
                 (_) -> false
              end, children(IQ));
push_to_person(_) ->
    false.

%% Whether a person's client would set what others see as the person's name: the own vCard (XEP-0054,
%% 0292) or nickname (XEP-0172). A vCard for a room goes to the room.
-spec renames(iq()) -> boolean().
renames(#iq{type = set, from = #jid{luser = User, lserver = Host}, to = To} = IQ) ->
    (To =:= undefined orelse {To#jid.luser, To#jid.lserver} =:= {User, Host}) andalso
        lists:any(fun is_name/1, children(IQ));
renames(_) ->
    false.

is_name(#xmlel{name = <<"vCard">>}) -> true;
is_name(#xmlel{name = <<"pubsub">>, children = Children}) ->
    lists:any(fun(#xmlel{name = <<"publish">>} = El) ->
                      lists:member(fxml:get_tag_attr_s(<<"node">>, El), ?NAME_NODES);
                 (_) -> false
              end, Children);
is_name(_) -> false.

%% Whether this IQ would register a nickname with the service of rooms (XEP-0045), or give it up.
-spec reserves_nick(iq(), fun((binary()) -> boolean())) -> boolean().
reserves_nick(#iq{type = set, to = #jid{lserver = Domain}} = IQ, IsRoomDomain) ->
    IsRoomDomain(Domain) andalso lists:any(fun(#xmlel{} = El) -> namespace(El) =:= ?NS_REGISTER;
                                              (_) -> false
                                           end, children(IQ));
reserves_nick(_, _) ->
    false.

has_localpart(El) ->
    try jid:decode(fxml:get_tag_attr_s(<<"jid">>, El)) of
        #jid{luser = User} -> User =/= <<>>
    catch _:_ -> true
    end.

%% An error between clients keeps its condition and loses text and payload.
-spec without_text(iq()) -> iq().
without_text(#iq{type = error} = IQ) ->
    case xmpp:get_error(IQ) of
        #stanza_error{type = Type, reason = Reason} when is_atom(Reason) ->
            xmpp:set_els(IQ, [#stanza_error{type = Type, reason = Reason}]);
        _ -> xmpp:set_els(IQ, [xmpp:err_undefined_condition()])
    end;
without_text(IQ) ->
    IQ.

%% Presence for one person, such as a request to see theirs, is no way to write to them: it is not recorded.
-spec wordless(presence(), fun((binary()) -> boolean())) -> presence().
wordless(#presence{from = #jid{luser = User, lserver = Domain}, to = #jid{luser = User, lserver = Domain}} = Presence, _) ->
    Presence;  % to everybody who may see it: the stream has put in the own address
wordless(#presence{to = #jid{luser = User, lserver = Domain}} = Presence, IsRoomDomain) when User =/= <<>> ->
    case IsRoomDomain(Domain) of
        true -> Presence;
        false -> xmpp:set_els(Presence#presence{status = []},
                              [El || #xmlel{} = El <- children(Presence), lists:member(namespace(El), ?PRESENCE)])
    end;
wordless(Presence, _) ->
    Presence.

%% A room hands an invitation or its refusal (XEP-0045 #invite-mediated) on to whom its address means: it is
%% written as addresses are compared (RFC 7622), so that rules do not miss it.
-spec plainly_addressed(message()) -> message().
plainly_addressed(#message{} = Message) ->
    case has_child(?NS_MUC_USER, Message) of
        true -> xmpp:set_els(Message, [plainly_invites(El) || El <- children(Message)]);
        false -> Message
    end.

plainly_invites(#xmlel{name = <<"x">>, children = Children} = El) ->
    El#xmlel{children = lists:map(fun plain_address/1, Children)};
plainly_invites(El) ->
    El.

plain_address(#xmlel{name = Name} = El) when Name =:= <<"invite">>; Name =:= <<"decline">> ->
    try jid:encode(jid:tolower(jid:decode(fxml:get_tag_attr_s(<<"to">>, El)))) of
        Plain -> fxml:replace_tag_attr(<<"to">>, Plain, El)
    catch _:_ -> El
    end;
plain_address(El) ->
    El.

%% What an archive has to hold (the same question mod_mam asks; it does not export its answer).
-spec storable(stanza()) -> boolean().
storable(Stanza) when not is_record(Stanza, message) -> false;
storable(#message{type = Type}) when Type =:= error; Type =:= groupchat -> false;
storable(#message{type = Type, body = Body, subject = Subject} = Message) ->
    Hint = fun(Name) -> xmpp:has_subtag(Message, #hint{type = Name}) end,
    Forbidden = lists:any(Hint, ['no-store', 'no-storage', 'no-permanent-store', 'no-permanent-storage']),
    Text = xmpp:get_text(Body) =/= <<>> orelse xmpp:get_text(Subject) =/= <<>>,
    Hint(store) orelse (not Forbidden andalso Type =/= headline andalso Text).

%% The columns of a feed row that the stanza itself gives.
-spec describe(stanza()) -> {Kind :: binary(), Type :: binary()}.
describe(#iq{} = IQ) ->
    case stoa_items:change(IQ) of
        none -> {<<"iq">>, atom_to_binary(IQ#iq.type)};
        Change -> {<<"item">>, atom_to_binary(Change)}
    end;
describe(Stanza) ->
    {atom_to_binary(element(1, Stanza)), atom_to_binary(xmpp:get_type(Stanza))}.

%% The id attribute, and the origin id (XEP-0359) where it is another one.
-spec ids(stanza()) -> {binary(), binary()}.
ids(#message{id = Id} = Message) ->
    case xmpp:get_subtag(Message, #origin_id{}) of
        #origin_id{id = Origin} when Origin =/= Id -> {Id, Origin};
        _ -> {Id, <<>>}
    end;
ids(#iq{id = Id}) ->
    {Id, <<>>}.

%% Whether an id is longer than the archives' indexes hold, so that they would lose the message.
-spec long_ids(stanza()) -> boolean().
long_ids(Stanza) ->
    {Id, Origin} = ids(Stanza),
    byte_size(Id) > ?MAX_ID_BYTES orelse byte_size(Origin) > ?MAX_ID_BYTES.

-spec xml(stanza()) -> binary().
xml(Stanza) -> fxml:element_to_binary(xmpp:encode(Stanza, ?NS_CLIENT)).

%% The extension elements, as XML. Most are as they came in; those that ejabberd has looked at are records.
children(Stanza) ->
    [case El of
         #xmlel{} -> El;
         {xmlcdata, _} -> El;
         _ -> xmpp:encode(El, ?NS_CLIENT)
     end || El <- xmpp:get_els(Stanza)].
