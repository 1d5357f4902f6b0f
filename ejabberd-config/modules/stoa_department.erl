%%% The room of a department, a project or a role: its options and affiliations are the directory's alone.
%%% Its only owner is the domain of rooms: nobody is in that, and no client can make a domain an owner.
%%% That tells it from a room that somebody made.
-module(stoa_department).

-export([room/4, process/3, is_directorys/1, is_archived/1]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("mod_muc_room.hrl").

-define(ENDING_MS, 5).

%% The same call makes the room, changes it and repairs it. What is not ours stays as it is: the
%% room of another, and the archive of one that is gone.
room(Room, Service, Title, #{members := Members, moderators := Moderators, archived := Archived}) ->
    Host = ejabberd_router:host_of_route(Service),
    true = lists:member(Service, gen_mod:get_module_opt_hosts(Host, mod_muc)),
    true = Room =/= <<>> andalso Room =:= jid:nodeprep(Room),
    Of = fun(People, Affiliation) -> #{jid:tolower(jid:make(User, Host)) => Affiliation || User <- People} end,
    People = maps:merge(Of(Members, member), Of(Moderators, admin)),
    Wanted = People#{jid:tolower(jid:make(Service)) => owner},
    process(Host, Service, Room) =/= none orelse create(Host, Room, Service, Wanted),
    {Pid, #state{affiliations = Affiliations}} = process(Host, Service, Room),
    Known = stoa_membership:affiliations(Affiliations),
    owners(Known) =:= owners(Wanted) orelse taken(),
    set_members(Pid, Host, jid:make(Room, Service), Known, Wanted),
    configure(Pid, Host, jid:make(Room, Service), Title, Archived).

%% A room that was destroyed is found until mod_muc has heard of its end.
-spec process(binary(), binary(), binary()) -> {pid(), #state{}} | none.
process(Host, Service, Room) ->
    case mod_muc:unhibernate_room(Host, Service, Room) of
        {ok, Pid} -> living(mod_muc_room:get_state(Pid), Pid, {Host, Service, Room});
        {error, notfound} -> none;
        {error, _} -> throw({unavailable, <<"The room cannot be opened">>})
    end.

living({ok, State}, Pid, _) -> {Pid, State};
living({error, notfound}, _, {Host, Service, Room}) -> timer:sleep(?ENDING_MS), process(Host, Service, Room);
living({error, timeout}, _, _) -> throw({unavailable, <<"The room does not answer">>}).

%% Closed from its first moment; the rest follows.
create(Host, Room, Service, Affiliations) ->
    mod_mam:is_empty_for_room(Host, Room, Service) orelse taken(),
    Closed = #config{persistent = true, members_only = true, public = false, mam = true},
    record(Host, jid:make(Room, Service), <<"create">>,
           changes(#{}, Affiliations) ++ stoa_membership:options(Closed)),
    ok = mod_muc:create_room(Service, Room,
        [{persistent, true}, {members_only, true}, {public, false}, {mam, true},
         {affiliations, [{Jid, {Affiliation, <<>>}} || Jid := Affiliation <- Affiliations]}]).

%% One row for all that one call changes, before it is so.
record(_, _, _, []) -> ok;
record(Host, #jid{lserver = Service} = Room, Type, What) ->
    case stoa_membership:record(Host, #{room => Room, by => jid:make(Service), type => Type, what => What}) of
        {ok, _} -> ok;
        {refused, #stanza_error{text = Text}} -> throw({unavailable, xmpp:get_text(Text)})
    end.

changes(Known, Wanted) ->
    [stoa_membership:item(jid:make(Jid), [{<<"affiliation">>, maps:get(Jid, Known, none), Affiliation}])
     || Jid := Affiliation <- maps:iterator(Wanted, ordered)].

taken() -> throw({refused, <<"conflict">>, <<"Somebody else has a room of that name">>}).

owners(Affiliations) -> [Jid || Jid := owner <- maps:iterator(Affiliations, ordered)].

set_members(Pid, Host, Room, Known, Wanted) ->
    Gone = maps:map(fun(_, _) -> none end, maps:without(maps:keys(Wanted), Known)),
    New = maps:filter(fun(Jid, Affiliation) -> maps:get(Jid, Known, none) =/= Affiliation end, Wanted),
    record(Host, Room, <<"affiliation">>, changes(Known, maps:merge(Gone, New))),
    maps:foreach(fun(Jid, Affiliation) -> set_affiliation(Pid, Jid, Affiliation) end, Gone),
    maps:foreach(fun(Jid, Affiliation) -> set_affiliation(Pid, Jid, Affiliation) end, New).

set_affiliation(Pid, Jid, Affiliation) ->
    {ok, _} = mod_muc_room:change_item(Pid, jid:make(Jid), affiliation, Affiliation, <<>>).

%% All options at once. Members of a moderated room may speak, too: here it says that the room is archived.
configure(Pid, Host, Room, Title, Archived) ->
    {ok, Known} = mod_muc_room:get_config(Pid),
    Wanted = #config{title = Title, persistent = true, members_only = true, anonymous = false,
                     public = false, public_list = false, mam = true, allow_change_subj = false,
                     moderated = Archived, allowpm = case Archived of true -> none; false -> anyone end,
                     max_users = mod_muc_opt:max_users(Host),
                     vcard_xupdate = Known#config.vcard_xupdate},
    Wanted =:= Known orelse
        begin
            record(Host, Room, <<"config">>, stoa_membership:options(Known, Wanted)),
            {ok, _} = mod_muc_room:set_config(Pid, Wanted)
        end,
    ok.

is_directorys(#state{host = Service} = State) ->
    mod_muc_room:get_affiliation(jid:make(Service), State) =:= owner.

is_archived(#state{config = #config{moderated = Moderated}} = State) ->
    Moderated andalso is_directorys(State).
