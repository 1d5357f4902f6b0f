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
    case is_crash(Format) of
        true -> Event#{msg := {"a process terminated; state, message and reason omitted", []}};
        false -> Event
    end;
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

%% p1_server, p1_fsm and ejabberd's own listeners report as text, state and message in it.
is_crash(Format) ->
    string:find(Format, "terminating") =/= nomatch orelse string:find(Format, "Last message") =/= nomatch.

%% A filter: these lines name no address (hide_sensitive_log_data), and our own processes cause one a
%% second.
filter(#{msg := {"(~p) Accepted connection" ++ _, _}}, _) -> stop;
filter(Event, _) -> Event.
