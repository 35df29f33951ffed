package io.unjam.runtime.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.runtime.hook.TimeHooks;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.SiteCounts;
import org.junit.jupiter.api.Test;

class SiteTableTest {

  @Test
  void whatIsRegisteredIsRecordedByTheHooks() {
    int site = SiteTable.register("a.B.c()V#0:put", "a.B.c", "a.B", "c", 7, "put", 1);
    Recorder.SHARED.next();

    for (int i = 0; i < 10; i++) {
      TimeHooks.end(TimeHooks.begin(site), null, null, site);
    }

    assertThat(Recorder.SHARED.next().sites())
        .filteredOn(counts -> counts.site() == site)
        .singleElement()
        .extracting(SiteCounts::operations)
        .isEqualTo(10L);
  }

  @Test
  void aThreadWhoseIdThrowsIsRecordedLikeAnyOther() throws Exception {
    int site = SiteTable.register("a.B.e()V#0:put", "a.B.e", "a.B", "e", 7, "put", 1);
    Recorder.SHARED.next();
    Thread odd =
        new Thread(() -> TimeHooks.end(TimeHooks.begin(site), null, null, site)) {
          @Override
          public long getId() {
            throw new IllegalStateException("mine");
          }
        };
    odd.start();
    odd.join();

    assertThat(Recorder.SHARED.next().sites())
        .filteredOn(counts -> counts.site() == site)
        .singleElement()
        .extracting(SiteCounts::operations)
        .isEqualTo(1L);
  }

  @Test
  void theSameKeyIsTheSameSite() {
    int site = SiteTable.register("a.B.d()V#0:put", "a.B.d", "a.B", "d", 7, "put", 16);

    assertThat(SiteTable.register("a.B.d()V#0:put", "a.B.d", "a.B", "d", 7, "put", 16))
        .isEqualTo(site);
    assertThat(SiteTable.register("a.B.d()V#1:put", "a.B.d", "a.B", "d", 8, "put", 16))
        .isNotEqualTo(site);
  }
}
