%%% Links to shared files. What is recorded, stored and routed names a file the same for everybody; on its way to
%%% a client that becomes the link of the client's person, which is a capability (components/upload/links.py):
%%% nobody gets another's. A canonical link inside of another address stays as it is: that address's
%%% owner would learn whose link it is.
-module(stoa_links).

-export([start/2, canonical/2, may_have_capabilities/1, names_files/2, personal/1]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("logger.hrl").

-define(ID, "([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})").
-define(SHORTEST, 54).               % of all links, canonical ones too
-define(MAC_BYTES, 16).
-define(MOST_ROUNDS, 4).
%% What stands before a link in a text may be brackets, marks and letters that no address has: no full stop
%% of another script either (U+3002, U+FF00 and on).
-define(ALONE, "(?:\\A|(?<=[ \\t\\r\\n<>\"]))"
               "((?:[(\\[{'*_~|`]|[\\x80-\\xe2\\xe4-\\xee\\xf0-\\xff]|\\xe3(?!\\x80\\x82)|\\xef(?![\\xbc-\\xbf]))*+)").
-define(AT_START, "\\A([ \\t\\r\\n]*+)").
-define(CAPABILITY, "(https?://[^\\s<>\"'/]{1,300}/files/)?" ?ID "/([a-z0-9_-]++)\\.([a-z0-9_-]{22})[a-z0-9_-]*+").
%% Elements whose text is for people: a blank ends an address there. Any other's may be one address.
-define(PROSE, [<<"body">>, <<"subject">>, <<"status">>, <<"desc">>, <<"last">>, <<"found">>, <<"mark">>]).
%% What says where in a body something stands, in characters (XEP-0428, 0372, 0394).
-define(COUNTING, [<<"urn:xmpp:fallback:0">>, <<"urn:xmpp:reference:0">>, <<"urn:xmpp:markup:0">>]).
-define(PLACES, [<<"start">>, <<"begin">>, <<"end">>]).

%% What a rule finds in a text: from which byte on, how many, and what stands there instead.
-type edit() :: {non_neg_integer(), non_neg_integer(), binary()}.
-type rule() :: fun((prose | value, binary()) -> [edit()]).

-spec start(binary(), gen_mod:opts()) -> ok.
start(Host, #{file_links := Key, origin := Origin, origins := Origins}) ->
    Start = <<"https://upload.", Host/binary, "/">>,
    Quoted = ["\\Q", Start, "\\E", ?ID, "/"],
    persistent_term:put({?MODULE, Host},
        #{host => Host, key => Key, start => Start, folder => <<Origin/binary, "/files/">>,
          folders => [<<Known/binary, "/files/">> || Known <- [Origin | Origins]],
          start_pattern => binary:compile_pattern(Start),
          alone => compiled([?ALONE | Quoted], []), at_start => compiled([?AT_START | Quoted], []),
          capability => compiled(?CAPABILITY, [caseless]),
          slash => binary:compile_pattern([<<"/">>, <<"\\">>, <<"%">>]),
          odd => binary:compile_pattern([<<"%">>, <<"\\">>, <<"\t">>, <<"\r">>, <<"\n">>]),
          odd_parts => compiled("(%[2-7][0-9a-f]|[\\t\\r\\n]+|\\\\)", [caseless])}).

compiled(Pattern, Options) ->
    {ok, Compiled} = re:compile(Pattern, Options),
    Compiled.

known(Host) -> persistent_term:get({?MODULE, Host}).

%% ---- what comes in ------------------------------------------------------------------------------

%% Without anybody's capability: a link names its file only. Nobody but the service hands out others.
-spec canonical(binary(), stanza()) -> stanza().
canonical(Host, Stanza) ->
    Service = <<"upload.", Host/binary>>,
    case xmpp:get_from(Stanza) of
        #jid{lserver = Service} -> Stanza;
        _ ->
            Known = known(Host),
            case any(fun(Text) -> capabilities(Known, Text) =/= [] end, Stanza) of
                true -> each(fun(_, Text) -> capabilities(Known, Text) end, xmpp:del_meta(Stanza, stoa_personal));
                false -> Stanza
            end
    end.

%% Of what is routed: an ended session routes what it has not delivered, to others as an error too, and
%% the server makes requests of what it sends.
-spec may_have_capabilities(stanza()) -> boolean().
may_have_capabilities(#iq{}) -> true;
may_have_capabilities(Stanza) -> xmpp:get_meta(Stanza, stoa_personal, false).

-spec capabilities(map(), binary()) -> [edit()].
capabilities(#{slash := Slash} = Known, Text) ->
    case binary:match(Text, Slash) of
        nomatch -> [];
        _ -> in_any_spelling(Known, Text, plainly(Known, Text))
    end.

%% No link is read that is spelled otherwise, but people and programs might mend it: what has one then is
%% replaced as a whole.
in_any_spelling(Known, Text, Edits) ->
    Left = edited(Text, Edits),
    case spelled(Known, Left, ?MOST_ROUNDS) of
        Left -> Edits;
        Spelled ->
            case plainly(Known, Spelled) of
                [] -> Edits;
                Found -> [{0, byte_size(Text), edited(Spelled, Found)}]
            end
    end.

plainly(#{capability := Pattern} = Known, Text) ->
    [Edit || Match <- matches(Text, Pattern), Edit <- without_capability(Known, Text, Match)].

without_capability(#{start := Start, folders := Folders} = Known, Text, [{At, Length}, Before, File, Holder, Mac]) ->
    Id = string:lowercase(part(Text, File)),
    Folder = string:lowercase(part(Text, Before)),
    case lists:member(Folder, Folders) orelse is_valid(Known, Id, part(Text, Holder), part(Text, Mac)) of
        true when Folder =:= <<>> -> [{At, Length, Id}];
        true -> [{At, Length, <<Start/binary, Id/binary>>}];
        false -> []
    end.

part(_, {-1, 0}) -> <<>>;
part(Text, Part) -> binary:part(Text, Part).

is_valid(Known, Id, <<"put">>, Mac) ->
    Mac =:= mac(Known, [<<"put\n">>, Id]);
is_valid(#{host := Host} = Known, Id, Holder, Mac) ->
    try base64:decode(Holder, #{mode => urlsafe, padding => false}) of
        User -> Mac =:= to_get(Known, Id, User, Host)
    catch _:_ -> false
    end.

to_get(Known, Id, User, Host) -> mac(Known, [<<"get\n">>, Id, <<"\n">>, User, <<"@">>, Host]).

mac(#{key := Key}, Meant) ->
    Mac = binary:part(crypto:mac(hmac, sha256, Key, Meant), 0, ?MAC_BYTES),
    base64:encode(Mac, #{mode => urlsafe, padding => false}).

%% As programs mend addresses: without tabs and line ends, slashes for backslashes, and what needs no
%% percent-encoding without it.
spelled(_, Text, 0) -> Text;
spelled(#{odd := Odd} = Known, Text, Rounds) ->
    case binary:match(Text, Odd) =/= nomatch andalso mended(Known, Text) of
        false -> Text;
        Text -> Text;
        Mended -> spelled(Known, Mended, Rounds - 1)
    end.

mended(#{odd_parts := Odd}, Text) -> << <<(plain(Part))/binary>> || Part <- re:split(Text, Odd) >>.

plain(<<"%", Hex:2/binary>> = Encoded) ->
    case binary_to_integer(Hex, 16) of
        Char when Char >= $a, Char =< $z; Char >= $A, Char =< $Z; Char >= $-, Char =< $:; Char =:= $_; Char =:= $~;
                  Char =:= $% -> <<Char>>;
        _ -> Encoded
    end;
plain(<<Char, _/binary>>) when Char =:= $\t; Char =:= $\r; Char =:= $\n -> <<>>;
plain(<<"\\">>) -> <<"/">>;
plain(Text) -> Text.

%% ---- what goes out ------------------------------------------------------------------------------

%% As its reader gets it. If that fails it is delivered as it is, with links that lead nowhere.
-spec personal({term(), map()}) -> {term(), map()}.
personal({#message{meta = #{stoa_names_files := false}}, _} = Acc) ->
    Acc;                                                     % see stoa_record: asked once for all who get it
personal({Stanza, #{lserver := Host, jid := #jid{luser = User}} = State} = Acc)
  when is_record(Stanza, message); is_record(Stanza, iq); is_record(Stanza, presence) ->
    try
        case names_files(Host, Stanza) of
            true -> {xmpp:put_meta(each(rule(known(Host), User), Stanza), stoa_personal, true), State};
            false -> Acc
        end
    catch Class:Reason:Stack ->
        stoa_record:crashed(Class, Reason, Stack),
        Acc
    end;
personal(Acc) ->
    Acc.

-spec names_files(binary(), stanza()) -> boolean().
names_files(Host, Stanza) ->
    #{start_pattern := Start} = known(Host),
    any(fun(Text) -> binary:match(Text, Start) =/= nomatch end, Stanza).

-spec rule(map(), binary()) -> rule().
rule(#{alone := Alone, at_start := AtStart} = Known, User) ->
    fun(prose, Text) -> own(Known, User, Text, matches(Text, Alone));
       (value, Text) -> own(Known, User, Text, matches(Text, AtStart))
    end.

own(#{folder := Folder, host := Host} = Known, User, Text, Matches) ->
    Holder = base64:encode(User, #{mode => urlsafe, padding => false}),
    [begin
         Id = part(Text, File),
         Mac = to_get(Known, Id, User, Host),
         {At + Before, Length - Before, <<Folder/binary, Id/binary, "/", Holder/binary, ".", Mac/binary, "/">>}
     end || [{At, Length}, {_, Before}, File] <- Matches].

%% ---- all texts of a stanza ------------------------------------------------------------------------

%% Whether one of them that may hold a link is such.
any(Is, Text) when is_binary(Text) -> byte_size(Text) >= ?SHORTEST andalso Is(Text);
any(Is, [First | Rest]) -> any(Is, First) orelse any(Is, Rest);
any(Is, Tuple) when is_tuple(Tuple) -> any_of(Is, Tuple, tuple_size(Tuple));
any(_, _) -> false.

any_of(_, _, 0) -> false;
any_of(Is, Tuple, Place) -> any(Is, element(Place, Tuple)) orelse any_of(Is, Tuple, Place - 1).

%% Those of elements that ejabberd has read, too: they are records.
each(Rule, #message{body = Body, sub_els = Els} = Message) ->
    Counted = recounted(case Body of [#text{data = Data} | _] -> places(Rule, Data); [] -> [] end, Els),
    each_of(Rule, Message#message{sub_els = Counted});
each(Rule, #xmlel{name = <<"message">>, children = Children} = El) ->
    Body = fxml:get_subtag_cdata(El, <<"body">>),
    each_in(Rule, El#xmlel{children = recounted(places(Rule, Body), Children)});
each(Rule, #xmlel{} = El) -> each_in(Rule, El);
each(Rule, #text{data = Data} = Text) -> Text#text{data = text(Rule, prose, Data)};
each(_, #jid{} = Jid) -> Jid;
each(Rule, Text) when is_binary(Text) -> text(Rule, value, Text);
each(Rule, [First | Rest]) -> [each(Rule, First) | each(Rule, Rest)];
each(Rule, Tuple) when is_tuple(Tuple) -> each_of(Rule, Tuple);
each(_, Other) -> Other.

each_of(Rule, Tuple) -> list_to_tuple([each(Rule, Part) || Part <- tuple_to_list(Tuple)]).

each_in(Rule, #xmlel{name = Name, attrs = Attrs, children = Children} = El) ->
    Mode = case lists:member(Name, ?PROSE) of true -> prose; false -> value end,
    El#xmlel{attrs = [{Key, text(Rule, value, Value)} || {Key, Value} <- Attrs],
             children = [case Child of
                             {xmlcdata, Text} -> {xmlcdata, text(Rule, Mode, Text)};
                             _ -> each(Rule, Child)
                         end || Child <- Children]}.

text(_, _, Text) when byte_size(Text) < ?SHORTEST -> Text;
text(Rule, Mode, Text) -> edited(Text, Rule(Mode, Text)).

edited(Text, []) -> Text;
edited(Text, Edits) -> iolist_to_binary(edited(Text, 0, Edits)).

edited(Text, From, []) -> [binary:part(Text, From, byte_size(Text) - From)];
edited(Text, From, [{At, Length, New} | Rest]) ->
    [binary:part(Text, From, At - From), New | edited(Text, At + Length, Rest)].

matches(Text, Pattern) ->
    case re:run(Text, Pattern, [global, report_errors, {capture, all, index}]) of
        {match, Found} -> Found;
        nomatch -> []
    end.

%% ---- places in a body -----------------------------------------------------------------------------

%% What becomes longer or shorter there: from which character on, how many, and how many then.
places(Rule, Body) ->
    [{characters(binary:part(Body, 0, At)), characters(binary:part(Body, At, Length)), characters(New)}
     || {At, Length, New} <- Rule(prose, Body)].

characters(Text) -> length([Byte || <<Byte>> <= Text, Byte band 16#c0 =/= 16#80]).

recounted([], Els) -> Els;
recounted(Places, Els) ->
    [case El of
         #xmlel{} -> recounted_in(lists:member(fxml:get_tag_attr_s(<<"xmlns">>, El), ?COUNTING), Places, El);
         _ -> El
     end || El <- Els].

recounted_in(false, _, El) -> El;
recounted_in(true, Places, #xmlel{attrs = Attrs, children = Children} = El) ->
    El#xmlel{attrs = [{Key, case lists:member(Key, ?PLACES) of true -> moved(Value, Places); false -> Value end}
                      || {Key, Value} <- Attrs],
             children = [case Child of #xmlel{} -> recounted_in(true, Places, Child); _ -> Child end
                         || Child <- Children]}.

moved(Text, Places) ->
    try binary_to_integer(Text) of
        Place -> integer_to_binary(Place + lists:sum([by(Place, Each) || Each <- Places]))
    catch _:_ -> Text
    end.

by(Place, {At, Old, New}) when At + Old =< Place -> New - Old;
by(Place, {At, _, New}) when At < Place -> At + New - Place;
by(_, _) -> 0.
