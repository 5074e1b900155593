package io.poolwatch.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges a reply by expects; keeps where each of their searches through it stands. */
final class Expectations {

  /** What an expect says of the bytes that have come so far. */
  enum Judgement {
    /** More bytes may change the answer. */
    OPEN,
    MET,
    /** What was wanted is not there. */
    MISSING,
    /** What was not wanted is there. */
    UNWANTED,
    /** The reply ended before its first byte. */
    EMPTY
  }

  private static final Matcher.@Nullable Search[] NONE = new Matcher.Search[0];

  private final CheckScript script;
  private final List<Step> steps;
  private final Reply reply;
  private Matcher.@Nullable Search[] searches = NONE;

  /** The expect that was open last; those before it in its chain were met already. */
  private int open;

  private int judged;

  Expectations(CheckScript script, Reply reply) {
    this.script = script;
    this.steps = script.steps();
    this.reply = reply;
  }

  /**
   * Judges the reply by the expect at an index of the script.
   *
   * <p>A negated expect is never met by an empty reply: a peer that closes without a word proves
   * nothing. Before the last of a chain is met, the earlier ones are looked at again with all that
   * has come, so that {@link #judged()} may be one of them.
   *
   * @param end whether nothing more will come
   * @param last whether the searches may put nothing off
   */
  Judgement judge(Step.Expect expect, int index, boolean end, boolean last) {
    judged = index;
    Judgement judgement = judgeAlone(expect, index, end, last);
    return judgement == Judgement.MET && !script.expectsAt(index + 1) && overturned(index)
        ? Judgement.UNWANTED
        : judgement;
  }

  /** The index of the expect that the last judgement is about. */
  int judged() {
    return judged;
  }

  private Judgement judgeAlone(Step.Expect expect, int index, boolean end, boolean last) {
    int length = reply.length();
    int least = Math.max(1, Math.max(expect.matcher().minLength(), expect.minRecv()));
    if (!end && length < least) {
      return open(index);
    }
    boolean metBefore = index < open;
    boolean counts = end || last || (expect.minRecv() >= 0 && !metBefore);
    if (search(expect, index).found(reply.data(), length, counts)) {
      return expect.not() ? Judgement.UNWANTED : Judgement.MET;
    }
    if (length == 0) {
      return Judgement.EMPTY;
    }
    if (!end && expect.minRecv() < 0) {
      return open(index);
    }
    return expect.not() ? Judgement.MET : Judgement.MISSING;
  }

  private Judgement open(int index) {
    open = index;
    return Judgement.OPEN;
  }

  /**
   * Where judging goes on when more bytes have come and the expect at an index is still open: at
   * the first of its chain, because what a negated one must not see may come yet.
   */
  int resumeAt(int index) {
    int first = index;
    while (steps.get(first - 1) instanceof Step.Expect) {
      first--;
    }
    return first;
  }

  /** Whether an earlier expect of the chain that ends here sees by now what it must not. */
  private boolean overturned(int index) {
    int i = index - 1;
    while (steps.get(i) instanceof Step.Expect expect) {
      if (expect.not() && search(expect, i).found(reply.data(), reply.length(), true)) {
        judged = i;
        return true;
      }
      i--;
    }
    return false;
  }

  private Matcher.Search search(Step.Expect expect, int index) {
    if (searches.length == 0) {
      searches = new Matcher.Search[steps.size()];
    }
    Matcher.Search search = searches[index];
    if (search == null) {
      search = expect.matcher().begin();
      searches[index] = search;
    }
    return search;
  }
}
