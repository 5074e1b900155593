package io.poolwatch.event;

import java.util.EnumMap;
import java.util.Map;

/** The one table of what each event says in a text line, after time, level, name and server. */
final class Sentences {
  private static final Map<EventName, Sentence> TABLE = table();

  private Sentences() {}

  /** The sentence of an event. */
  static Sentence of(EventName name) {
    Sentence sentence = TABLE.get(name);
    if (sentence == null) {
      throw new IllegalStateException("no sentence for " + name);
    }
    return sentence;
  }

  private static String pattern(EventName name) {
    return switch (name) {
      case NODE_STARTED ->
          "<poolwatch {version}, >pools: {pools}, servers: {servers}<ports?, listens on {ports}>";
      case NODE_STOPPED ->
          "<{reason}><, probes: {started}><, finished: {finished}><failed?, failed: {failed}>"
              + "<inconclusive?, inconclusive: {inconclusive}><skipped?, skipped: {skipped}>"
              + "<, start lag: p50 {lagP50Ms}><, p99 {lagP99Ms}><, p99.9 {lagP999Ms}>"
              + "<, max {lagMaxMs}>";
      case CONFIG_LOADED -> "{file}<, pools: {pools}><, servers: {servers}>";
      case CONFIG_RELOADED ->
          "{file}<added?, added {added}><removed?, removed {removed}><changed?, changed {changed}>"
              + "<needRestart?; after a restart: {needRestart}>";
      case CONFIG_REFUSED -> "{file} refused, nothing changed<problems?: {problems}>";
      case CHECK_RESULT -> "{result}<  [{health}]>";
      case SERVER_TRANSITION ->
          "{from} → {to}<admin? ({admin}><adminBy? by {adminBy}><admin?)><  via {via}>< "
              + " {cause}><contested?  contested><!quorate?  not quorate><votes?  votes: {votes}>";
      case VOTE_CHANGED -> "{from} → {to}<  {cause}>";
      case ADMIN_CHANGED ->
          "{from} → {to} by {by}< {author}><, who wants {wanted}><reason?: {reason}>";
      case POOL_TRANSITION -> "{from} → {to}, {usable} of {total} usable";
      case CONTESTED, CONTESTED_ENDED -> "<{votes}>";
      case SERVER_STALE ->
          "<no conclusive probe><check? of {check}>< for {sinceMs}><, last: {cause}>";
      case AGENT_STALE -> "<silent for {sinceMs}, what it said last stands><, last: {cause}>";
      case AGENT_STALE_ENDED -> "answers again after {sinceMs}";
      case CAPACITY_CHANGED -> "weight {weight}<, at most {maxconn} connections>";
      case ENDPOINT_CHANGED -> "<{from} → >{to}";
      case RESOLVE_FAILED -> "{name}: {problem}<, still using {address}>";
      case RESOLVE_RECOVERED -> "{name} has {address}";
      case EVENTS_DROPPED -> "{count} lines dropped here: nobody read them fast enough";
      case RUNTIME_COMMAND -> "{command}, by {peer}<answer?: {answer}>";
      case API_COMMAND -> "{command}, by {author} at {peer}<answer?: {answer}>";
      case API_CLIENT_DROPPED -> "{peer} did not read, {waiting} pieces waited for it";
      case SINK_FAILED -> "{sink}: {problem}; what happens meanwhile is lost there";
      case SINK_RECOVERED -> "{sink} takes messages again<lost?, {lost} were lost>";
      case CLUSTER_TLS_REFUSED -> "{problem}<kept?; the keys that were read before stay in use>";
      case CLUSTER_TLS_RELOADED ->
          "the fleet's keys are those of the files, valid until {notAfter}";
      case CONNECTION_OPENING ->
          "#{attempt} {endpoint}<secure? over TLS>< as {serverName}><, PROXY {proxy}>"
              + "<, from {source}>";
      case CONNECTION_CONNECTED, CONNECTION_PEER_CLOSED -> "#{attempt} at {elapsedMs}";
      case CONNECTION_SECURED -> "#{attempt} at {elapsedMs}<  {tls}>";
      case CONNECTION_SENT ->
          "#{attempt} at {elapsedMs}  {bytes} bytes<remaining? ({remaining} remaining)>";
      case CONNECTION_RECEIVED -> "#{attempt} at {elapsedMs}  {bytes} bytes";
      case CONNECTION_TIMED_OUT ->
          "#{attempt} at {elapsedMs}  {phase}, limit {limitMs}<lateMs?, {lateMs} late>"
              + "<pausedMs?, after a pause of {pausedMs}>";
      case CONNECTION_FAILED -> "#{attempt} at {elapsedMs}  {phase} {failure}";
      case CONNECTION_CLOSED -> "#{attempt} at {elapsedMs}<  {mode}>";
      case PROGRAM_STARTED -> "#{attempt} {command} for {endpoint}";
      case PROGRAM_ENDED -> "#{attempt} at {elapsedMs}, exit code {exitCode}, {bytes} bytes";
      case ACTOR_RESTARTED -> "<{cause}>";
      case ADMIN_SUPERSEDED ->
          "{to} as {author} set it on {setBy} does not hold<reason?: {reason}>";
      case STATE_UNREADABLE -> "{file}: {problem}<, set aside as {aside}>";
      case NODE_JOINED, NODE_REMOVED -> "<{nodes}>< at {address}>";
      case NODE_UNREACHABLE, NODE_REACHABLE -> "<{nodes}>";
      case FLEET_JOINED -> "with <{nodes}>";
      case FLEET_LOST -> "{reason}; probing on alone";
      case QUORATE_CHANGED -> "quorate {quorate}<, hears {nodes}> of {members} members";
      case CONFIG_MISMATCH -> "<{nodes}>: {count} servers differ";
      case CLOCK_SKEW -> "<{nodes}> by {ms}";
      case SELF_DOUBT -> "<doubts?doubts itself, >alone with {count} of {servers} servers";
    };
  }

  private static Map<EventName, Sentence> table() {
    Map<EventName, Sentence> table = new EnumMap<>(EventName.class);
    for (EventName name : EventName.values()) {
      table.put(name, new Sentence(pattern(name)));
    }
    return table;
  }
}
