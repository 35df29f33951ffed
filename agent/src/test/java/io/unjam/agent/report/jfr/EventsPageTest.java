package io.unjam.agent.report.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.report.Live;
import io.unjam.agent.report.Page;
import io.unjam.agent.report.SampleRun;
import io.unjam.runtime.record.Recorder;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Timespan;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.Test;

/** The documented events are those that the flight recorder knows. */
class EventsPageTest {

  /** What every event of the flight recorder has. */
  private static final Set<String> COMMON =
      Set.of("startTime", "duration", "eventThread", "stackTrace");

  private static final Live LIVE = SampleRun.live(SampleRun.report(), true);

  @Test
  void documentsEveryFieldOfEveryEvent() throws IOException {
    StringBuilder table = new StringBuilder("| event | field | label | what it says |\n");
    table.append("|---|---|---|---|\n");
    try (FlightEvents events = new FlightEvents(LIVE, Recorder.SHARED)) {
      assertThat(events).isNotNull();
      List<EventType> types =
          FlightRecorder.getFlightRecorder().getEventTypes().stream()
              .filter(type -> type.getName().startsWith("unjam."))
              .sorted(java.util.Comparator.comparing(EventType::getName))
              .toList();
      assertThat(types).hasSize(3);
      for (EventType type : types) {
        assertThat(type.getCategoryNames()).containsExactly("Unjam");
        row(table, '`' + type.getName() + '`', "", type.getLabel(), type.getDescription());
        for (ValueDescriptor field : type.getFields()) {
          if (!COMMON.contains(field.getName())) {
            row(table, "", '`' + field.getName() + '`', field.getLabel(), said(field));
          }
        }
      }
    }
    Page.assertTable("jfr", table.toString());
  }

  private static String said(ValueDescriptor field) {
    String description = field.getDescription() == null ? "" : field.getDescription();
    boolean time = field.getAnnotation(Timespan.class) != null;
    return description + (time ? (description.isEmpty() ? "A duration" : " (a duration)") : "");
  }

  private static void row(
      StringBuilder table, String event, String field, String label, String said) {
    assertThat(label).isNotBlank();
    table.append("| ").append(event).append(" | ").append(field).append(" | ").append(label);
    table.append(" | ").append(said).append(" |\n");
  }
}
