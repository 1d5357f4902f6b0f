%%% What the directory says of a person, put where clients look for it: vCards, avatar and bookmarks.
%%% Whatever a person has set since stays: an own avatar, and whether a room is joined by itself.
-module(stoa_people).

-export([profile/5, bookmarks/3]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("pubsub.hrl").

-define(NS_VCARD4, <<"urn:xmpp:vcard4">>).
-define(CURRENT, <<"current">>).
-define(PRIVATE_CACHE, private_cache).       % mod_private's

%% `Png` is empty where there is no picture, `VCard4Xml` where there shall be no vCard. `SetAt` is when the
%% person chose the picture at the portal (ms since 1970), 0 for the directory's.
profile(#jid{luser = User, lserver = Host} = Person, VCardXml, VCard4Xml, Png, SetAt) ->
    #vcard_temp{} = VCard = xmpp:decode(fxml_stream:parse_element(VCardXml), ?NS_VCARD, []),
    Known = vcard(User, Host),
    Avatar = avatar(Person, SetAt),
    Photo = case Avatar of
                own -> Known#vcard_temp.photo;
                _ -> directory_photo(Png)
            end,
    Set = fun() -> ok = mod_vcard:set_vcard(User, Host, VCard#vcard_temp{photo = Photo}) end,
    case name(VCard) =:= name(Known) of
        true -> Set();
        false -> stoa_contacts:renamed(Person, Set)
    end,
    vcard4(Person, VCard4Xml),
    lists:member(Avatar, [own, id(Photo)]) orelse announce(Person, Photo).

directory_photo(<<>>) -> undefined;
directory_photo(Png) -> #vcard_photo{type = <<"image/png">>, binval = Png}.

vcard(User, Host) ->
    case mod_vcard:get_vcard(User, Host) of
        [El] -> xmpp:decode(El, ?NS_VCARD, []);
        [] -> #vcard_temp{}
    end.

%% What contact lists show.
name(#vcard_temp{nickname = Nick, fn = Name}) -> {Nick, Name}.

%% XEP-0292 v0.12.0.
vcard4(Person, Xml) ->
    Known = [El || #pubsub_item{itemid = {?CURRENT, _}, payload = [El | _]} <- stoa_pep:items(Person, ?NS_VCARD4)],
    case {Xml, Known} of
        {<<>>, []} -> ok;
        {<<>>, _} -> stoa_pep:remove(Person, ?NS_VCARD4, ?CURRENT);
        _ ->
            #xmlel{} = El = fxml_stream:parse_element(Xml),
            Known =:= [El] orelse stoa_pep:put(Person, ?NS_VCARD4, [{access_model, open}], [{?CURRENT, El}])
    end.

%% The id of the one that the directory has published, `own` where a client of the person has since.
avatar(Person, SetAt) ->
    case stoa_pep:items(Person, ?NS_AVATAR_METADATA) of
        [#pubsub_item{itemid = {Id, _}} = Item | _] ->
            case stoa_pep:is_own(Item, SetAt) of true -> own; false -> Id end;
        [] -> <<"none">>
    end.

id(undefined) -> <<"none">>;
id(#vcard_photo{binval = Png}) -> str:sha(Png).

%% XEP-0084, then XEP-0153. mod_avatar looks on and finds the vCard as it would make it.
announce(Person, Photo) ->
    publish_avatar(Person, Photo),
    mod_vcard_xupdate:vcard_set(#iq{type = set, from = Person}).

publish_avatar(Person, undefined) ->
    put(Person, ?NS_AVATAR_METADATA, <<"none">>, #avatar_meta{});
publish_avatar(Person, #vcard_photo{type = Type, binval = Png} = Photo) ->
    {Width, Height} = size_of(Png),
    Id = id(Photo),
    Info = #avatar_info{id = Id, bytes = byte_size(Png), type = Type, width = Width, height = Height},
    put(Person, ?NS_AVATAR_DATA, Id, #avatar_data{data = Png}),
    put(Person, ?NS_AVATAR_METADATA, Id, #avatar_meta{info = [Info]}).

put(Person, Node, Id, Payload) -> stoa_pep:put(Person, Node, [], [{Id, xmpp:encode(Payload)}]).

size_of(<<137, "PNG\r\n", 26, "\n", _:32, "IHDR", Width:32, Height:32, _/binary>>) -> {Width, Height}.

%% XEP-0402; mod_private makes the older forms (XEP-0048) of it. `Wanted` are names by room.
bookmarks(Person, Wanted, Unwanted) ->
    Known = #{Room => El || #pubsub_item{itemid = {Room, _}, payload = [El | _]}
                                <- stoa_pep:items(Person, ?NS_PEP_BOOKMARKS)},
    New = #{Room => bookmark(Name) || Room := Name <- Wanted, not is_map_key(Room, Known)},
    Renamed = #{Room => fxml:replace_tag_attr(<<"name">>, maps:get(Room, Wanted), El)
                || Room := El <- Known, is_map_key(Room, Wanted),
                   fxml:get_tag_attr_s(<<"name">>, El) =/= maps:get(Room, Wanted)},
    case map_size(Known) of
        0 -> first_bookmarks(Person, maps:to_list(New));
        _ -> change(Person, maps:to_list(maps:merge(New, Renamed)), [Room || Room <- Unwanted, is_map_key(Room, Known)])
    end.

bookmark(Name) -> xmpp:encode(#pep_bookmarks_conference{name = Name, autojoin = true}).

first_bookmarks(_, []) -> ok;
first_bookmarks(Person, New) ->
    %% As a client makes the node (XEP-0402).
    Options = [{persist_items, true}, {access_model, whitelist}, {max_items, max}, {send_last_published_item, never}],
    case stoa_pep:put(Person, ?NS_PEP_BOOKMARKS, Options, New) of
        copied -> older_form(Person, New);
        published -> ok
    end.

%% As mod_private would have made it, had it been told.
older_form(#jid{luser = User, lserver = Host} = Person, New) ->
    Bookmarks = [#bookmark_conference{jid = jid:decode(Room), name = fxml:get_tag_attr_s(<<"name">>, El), autojoin = true}
                 || {Room, El} <- New],
    Storage = xmpp:encode(#bookmark_storage{conference = Bookmarks}),
    ok = (gen_mod:db_mod(Host, mod_private)):set_data(User, Host, [{?NS_STORAGE_BOOKMARKS, Storage}]),
    ets_cache:delete(?PRIVATE_CACHE, {User, Host, ?NS_STORAGE_BOOKMARKS}, ejabberd_cluster:get_nodes()),
    stoa_pep:put(Person, ?NS_STORAGE_BOOKMARKS, [{persist_items, true}, {access_model, whitelist}],
                 [{?CURRENT, Storage}]),
    ok.

change(Person, Put, Removed) ->
    [stoa_pep:publish(Person, ?NS_PEP_BOOKMARKS, Room, El, []) || {Room, El} <- Put],
    [stoa_pep:remove(Person, ?NS_PEP_BOOKMARKS, Room) || Room <- Removed],
    ok.
