%%% Contact lists: the groups of mod_shared_roster, several in one call, and what clients are told of it.
%%% Everybody online hears how their own list differs, whichever group it is from.
-module(stoa_contacts).

-export([groups/2, renamed/2]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("mod_roster.hrl").

%% Of mod_shared_roster. WORKAROUND: its commands read all groups for each member they add, write one
%% row each, and take whoever leaves one group out of lists to which another group entitles them.
-define(GROUPS_OF_USER, shared_roster_user_groups_cache).
-define(USERS_OF_GROUP, shared_roster_group_explicit_cache).

%% Each group as it shall be; `displayed` are the groups whose members its members see, and the other
%% way round. A group without members is no more.
groups(Host, Groups) ->
    Wanted = [G#{members := [{User, Host} || User <- Members]} || #{members := Members} = G <- Groups],
    told(Host, lists:usort(lists:flatmap(fun(G) -> concerned(Host, G) end, Wanted)),
         fun() -> lists:foreach(fun(G) -> change(Host, G) end, Wanted) end).

%% A change of the person's name, made by `Change`.
renamed(#jid{luser = User, lserver = Host}, Change) ->
    Shown = [{G, displayed(Host, G)} || G <- (backend(Host)):get_user_groups({User, Host}, Host)],
    Viewers = lists:flatmap(fun({G, Displayed}) -> members(Host, [G | Displayed]) end, Shown),
    told(Host, lists:usort(Viewers), Change).

concerned(Host, #{group := Group, displayed := Displayed, members := Members}) ->
    Members ++ members(Host, [Group | Displayed ++ displayed(Host, Group)]).

members(Host, Groups) -> lists:flatmap(fun(G) -> mod_shared_roster:get_group_explicit_users(Host, G) end, Groups).

displayed(Host, Group) ->
    case mod_shared_roster:get_group_opts(Host, Group) of
        error -> [];
        Options -> proplists:get_value(displayed_groups, Options, [])
    end.

change(Host, #{group := Group, members := []} = Wanted) ->
    enrol(Host, Wanted),
    {atomic, _} = mod_shared_roster:delete_group(Host, Group);
change(Host, #{group := Group, label := Label, displayed := Displayed} = Wanted) ->
    Options = [{label, Label}, {displayed_groups, Displayed}, {description, <<>>}],
    mod_shared_roster:get_group_opts(Host, Group) =:= Options
        orelse ({atomic, _} = mod_shared_roster:create_group(Host, Group, Options)),
    enrol(Host, Wanted).

enrol(Host, #{group := Group, members := Members}) ->
    Known = (backend(Host)):get_group_explicit_users(Host, Group),
    {New, Gone} = {Members -- Known, Known -- Members},
    {atomic, ok} = ejabberd_sql:sql_transaction(Host, fun() -> write(Host, Group, New, Gone) end),
    Nodes = ejabberd_cluster:get_nodes(),
    [ets_cache:delete(?GROUPS_OF_USER, {Host, US}, Nodes) || US <- New ++ Gone],
    ets_cache:delete(?USERS_OF_GROUP, {Host, Group}, Nodes).

write(Host, Group, New, Gone) ->
    Backend = backend(Host),
    lists:foreach(fun(US) -> Backend:add_user_to_group(Host, US, Group) end, New),
    lists:foreach(fun(US) -> Backend:remove_user_from_group(Host, US, Group) end, Gone).

backend(Host) -> gen_mod:db_mod(Host, mod_shared_roster).

%% Runs `Change` and pushes (RFC 6121 2.1.6) to those of the viewers who are online what it changed.
told(Host, Viewers, Change) ->
    Online = [US || {User, Server} = US <- Viewers, ejabberd_sm:get_user_resources(User, Server) =/= []],
    Before = [{US, contacts(Host, US)} || US <- Online],
    Change(),
    lists:foreach(fun({US, Known}) -> push(US, Known, contacts(Host, US)) end, Before).

contacts(Host, US) ->
    #{jid:tolower(Jid) => Item#roster_item{groups = lists:sort(Groups)}
      || #roster_item{jid = Jid, groups = Groups} = Item <- ejabberd_hooks:run_fold(roster_get, Host, [], [US])}.

push({User, Server}, Known, Wanted) ->
    Viewer = jid:make(User, Server),
    maps:foreach(fun(Jid, Item) -> push_item(Viewer, maps:get(Jid, Known, absent(Item)), Item) end, Wanted),
    maps:foreach(fun(_, Item) -> push_item(Viewer, Item, removed(Item)) end, maps:without(maps:keys(Wanted), Known)).

push_item(_, Same, Same) -> ok;
push_item(Viewer, Known, Wanted) -> mod_roster:push_item(Viewer, Known, Wanted).

absent(Item) -> Item#roster_item{subscription = none, groups = []}.
removed(Item) -> Item#roster_item{subscription = remove}.
