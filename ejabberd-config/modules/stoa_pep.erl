%%% The directory as publisher of a person's items (XEP-0163). A node costs ejabberd fifty statements, one for
%%% each of its options; for somebody who is not online, so that nobody is to be told, it is the copy of
%%% a node that ejabberd has made: one statement.
-module(stoa_pep).

-export([put/4, publish/5, remove/3, items/2, is_own/2]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("pubsub.hrl").
-include("ejabberd_sql_pt.hrl").

%% The resource that publishes for the directory; any other is the person's own client.
-define(DIRECTORY, <<"directory">>).
%% Owns the nodes that are copied; no person's name begins like this.
-define(PATTERN, <<"-directory">>).

-type items() :: [{Id :: binary(), xmlel()}].

%% `Options` are the node's, should it be made here; `force_node_config` has the last word.
-spec put(jid(), binary(), proplists:proplist(), items()) -> copied | published.
put(Person, Node, Options, Items) ->
    case copied(Person, Node, Options, Items) of
        true -> copied;
        false -> [publish(Person, Node, Id, Payload, Options) || {Id, Payload} <- Items], published
    end.

publish(#jid{lserver = Host} = Person, Node, Id, Payload, Options) ->
    done(mod_pubsub:publish_item(jid:tolower(Person), Host, Node, publisher(Person), Id, [Payload], Options, all)).

remove(Person, Node, Id) ->
    case mod_pubsub:delete_item(jid:tolower(Person), Node, publisher(Person), Id, true) of
        {error, #stanza_error{reason = 'item-not-found'}} -> ok;
        Answer -> done(Answer)
    end.

-spec items(jid(), binary()) -> [#pubsub_item{}].
items(Person, Node) ->
    case mod_pubsub:get_items(jid:tolower(Person), Node) of
        Items when is_list(Items) -> Items;
        {error, #stanza_error{reason = 'item-not-found'}} -> []
    end.

%% Whether a client of the person published it, and after that moment (ms since 1970).
is_own(#pubsub_item{modification = {{Mega, Second, Micro}, {_, _, Resource}}}, After) ->
    Resource =/= ?DIRECTORY andalso (Mega * 1000000 + Second) * 1000 + Micro div 1000 > After.

publisher(Person) -> jid:replace_resource(Person, ?DIRECTORY).

done({result, _}) -> ok;
done({error, #stanza_error{reason = Reason, text = Text}}) ->
    throw({refused, atom_to_binary(Reason), xmpp:get_text(Text)}).

%% Whoever came online meanwhile is told as usual.
copied(#jid{luser = User, lserver = Host} = Person, Node, Options, Items) ->
    offline(User, Host) andalso begin
        pattern(Host, Node, Options),
        {atomic, Made} = ejabberd_sql:sql_transaction(Host, fun() -> copy(Person, Node, Items) end),
        Made
    end andalso offline(User, Host).

offline(User, Host) -> ejabberd_sm:get_user_resources(User, Host) =:= [].

copy(#jid{lserver = Host} = Person, Node, Items) ->
    case new_node(jid:encode(jid:make(?PATTERN, Host)), jid:encode(Person), Node) of
        {selected, [{Number}]} -> lists:foreach(fun(Item) -> set_item(Person, Number, Item) end, Items), true;
        {selected, []} -> false                              % the person has it
    end.

new_node(Pattern, Owner, Node) ->
    ejabberd_sql:sql_query_t(
      ?SQL("with pattern as (select nodeid, parent, plugin from pubsub_node"
           "  where host=%(Pattern)s and node=%(Node)s),"
           " made as (insert into pubsub_node (host, node, parent, plugin)"
           "  select %(Owner)s, %(Node)s, parent, plugin from pattern on conflict do nothing returning nodeid),"
           " options as (insert into pubsub_node_option (nodeid, name, val)"
           "  select m.nodeid, o.name, o.val from made m, pattern p, pubsub_node_option o"
           "  where o.nodeid = p.nodeid),"
           " states as (insert into pubsub_state (nodeid, jid, affiliation, subscriptions)"
           "  select m.nodeid, %(Owner)s, s.affiliation, s.subscriptions from made m, pattern p, pubsub_state s"
           "  where s.nodeid = p.nodeid)"
           " select @(nodeid)d from made")).

set_item(Person, Number, {Id, Payload}) ->
    Now = erlang:timestamp(),
    node_flat_sql:set_item(#pubsub_item{itemid = {Id, Number}, creation = {Now, jid:tolower(Person)},
                                        modification = {Now, jid:tolower(publisher(Person))},
                                        payload = [Payload]}).

%% Made anew by each run of the server, whose options may have changed.
pattern(Host, Node, Options) ->
    Known = {?MODULE, Host, Node},
    Make = fun() -> persistent_term:get(Known, false) orelse make_pattern(Known, Options) end,
    persistent_term:get(Known, false) orelse global:trans({Known, self()}, Make, [node()]).

make_pattern({_, Host, Node} = Known, Options) ->
    Pattern = jid:make(?PATTERN, Host),
    Owner = jid:tolower(Pattern),
    mod_pubsub:delete_node(Owner, Node, Pattern),
    done(mod_pubsub:create_node(Owner, Host, Node, Pattern, <<"pep">>, all, Options)),
    persistent_term:put(Known, true).
