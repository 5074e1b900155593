package io.poolwatch.sink;

import io.poolwatch.event.Quotes;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.sink.ServerView.CheckView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code show stat}: HAProxy's CSV. What counts traffic is 0, for there is none here.
 *
 * <p>Source: HAProxy, management guide, 9.1; the reference, section 12.3.
 */
final class StatReport {
  private static final List<String> COLUMNS =
      List.of(
          ("pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,"
                  + "wretr,wredis,status,weight,act,bck,chkfail,chkdown,lastchg,downtime,qlimit,"
                  + "pid,iid,sid,throttle,lbtot,tracked,type,rate,rate_lim,rate_max,check_status,"
                  + "check_code,check_duration,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,"
                  + "hrsp_other,hanafail,req_rate,req_rate_max,req_tot,cli_abrt,srv_abrt,comp_in,"
                  + "comp_out,comp_byp,comp_rsp,lastsess,last_chk,last_agt,qtime,ctime,rtime,"
                  + "ttime,agent_status,agent_code,agent_duration,check_desc,agent_desc,"
                  + "check_rise,check_fall,check_health,agent_rise,agent_fall,agent_health,addr,"
                  + "cookie,mode,algo,conn_rate,conn_rate_max,conn_tot,intercepted,dcon,dses,wrew,"
                  + "connect,reuse,cache_lookups,cache_hits,srv_icur,src_ilim,qtime_max,ctime_max,"
                  + "rtime_max,ttime_max,eint,idle_conn_cur,safe_conn_cur,used_conn_cur,"
                  + "need_conn_est,uweight,agg_server_status,agg_server_check_status,"
                  + "agg_check_status")
              .split(",", -1));

  /** What a server's row counts of traffic. */
  private static final List<String> ZEROS =
      List.of(
          ("qcur,qmax,scur,smax,stot,bin,bout,dresp,econ,eresp,wretr,wredis,lbtot,rate,rate_max,"
                  + "hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,req_tot,cli_abrt,"
                  + "srv_abrt,qtime,ctime,rtime,ttime,wrew,connect,reuse,qtime_max,ctime_max,"
                  + "rtime_max,ttime_max,eint")
              .split(",", -1));

  private static final long NANOS = 1_000_000;

  private final Map<String, String> row = new HashMap<>();
  private final boolean replies;

  private StatReport(PoolView pool, String name, boolean replies) {
    this.replies = replies;
    ZEROS.forEach(column -> row.put(column, "0"));
    put("pxname", pool.name());
    put("svname", name);
    put("pid", 1);
    put("iid", pool.number());
    put("lastsess", -1);
    put("mode", "tcp");
  }

  /**
   * The whole answer.
   *
   * @param wanted which rows
   * @param replies whether what servers replied is told
   */
  static String of(List<PoolView> pools, StatFilter wanted, boolean replies) {
    StringBuilder text = new StringBuilder("# ").append(String.join(",", COLUMNS)).append(",\n");
    for (PoolView pool : pools) {
      if (!wanted.pool(pool)) {
        continue;
      }
      int number = 0;
      for (PoolView.Member member : pool.members()) {
        number++;
        if (wanted.server(member.server(), number)) {
          text.append(server(pool, number, member, replies)).append('\n');
        }
      }
      if (wanted.backend()) {
        text.append(backend(pool)).append('\n');
      }
    }
    return text.append('\n').toString();
  }

  private static String server(PoolView pool, int number, PoolView.Member member, boolean replies) {
    ServerView server = member.server();
    StatReport report = new StatReport(pool, server.id().server(), replies);
    report.put("status", status(server));
    report.put("weight", server.weight());
    report.put("act", server.spec().backup() ? 0 : 1);
    report.put("bck", server.spec().backup() ? 1 : 0);
    report.put("lastchg", member.history().sinceChangeSeconds());
    report.put("sid", number);
    report.put("type", 2);
    ServerId target = ServerView.target(server.spec());
    report.put("tracked", target == null ? "" : target);
    report.put("addr", server.address());
    report.put("uweight", server.weight());
    report.put("srv_icur", 0);
    if (server.check() != null && server.check().enabled()) {
      report.put("chkfail", member.history().failures());
      report.put("chkdown", member.history().downs());
      report.put("downtime", member.history().downSeconds());
      report.put("hanafail", 0);
      if (!server.maintained()) {
        report.check("check", "last_chk", server.check());
      }
    }
    if (server.agent() != null && server.agent().enabled()) {
      report.check("agent", "last_agt", server.agent());
    }
    return report.line();
  }

