%%% How the server's log lines look: one plain log on standard output, without colours, without what
%%% people write and without a line for each connection.
-module(stoa_log).

-export([format/2, filter/2]).

-define(TEMPLATE, [time, " [", level, "] ", {mfa, [mfa, {line, [":", line], []}, " "], []}, msg, "\n"]).
-define(LONGEST, 2000).

%% A formatter of Erlang's logger. ejabberd sets colours in the configuration of the one that is there:
%% ours has its own.
format(Event, _Config) ->
    logger_formatter:format(plain(Event), #{template => ?TEMPLATE, time_designator => $\s,
                                            single_line => true, max_size => ?LONGEST}).

%% A process that crashed reports its state and its last message: stanzas, passwords.
plain(#{msg := {report, #{label := {_, Kind}} = Report}} = Event) when Kind =/= progress ->
    About = maps:with([name, label, process_label, handler, registered_name], Report),
    Event#{msg := {"~0p: ~0p; state and message omitted", [About, reason(Report)]}};
plain(#{msg := {Format, Args}} = Event) when is_list(Format), is_list(Args) ->
    Event#{msg := text(Format, Args)};
plain(Event) -> Event.

reason(#{reason := Reason}) -> class(Reason);
reason(#{report := [Crash | _]}) when is_list(Crash) -> class(proplists:get_value(error_info, Crash));
reason(#{report := Report}) when is_list(Report) -> class(proplists:get_value(reason, Report));
reason(_) -> unknown.

%% What kind of failure and where, without the values it failed with.
class({Class, Reason, Stack}) when is_list(Stack) -> {Class, kind(Reason), where(Stack)};
class({Reason, Stack}) when is_list(Stack) -> {kind(Reason), where(Stack)};
class(Reason) -> kind(Reason).

kind({Kind, _}) when is_atom(Kind) -> Kind;
kind(Kind) when is_atom(Kind) -> Kind;
kind(_) -> omitted.

where(Stack) -> [{M, F, arity(A)} || {M, F, A, _} <- lists:sublist(Stack, 4)].

arity(Args) when is_list(Args) -> length(Args);
arity(Arity) -> Arity.

%% p1_server, p1_fsm, hooks and SQL report as text, with state, messages or the whole statement in it.
text("Hook ~p crashed" ++ _, [Hook, Module, Function, Arity | _]) ->
    {"hook ~p crashed in ~p:~p/~p; arguments omitted", [Hook, Module, Function, Arity]};
text("SQL query '~ts' at ~p failed" ++ _ = Format, Args) -> {Format, Args};
text("SQL query" ++ _, [_, Error]) -> {"SQL query failed: ~p; statement omitted", [Error]};
text(Format, Args) ->
    Telling = ["terminating", "Last message", "SQL transaction restarts", "while processing SQL"],
    case lists:any(fun(Word) -> string:find(Format, Word) =/= nomatch end, Telling) of
        true -> {"failed: ~ts ...; state, message and reason omitted", [hd(string:split(Format, "~"))]};
        false -> {Format, Args}
    end.

%% A filter: these lines name no address (hide_sensitive_log_data), and our own processes cause one a
%% second.
filter(#{msg := {"(~p) Accepted connection" ++ _, _}}, _) -> stop;
filter(Event, _) -> Event.
