%%% ejabberd's own WebSocket session (ejabberd_http_ws), which tells its reader (stoa_websocket) whenever
%%% the stream has taken a stanza: it would hold as many as come.
-module(stoa_websocket_session).
-behaviour(p1_fsm).

-export([start_link/1]).
-export([init/1, handle_event/3, handle_sync_event/4, handle_info/3, terminate/3, code_change/4]).

start_link(Socket) -> p1_fsm:start_link(?MODULE, [Socket], []).

init(Args) -> ejabberd_http_ws:init(Args).

handle_event({activate, _Stream} = Event, StateName, State) ->
    _ = case get(?MODULE) of
            undefined -> ok;
            Reader -> Reader ! taken
        end,
    ejabberd_http_ws:handle_event(Event, StateName, State);
handle_event(Event, StateName, State) ->
    ejabberd_http_ws:handle_event(Event, StateName, State).

handle_sync_event(Event, From, StateName, State) ->
    ejabberd_http_ws:handle_sync_event(Event, From, StateName, State).

handle_info({reader, Reader}, StateName, State) ->
    put(?MODULE, Reader),
    {next_state, StateName, State};
handle_info(Info, StateName, State) ->
    ejabberd_http_ws:handle_info(Info, StateName, State).

terminate(Reason, StateName, State) -> ejabberd_http_ws:terminate(Reason, StateName, State).

code_change(Old, StateName, State, Extra) -> ejabberd_http_ws:code_change(Old, StateName, State, Extra).
