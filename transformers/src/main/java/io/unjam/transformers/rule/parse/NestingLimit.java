package io.unjam.transformers.rule.parse;

import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.parser.Parser;

/**
 * Ends the parse of a text that nests deeper than any rule file: composing nodes recurses, and a
 * file of opening brackets must not overflow the stack of a starting application.
 */
final class NestingLimit implements Parser {
  static final int MAX_DEPTH = 40;
  static final String PROBLEM = "nested too deeply";

  private final Parser parser;
  private int depth;

  NestingLimit(Parser parser) {
    this.parser = parser;
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return parser.checkEvent(choice);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public boolean hasNext() {
    return parser.hasNext();
  }

  @Override
  public Event next() {
    Event event = parser.next();
    switch (event.getEventId()) {
      case MappingStart, SequenceStart -> {
        if (++depth > MAX_DEPTH) {
          throw new ParserException(PROBLEM, event.getStartMark());
        }
      }
      case MappingEnd, SequenceEnd -> depth--;
      default -> {}
    }
    return event;
  }
}
