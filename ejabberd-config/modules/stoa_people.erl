%%% What the directory says of a person, put where clients look for it: vCard, avatar and bookmarks.
%%% Whatever a person has set since stays: an own avatar, and whether a room is joined by itself.
-module(stoa_people).

-export([profile/3, bookmark/4, remove_bookmark/2]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("pubsub.hrl").

%% The resource that publishes for the directory; any other is the person's own client.
-define(DIRECTORY, <<"directory">>).

%% `Png` is empty where the directory has no picture.
profile(#jid{luser = User, lserver = Host} = Person, VCardXml, Png) ->
    #vcard_temp{} = VCard = xmpp:decode(fxml_stream:parse_element(VCardXml), ?NS_VCARD, []),
    Known = photo(User, Host),
    Photo = case has_own_avatar(Person) of
                true -> Known;
                false -> directory_photo(Png)
            end,
    ok = mod_vcard:set_vcard(User, Host, VCard#vcard_temp{photo = Photo}),
    Photo =:= Known orelse announce(Person, Photo).

directory_photo(<<>>) -> undefined;
directory_photo(Png) -> #vcard_photo{type = <<"image/png">>, binval = Png}.

photo(User, Host) ->
    case mod_vcard:get_vcard(User, Host) of
        [El] -> (xmpp:decode(El, ?NS_VCARD, []))#vcard_temp.photo;
        [] -> undefined
    end.

has_own_avatar(Person) ->
    case mod_pubsub:get_items(jid:tolower(Person), ?NS_AVATAR_METADATA) of
        [#pubsub_item{modification = {_, {_, _, Resource}}} | _] -> Resource =/= ?DIRECTORY;
        [] -> false;
        {error, #stanza_error{reason = 'item-not-found'}} -> false
    end.

%% XEP-0084, then XEP-0153. mod_avatar looks on and finds the vCard as it would make it.
announce(Person, Photo) ->
    publish_avatar(Person, Photo),
    mod_vcard_xupdate:vcard_set(#iq{type = set, from = Person}).

publish_avatar(Person, undefined) ->
    publish(Person, ?NS_AVATAR_METADATA, <<"none">>, #avatar_meta{}, []);
publish_avatar(Person, #vcard_photo{type = Type, binval = Png}) ->
    {Width, Height} = size_of(Png),
    Id = str:sha(Png),
    Info = #avatar_info{id = Id, bytes = byte_size(Png), type = Type, width = Width, height = Height},
    publish(Person, ?NS_AVATAR_DATA, Id, #avatar_data{data = Png}, []),
    publish(Person, ?NS_AVATAR_METADATA, Id, #avatar_meta{info = [Info]}, []).

size_of(<<137, "PNG\r\n", 26, "\n", _:32, "IHDR", Width:32, Height:32, _/binary>>) -> {Width, Height}.

%% XEP-0402; mod_private makes the older forms (XEP-0048) of it.
bookmark(Person, Room, Name, Autojoin) ->
    case mod_pubsub:get_item(jid:tolower(Person), ?NS_PEP_BOOKMARKS, Room) of
        #pubsub_item{payload = [Known | _]} ->
            rename_bookmark(Person, Room, Known, Name);
        {error, #stanza_error{reason = 'item-not-found'}} ->
            New = #pep_bookmarks_conference{name = Name, autojoin = Autojoin},
            publish(Person, ?NS_PEP_BOOKMARKS, Room, New, bookmark_node())
    end.

rename_bookmark(Person, Room, Known, Name) ->
    case fxml:get_tag_attr_s(<<"name">>, Known) of
        Name -> ok;
        _ -> publish(Person, ?NS_PEP_BOOKMARKS, Room, fxml:replace_tag_attr(<<"name">>, Name, Known), [])
    end.

remove_bookmark(Person, Room) ->
    case mod_pubsub:delete_item(jid:tolower(Person), ?NS_PEP_BOOKMARKS, publisher(Person), Room, true) of
        {error, #stanza_error{reason = 'item-not-found'}} -> ok;
        Answer -> done(Answer)
    end.

%% As a client makes the node (XEP-0402); `force_node_config` has the last word.
bookmark_node() ->
    [{persist_items, true}, {access_model, whitelist}, {max_items, max}, {send_last_published_item, never}].

publish(#jid{lserver = Host} = Person, Node, Id, Payload, NodeOptions) ->
    done(mod_pubsub:publish_item(jid:tolower(Person), Host, Node, publisher(Person), Id,
                                 [xmpp:encode(Payload)], NodeOptions, all)).

publisher(Person) -> jid:replace_resource(Person, ?DIRECTORY).

done({result, _}) -> ok;
done({error, #stanza_error{reason = Reason, text = Text}}) ->
    throw({refused, atom_to_binary(Reason), xmpp:get_text(Text)}).