  private void check(String prefix, String info, CheckView check) {
    HealthCounter counter = check.counter();
    put(prefix + "_rise", counter.rule().rise());
    put(prefix + "_fall", counter.rule().fall());
    put(prefix + "_health", counter.value());
    CheckResult last = check.last();
    if (last == null) {
      put(prefix + "_status", "INI");
      put(prefix + "_desc", "Initializing");
      return;
    }
    put(prefix + "_status", last.status());
    if (last.status().carriesCode() && last.code() != CheckResult.NO_CODE) {
      put(prefix + "_code", last.code());
    }
    put(prefix + "_duration", last.timings().totalNanos() / NANOS);
    put(prefix + "_desc", last.status().description());
    put(info, replies ? last.info() : Quotes.info(last));
  }

  private static String status(ServerView server) {
    if (server.maintained()) {
      return "MAINT";
    }
    boolean agentSays = agentDown(server.agent());
    if (server.state() == OperationalState.DOWN) {
      return agentSays ? "DOWN (agent)" : "DOWN" + progress(server.check(), false);
    }
    boolean wantsDrain = server.drained() && server.weight() > 0;
    if (server.state() == OperationalState.UNKNOWN || (unchecked(server) && !wantsDrain)) {
      return "no check";
    }
    if (server.drained()) {
      return agentSays || server.agentWants() == AdminState.DRAIN
          ? "DRAIN (agent)"
          : "DRAIN" + progress(server.check(), true);
    }
    String word = server.state() == OperationalState.STOPPING ? "NOLB" : "UP";
    return word + progress(server.check(), true);
  }

  /** Whether no check says anything of a server that tracks no other. */
  private static boolean unchecked(ServerView server) {
    return !server.tracks() && (server.check() == null || !server.check().enabled());
  }

  private static boolean agentDown(@Nullable CheckView agent) {
    return agent != null && agent.counter().state() == OperationalState.DOWN;
  }

  /** How far a counter is on its way: nothing if it is settled. */
  private static String progress(@Nullable CheckView check, boolean up) {
    if (check == null || check.counter().settledUp() || check.counter().value() == 0) {
      return "";
    }
    HealthCounter counter = check.counter();
    int rise = counter.rule().rise();
    return up
        ? " " + Math.max(1, counter.value() - rise + 1) + "/" + counter.rule().fall()
        : " " + counter.value() + "/" + rise;
  }

  private static String backend(PoolView pool) {
    StatReport report = new StatReport(pool, "BACKEND", false);
    int weight = 0;
    int active = 0;
    int backup = 0;
    for (PoolView.Member member : pool.members()) {
      if (member.server().usable()) {
        weight += member.server().weight();
        if (member.server().spec().backup()) {
          backup++;
        } else {
          active++;
        }
      }
    }
    report.put("status", active + backup > 0 ? "UP" : "DOWN");
    report.put("weight", weight);
    report.put("act", active);
    report.put("bck", backup);
    report.put("chkdown", pool.history().downs());
    report.put("lastchg", pool.history().sinceChangeSeconds());
    report.put("downtime", pool.history().downSeconds());
    report.put("sid", 0);
    report.put("type", 1);
    report.put("uweight", weight);
    return report.line();
  }

  private void put(String column, Object value) {
    row.put(column, String.valueOf(value));
  }

  private String line() {
    StringJoiner line = new StringJoiner(",", "", ",");
    COLUMNS.forEach(column -> line.add(field(row.getOrDefault(column, ""))));
    return line.toString();
  }

  /** In double quotes where a reader would stumble; a line stays a line. */
  private static String field(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", " ");
    return plain.indexOf(',') < 0 && plain.indexOf('"') < 0
        ? plain
        : '"' + plain.replace("\"", "\"\"") + '"';
  }
}
