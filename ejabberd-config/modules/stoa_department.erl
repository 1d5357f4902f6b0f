%%% The room of a department: it has no owner, its options and members are the directory's alone.
%%% Whoever made a room of that name before loses it.
-module(stoa_department).

-export([room/4]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("mod_muc_room.hrl").

%% The same call makes the room, changes it and repairs it.
room(Room, Service, Title, Members) ->
    Host = ejabberd_router:host_of_route(Service),
    true = lists:member(Service, gen_mod:get_module_opt_hosts(Host, mod_muc)),
    true = Room =/= <<>> andalso Room =:= jid:nodeprep(Room),
    Wanted = #{jid:tolower(jid:make(Member, Host)) => member || Member <- Members},
    case mod_muc:unhibernate_room(Host, Service, Room) of
        {ok, Pid} -> set_members(Pid, Wanted);
        {error, notfound} -> create(Room, Service, Wanted)
    end,
    {ok, Open} = mod_muc:unhibernate_room(Host, Service, Room),
    configure(Open, Host, Title).

%% Closed from its first moment; the rest of its options follow.
create(Room, Service, Members) ->
    ok = mod_muc:create_room(Service, Room,
        [{persistent, true}, {members_only, true}, {public, false}, {mam, true},
         {affiliations, [{Jid, {member, <<>>}} || Jid <- maps:keys(Members)]}]).

%% Nobody keeps another affiliation, an owner from before least of all.
set_members(Pid, Wanted) ->
    {ok, #state{affiliations = Affiliations}} = mod_muc_room:get_state(Pid),
    Known = maps:map(fun(_, {Affiliation, _Reason}) -> Affiliation; (_, Affiliation) -> Affiliation end,
                     Affiliations),
    Gone = maps:map(fun(_, _) -> none end, maps:without(maps:keys(Wanted), Known)),
    New = maps:filter(fun(Jid, member) -> maps:get(Jid, Known, none) =/= member end, Wanted),
    maps:foreach(fun(Jid, Affiliation) -> set_affiliation(Pid, Jid, Affiliation) end, Gone),
    maps:foreach(fun(Jid, Affiliation) -> set_affiliation(Pid, Jid, Affiliation) end, New).

set_affiliation(Pid, Jid, Affiliation) ->
    {ok, _} = mod_muc_room:change_item(Pid, jid:make(Jid), affiliation, Affiliation, <<>>).

%% All options at once: nothing of an earlier owner's (password, picture, description) remains. Those
%% who are in and no members are put out by the room when it becomes members-only.
configure(Pid, Host, Title) ->
    {ok, Known} = mod_muc_room:get_config(Pid),
    Wanted = #config{title = Title, persistent = true, members_only = true, anonymous = false,
                     public = false, public_list = false, mam = true,
                     max_users = mod_muc_opt:max_users(Host),
                     vcard_xupdate = Known#config.vcard_xupdate},
    Wanted =:= Known orelse ({ok, _} = mod_muc_room:set_config(Pid, Wanted)),
    ok.
