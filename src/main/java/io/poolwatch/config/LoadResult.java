package io.poolwatch.config;

import com.typesafe.config.Config;
import io.poolwatch.spec.ServiceSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of reading a configuration. */
public sealed interface LoadResult {

  /**
   * The configuration is good.
   *
   * @param spec what it says
   * @param warnings what is doubtful in it, by file and line
   * @param system the settings of the local actor system
   * @param fleet those that the user and the libraries give for the actor system of the fleet; null
   *     on a node that is alone
   * @param api those for the actor system of the HTTP API; null without one
   */
  record Loaded(
      ServiceSpec spec,
      List<ConfigProblem> warnings,
      Config system,
      @Nullable Config fleet,
      @Nullable Config api)
      implements LoadResult {

    public Loaded {
      warnings = List.copyOf(warnings);
    }

    /** The same with another specification. */
    public Loaded with(ServiceSpec other) {
      return new Loaded(other, warnings, system, fleet, api);
    }
  }

  /**
   * The configuration can't be used.
   *
   * @param problems all that is wrong with it, by file and line; never empty
   */
  record Rejected(List<ConfigProblem> problems) implements LoadResult {

    public Rejected {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("rejected for nothing");
      }
    }
  }
}
