%%% What somebody reports of whom they block (XEP-0377 v0.4.1 #blocking): taken before they are blocked.
-module(stoa_reports).

-export([take/2, features/5]).

-include_lib("p1_xmpp/include/xmpp.hrl").
-include("ejabberd_sql_pt.hrl").

-define(BLOCKING, <<"urn:xmpp:blocking">>).
-define(REPORTING, <<"urn:xmpp:reporting:1">>).
-define(SPAM, <<"urn:xmpp:reporting:spam">>).
-define(TIMEOUT_MS, 5000).
%% Reports of a request, as many as are taken of somebody in a day; and messages of each.
-define(MOST, 50).

%% What the server says it understands (XEP-0377 #disco).
features({error, _} = Acc, _, _, _, _) -> Acc;
features({result, Known}, _, _, <<>>, _) -> {result, [?REPORTING | lists:delete(?REPORTING, Known)]};
features(empty, _, _, <<>>, _) -> {result, [?REPORTING]};
features(Acc, _, _, _, _) -> Acc.

%% Refused while it cannot be noted, so that its sender knows; what says nothing of this kind is `ok`.
-spec take(binary(), stanza()) -> ok | {refused, stanza_error()}.
take(Host, #iq{type = set, from = #jid{luser = User, lserver = Host} = From, to = To} = IQ)
  when To =:= undefined; To#jid.luser =:= User, To#jid.lserver =:= Host, To#jid.lresource =:= <<>> ->
    try lists:foreach(fun(Report) -> noted = note(Host, From, Report) end,
                      lists:sublist(reports(IQ), ?MOST))
    catch error:{badmatch, unavailable} -> {refused, stoa_record:unavailable()};
          Class:Reason:Stack -> stoa_record:crashed(Class, Reason, Stack)
    end;
take(_, _) ->
    ok.

reports(IQ) ->
    [{Reported, Report}
     || #xmlel{name = <<"block">>, children = Items} = Block <- stoa_stanza:children(IQ), is_in(?BLOCKING, Block),
        #xmlel{name = <<"item">>, children = Inside} = Item <- Items,
        #xmlel{name = <<"report">>} = Report <- Inside, is_in(?REPORTING, Report),
        Reported <- address(fxml:get_tag_attr_s(<<"jid">>, Item))].

address(Text) ->
    try [jid:encode(jid:tolower(jid:decode(Text)))]
    catch _:_ -> []
    end.

note(Host, From, {Reported, Report}) ->
    Reporter = jid:encode(jid:tolower(jid:remove_resource(From))),
    Reason = case fxml:get_tag_attr_s(<<"reason">>, Report) of ?SPAM -> <<"spam">>; _ -> <<"abuse">> end,
    Note = fxml:get_subtag_cdata(Report, <<"text">>),
    Ids = iolist_to_binary([${, lists:join($,, lists:sublist(ids(Report), ?MOST)), $}]),
    Query = ?SQL("select @(report)d from stoa.report(%(Reporter)s, %(Reported)s, %(Reason)s, %(Note)s,"
                 " cast(cast(%(Ids)s as text) as bigint[]), true) report"),
    try ejabberd_sql:sql_query(Host, Query, ?TIMEOUT_MS) of
        {selected, _} -> noted;
        _ -> unavailable
    catch _:_ -> unavailable
    end.

%% Of messages as archives name them; ours are digits.
ids(#xmlel{children = Inside}) ->
    [Id || #xmlel{name = <<"stanza-id">>} = El <- Inside, is_in(<<"urn:xmpp:sid:0">>, El),
           Id <- [fxml:get_tag_attr_s(<<"id">>, El)],
           byte_size(Id) > 0, byte_size(Id) =< 18, lists:all(fun(C) -> C >= $0 andalso C =< $9 end, binary_to_list(Id))].

is_in(Namespace, El) -> fxml:get_tag_attr_s(<<"xmlns">>, El) =:= Namespace.
