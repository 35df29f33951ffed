package io.unjam.agent.suggest;

import java.util.List;

/**
 * Every kind of advice. Where two want to replace one map or lock, the one that could gain more is
 * kept, and of equals the earlier.
 */
final class Advices {

  static final List<Advice> ALL =
      List.of(
          new GrowthAdvice(),
          new SameKeyAdvice(),
          new PresentKeyAdvice(),
          new LockedMapAdvice(),
          new FairLockAdvice(),
          new FewWritersAdvice(),
          new LongSectionAdvice(),
          new ShortSectionAdvice(),
          new YieldAdvice(),
          new ExplicitGcAdvice());

  private Advices() {}
}
