%%% What all clients of a person agree on: items of some nodes of the own account (XEP-0163). Whoever changes
%%% them is recorded.
-module(stoa_items).

-export([change/1]).

-include_lib("p1_xmpp/include/xmpp.hrl").

%% What has been read (XEP-0490), bookmarks (XEP-0402, with settings of notification, XEP-0492), pinned and
%% archived conversations (schemas/xmpp/extensions).
-define(NODES, [<<"urn:xmpp:mds:displayed:0">>, <<"urn:xmpp:bookmarks:1">>, ?NS_STORAGE_BOOKMARKS,
                <<"urn:stoa:pinned:1">>, <<"urn:stoa:archived:1">>]).

%% What a request does to such items, of which bookmarks have older forms too (XEP-0048).
-spec change(iq()) -> none | publish | retract.
change(#iq{type = set, from = #jid{luser = User, lserver = Host}, to = To} = IQ)
  when To =:= undefined; To#jid.luser =:= User, To#jid.lserver =:= Host, To#jid.lresource =:= <<>> ->
    case lists:flatmap(fun items/1, stoa_stanza:children(IQ)) of
        [Change | _] -> Change;
        [] -> none
    end;
change(_) ->
    none.

items(#xmlel{name = <<"pubsub">>, children = Children}) ->
    [Change || #xmlel{name = Name} = El <- Children, Change <- [item_change(Name)],
               lists:member(fxml:get_tag_attr_s(<<"node">>, El), ?NODES), Change =/= none];
items(#xmlel{name = <<"query">>} = El) ->
    [publish || is_in(?NS_PRIVATE, El),
                lists:any(fun(Child) -> is_in(?NS_STORAGE_BOOKMARKS, Child) end, El#xmlel.children)];
items(_) -> [].

item_change(<<"publish">>) -> publish;
item_change(<<"retract">>) -> retract;
item_change(<<"purge">>) -> retract;                         % all of them (XEP-0060 8.5)
item_change(<<"delete">>) -> retract;                        % with their node (8.4)
item_change(_) -> none.

is_in(Namespace, #xmlel{} = El) -> fxml:get_tag_attr_s(<<"xmlns">>, El) =:= Namespace;
is_in(_, _) -> false.
