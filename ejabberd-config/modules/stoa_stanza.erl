%%% What a stanza is to the record: pure functions, no database, no routing.
-module(stoa_stanza).

-export([too_deep/1, recorded/2, reference/1, server_made/2, may_pass/1, without_text/1,
         describe/1, xml/1, ids/1, storable/1]).

-include_lib("p1_xmpp/include/xmpp.hrl").

-define(MAX_DEPTH, 100).
-define(NS_CORRECT, <<"urn:xmpp:message-correct:0">>).
-define(NS_JINGLE_1, <<"urn:xmpp:jingle:1">>).
-define(NS_PUBSUB_EVENTS, <<"http://jabber.org/protocol/pubsub#event">>).

%% IQ payloads that may travel from one person's client to another's: none carries free text that a
%% client shows as a message. Anything else has to be a message, and is recorded then.
-define(PERSON_TO_PERSON,
        [<<"http://jabber.org/protocol/disco#info">>,
         <<"http://jabber.org/protocol/disco#items">>,
         <<"urn:xmpp:ping">>,
         <<"urn:xmpp:time">>,
         <<"jabber:iq:version">>,
         <<"jabber:iq:last">>,
         <<"vcard-temp">>,
         ?NS_JINGLE_1]).
-define(RECORDED_JINGLE, [<<"session-initiate">>, <<"session-accept">>, <<"session-terminate">>]).

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

%% Whether a stanza of this kind belongs into the feed. Bare chat states do not, and only them:
%% an unknown element may carry text.
-spec recorded(stanza(), fun((binary()) -> boolean())) -> boolean().
recorded(#message{type = groupchat, to = #jid{lserver = Domain}} = Message, IsRoomDomain) ->
    not IsRoomDomain(Domain) andalso not only_chat_state(Message);
recorded(#message{} = Message, _) ->
    not only_chat_state(Message);
recorded(#iq{type = set} = IQ, _) ->
    lists:any(fun recorded_jingle/1, children(IQ));
recorded(_, _) ->
    false.

recorded_jingle(#xmlel{name = <<"jingle">>} = El) ->
    namespace(El) =:= ?NS_JINGLE_1 andalso
        lists:member(fxml:get_tag_attr_s(<<"action">>, El), ?RECORDED_JINGLE);
recorded_jingle(_) ->
    false.

only_chat_state(#message{body = [], subject = [], thread = undefined, type = Type} = Message) ->
    Els = children(Message),
    Els =/= [] andalso lists:all(fun(El) -> empty_state(El, Type) end, Els);
only_chat_state(_) ->
    false.

empty_state(#xmlel{attrs = [{<<"xmlns">>, Namespace}], children = []}, _)
  when Namespace =:= ?NS_CHATSTATES; Namespace =:= ?NS_HINTS -> true;
empty_state(#xmlel{name = <<"occupant-id">>, children = []}, groupchat) -> true; % set by the room
empty_state({xmlcdata, _}, _) -> true;
empty_state(_, _) -> false.

%% The message that this one retracts (XEP-0424), corrects (XEP-0308) or, made by a room for a
%% moderator (XEP-0425), retracts whoever wrote it. Clients cannot set meta data.
-spec reference(stanza()) -> none | ambiguous | {How :: binary(), Id :: binary()}.
reference(#message{to = undefined, meta = #{mam_ignore := true}} = Message) ->
    case xmpp:get_subtag(Message, #message_retract{}) of
        #message_retract{id = Id} -> {<<"moderate">>, Id};
        false -> none
    end;
reference(#message{} = Message) ->
    case lists:flatmap(fun refers/1, children(Message)) of
        [] -> none;
        [Reference] -> Reference;
        _ -> ambiguous
    end;
reference(_) ->
    none.

refers(#xmlel{} = El) ->
    case {El#xmlel.name, namespace(El), fxml:get_tag_attr_s(<<"id">>, El)} of
        {<<"retract">>, ?NS_MESSAGE_RETRACT, Id} -> [{<<"retract">>, Id}];
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
server_made(#message{from = From, to = To, type = Type} = Message, IsRoomDomain) ->
    IsRoomDomain(From#jid.lserver)
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
may_pass(#iq{} = IQ) ->
    lists:all(fun(#xmlel{} = El) -> lists:member(namespace(El), ?PERSON_TO_PERSON);
                 ({xmlcdata, _}) -> true
              end, children(IQ)).

%% An error between clients keeps its condition and loses text and payload.
-spec without_text(iq()) -> iq().
without_text(#iq{type = error} = IQ) ->
    case xmpp:get_error(IQ) of
        #stanza_error{} = Error -> xmpp:set_els(IQ, [Error#stanza_error{text = [], sub_els = []}]);
        undefined -> xmpp:set_els(IQ, [xmpp:err_undefined_condition()])
    end;
without_text(IQ) ->
    IQ.

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

-spec xml(stanza()) -> binary().
xml(Stanza) -> fxml:element_to_binary(xmpp:encode(Stanza, ?NS_CLIENT)).

%% The extension elements. Most are as they came in; those that ejabberd has looked at are records.
children(Stanza) ->
    [case El of
         #xmlel{} -> El;
         {xmlcdata, _} -> El;
         _ -> xmpp:encode(El, ?NS_CLIENT)
     end || El <- xmpp:get_els(Stanza)].
