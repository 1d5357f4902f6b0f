%%% What all clients of a person agree on: items of some nodes of the own account (XEP-0163). Whoever changes
%%% them is recorded.
-module(stoa_items).

-export([change/1, shares/1]).

-include_lib("p1_xmpp/include/xmpp.hrl").

%% What has been read (XEP-0490), bookmarks (XEP-0402, with settings of notification, XEP-0492), conversations that
%% are pinned, archived or to come back to, threads that are followed (schemas/xmpp/extensions).
-define(NODES, [<<"urn:xmpp:mds:displayed:0">>, <<"urn:xmpp:bookmarks:1">>, ?NS_STORAGE_BOOKMARKS,
                <<"urn:stoa:pinned:1">>, <<"urn:stoa:archived:1">>, <<"urn:stoa:unread:1">>,
                <<"urn:stoa:threads:1">>]).

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

%% Whether a request would make a node (XEP-0060) a room without a record: filled by others than its owner, or read
%% by somebody who did not ask for it.
-spec shares(iq()) -> boolean().
shares(#iq{type = set, from = From, to = To} = IQ) ->
    Own = To =:= undefined orelse To#jid.luser =:= From#jid.luser andalso To#jid.lserver =:= From#jid.lserver,
    lists:any(fun(#xmlel{name = <<"pubsub">>, children = Asked}) ->
                      lists:any(fun(El) -> shares(Own, El) end, Asked);
                 (_) -> false
              end, stoa_stanza:children(IQ));
shares(_) ->
    false.

shares(true, #xmlel{name = Name}) -> Name =:= <<"subscriptions">>;    % of others (8.8.2)
shares(false, #xmlel{name = Name}) -> not lists:member(Name, [<<"subscribe">>, <<"unsubscribe">>, <<"options">>]);
shares(_, _) -> false.

is_in(Namespace, #xmlel{} = El) -> fxml:get_tag_attr_s(<<"xmlns">>, El) =:= Namespace;
is_in(_, _) -> false.
