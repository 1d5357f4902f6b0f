%%% Who belongs to a room, who is in it and what it is set to, as rows of kind `membership`
%%% (schemas/xmpp/membership.xsd): one for each act, however many it concerns.
-module(stoa_membership).

-export([record/2, add/2, changes/3, item/2, options/1, options/2, venue/1, reason/1, asked/1, affiliations/1]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("mod_muc_room.hrl").

-define(NS, <<"urn:stoa:membership:1">>).

%% `nick` is that of who acts, `what` the children of the element.
-type act() :: #{room := jid(), by := jid(), nick => binary(), type := binary(), what := [xmlel()]}.

%% Before it takes effect: only what is recorded may.
-spec record(binary(), act()) -> {ok, Id :: pos_integer()} | {refused, stanza_error()}.
record(Host, Act) ->
    #{id := Id} = Row = row(Act),
    case stoa_feed:append(Host, Row) of
        ok -> {ok, Id};
        {refused, Error} -> {refused, Error};
        unavailable -> {refused, stoa_record:unavailable()}
    end.

%% What has happened and cannot be refused: it is written as soon as the database answers.
-spec add(binary(), act()) -> ok.
add(Host, Act) -> stoa_feed:add(Host, row(Act)).

row(#{room := Room, by := By, type := Type, what := What} = Act) ->
    Xml = fxml:element_to_binary(#xmlel{name = <<"membership">>, attrs = [{<<"xmlns">>, ?NS}], children = What}),
    #{source => <<"muc">>, from => By, to => jid:remove_resource(Room), nick => maps:get(nick, Act, <<>>),
      id => stoa_feed:next_id(), membership => {Type, Xml}}.

%% What a stanza has changed in a room, each kind of it with its type.
-spec changes(#state{}, #state{}, stanza()) -> [{Type :: binary(), [xmlel()]}].
changes(Before, After, Stanza) ->
    Items = asked(Stanza),
    [Change || {_, [_ | _]} = Change <- [{<<"affiliation">>, affiliated(Before, After, Items)},
                                         {<<"leave">>, left(Before, After, Items)},
                                         {<<"role">>, ranked(Before, After, Items)},
                                         {<<"config">>, options(Before, After)}]].

%% Whom a request is about.
-spec asked(stanza()) -> [#muc_item{}].
asked(#iq{sub_els = [#muc_admin{items = Items}]}) -> Items;
asked(#iq{sub_els = [#muc_owner{items = Items}]}) -> Items;
asked(_) -> [].

affiliated(#state{affiliations = Same}, #state{affiliations = Same}, _) -> [];
affiliated(#state{affiliations = Before} = Room, #state{affiliations = After}, Items) ->
    {Known, Wanted} = {affiliations(Before), affiliations(After)},
    [item(jid:make(Jid), [{<<"affiliation">>, Old, New} | why(jid:make(Jid), Room, Items)])
     || Jid <- lists:sort(maps:keys(maps:merge(Known, Wanted))),
        Old <- [maps:get(Jid, Known, none)], New <- [maps:get(Jid, Wanted, none)], Old =/= New].

%% ejabberd keeps some with the reason that was given.
affiliations(Affiliations) ->
    maps:map(fun(_, {Affiliation, _}) -> Affiliation; (_, Affiliation) -> Affiliation end, Affiliations).

left(#state{users = Before} = Room, #state{users = After}, Items) ->
    Gone = maps:without(maps:keys(After), Before),
    [item(Jid, [{<<"nick">>, Nick, <<>>}, {<<"role">>, Role, none} | why(Jid, Room, Items)])
     || _ := #user{jid = Jid, nick = Nick, role = Role} <- maps:iterator(Gone, ordered)].

ranked(#state{users = Same}, #state{users = Same}, _) -> [];
ranked(#state{users = Before} = Room, #state{users = After}, Items) ->
    [item(Jid, [{<<"role">>, Old, New} | why(Jid, Room, Items)])
     || Key := #user{jid = Jid, role = New} <- maps:iterator(After, ordered),
        #user{role = Old} <- [maps:get(Key, Before, none)], Old =/= New].

%% The reason given for this person in a request that may name several, by address or nickname.
why(Jid, #state{users = Users}, Items) ->
    Nicks = [Nick || _ := #user{jid = One, nick = Nick} <- Users, bare(One) =:= bare(Jid)],
    [{reason, Reason} || #muc_item{jid = Asked, nick = Nick, reason = Reason} <- Items, Reason =/= <<>>,
                         Asked =/= undefined andalso bare(Asked) =:= bare(Jid) orelse lists:member(Nick, Nicks)].

bare(Jid) -> jid:tolower(jid:remove_resource(Jid)).

%% Whom it concerns, and each value before and after; neither an empty one nor `none` is written.
-spec item(jid(), [{binary(), before | term(), term()} | {reason, binary()}]) -> xmlel().
item(Jid, Facts) ->
    Values = [[{Name, New}, {<<Name/binary, "-before">>, Old}] || {Name, Old, New} <- Facts],
    #xmlel{name = <<"item">>,
           attrs = [{<<"jid">>, jid:encode(Jid)} | [{Name, text(Value)} || {Name, Value} <- lists:append(Values),
                                                                          Value =/= none, Value =/= <<>>]],
           children = lists:append([reason(Reason) || {reason, Reason} <- Facts])}.

%% Where those who were in a destroyed room are sent (XEP-0045 10.9).
-spec venue(jid() | undefined) -> [xmlel()].
venue(undefined) -> [];
venue(Venue) -> [option(alternate_venue, <<>>, jid:encode(Venue))].

-spec reason(binary()) -> [xmlel()].
reason(<<>>) -> [];
reason(Text) -> [#xmlel{name = <<"reason">>, children = [{xmlcdata, Text}]}].

%% A room's first settings: those that are not empty.
-spec options(#config{}) -> [xmlel()].
options(#config{} = Config) ->
    [option(Name, <<>>, Value) || {Name, Value} <- settings(Config), text(Value) =/= <<>>].

%% Settings that changed, by the names ejabberd has for them.
-spec options(#state{} | #config{}, #state{} | #config{}) -> [xmlel()].
options(#state{config = Before} = Old, #state{config = After} = New) ->
    options(Before, After)
        ++ [option(Name, written(Known), written(Wanted)) || {Name, Known, Wanted} <- hats(Old, New), Known =/= Wanted];
options(#config{} = Before, #config{} = After) ->
    [option(Name, Old, New) || {{Name, Old}, {_, New}} <- lists:zip(settings(Before), settings(After)), Old =/= New].

%% Hats (XEP-0317) are titles that an owner gives: text that everybody in the room sees.
hats(Old, New) ->
    [{hats_defs, Old#state.hats_defs, New#state.hats_defs}, {hats_users, Old#state.hats_users, New#state.hats_users}].

written(Hats) -> [iolist_to_binary([word(Key), $\s, word(Value)]) || Key := Value <- maps:iterator(Hats, ordered)].

word({_, _, _} = Jid) -> jid:encode(Jid);
word({Title, Hue}) -> [Title, $\s, Hue];
word(Words) when is_list(Words) -> lists:join($\s, Words);
word(Word) -> Word.

%% `vcard_xupdate` is a digest of another.
settings(Config) ->
    lists:keydelete(vcard_xupdate, 1, lists:zip(record_info(fields, config), tl(tuple_to_list(Config)))).

%% Who may enter by a password is recorded, the password is not.
option(password, _, _) -> option(<<"password">>, [], <<>>);
option(Name, Before, After) when is_atom(Name) ->
    option(atom_to_binary(Name), [{<<"before">>, text(Before)} || text(Before) =/= <<>>], text(After));
option(Name, Before, After) ->
    #xmlel{name = <<"option">>, attrs = [{<<"name">>, Name} | Before],
           children = [{xmlcdata, After} || After =/= <<>>]}.

text(undefined) -> <<>>;
text(Value) when is_atom(Value) -> atom_to_binary(Value);
text(Value) when is_integer(Value) -> integer_to_binary(Value);
text(Value) when is_binary(Value) -> Value;
text(Values) when is_list(Values) -> iolist_to_binary(lists:join($\n, lists:map(fun text/1, Values)));
text({_, _, _} = Jid) -> jid:encode(Jid);
text(Set) -> text(gb_sets:to_list(Set)).
