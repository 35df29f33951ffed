package io.unjam.transformers.proof.striping;

/**
 * The kinds of thing that stand in a proof's way. Reasons of one kind are counted together; the
 * sentence that a person reads is the {@link Reason}'s own.
 */
public enum Obstacle {
  /** A field of the group that others can name. */
  NOT_PRIVATE("a field isn't private"),
  /** A field of the group that may change. */
  NOT_FINAL("a field isn't final"),
  /** A field whose object can't be replaced by a striped one. */
  TYPE("a field is of a type that can't be split"),
  /** Fields that don't belong together, or aren't there. */
  GROUP("the fields don't belong to one object, or aren't there"),
  /** The lock or a map comes from elsewhere, or is made in more than one way. */
  MADE("the lock or a map isn't made where it is declared, by exactly the known class"),
  /** A fair lock. */
  FAIR("the lock is fair"),
  /** The map is part of a serialized form. */
  SERIALIZED("the map is serialized with its object"),
  /** Other threads may see the object before its constructor returns. */
  CONSTRUCTION("'this' may be seen before its constructor is done"),
  /** Native code or reflection. */
  REFLECTION("native code or reflection may reach the fields"),
  /** Another class of the nest takes the lock or reads a map. */
  NEST("another class of the nest uses the lock or a map"),
  /** Something that would have to be looked at isn't there. */
  MISSING("a class file isn't at hand"),
  /** The map, something of it, or the lock can be used where the proof doesn't see it. */
  ESCAPES("the map, a part of it or the lock gets out of sight"),
  /** {@code tryLock}, conditions and the like. */
  LOCK_USE("the lock is used for more than lock and unlock"),
  /** Not on every way the same. */
  UNBALANCED("lock and unlock don't balance on every way"),
  /** The map is touched by who doesn't hold the lock. */
  UNGUARDED("the map is touched without the lock"),
  /** The code can't be followed to its end. */
  TOO_LARGE("the code calls itself, or is larger than the proof follows"),
  /** Somebody sees the order of the map. */
  ORDER("the map is walked over, whose order changes"),
  /** The lock is never taken. */
  NO_SECTION("the class has no section of the lock"),
  /** No section would take less than all stripes. */
  NO_GAIN("no section is about one key alone"),

  /** Of a section: it is about the map as a whole. */
  ALL_KEYS("it is about all keys"),
  /** Of a section: it is about something else. */
  NO_KEY("it doesn't touch the map under a key"),
  /** Of a section: more than one key. */
  KEYS("it is about more than one key"),
  /** Of a section: its key isn't there when it begins. */
  KEY_MADE("its key is made inside, or not kept from lock to unlock"),
  /** Of a section: it writes a field. */
  WRITES_FIELD("it writes a field"),
  /** Of a section: it reads a field that others may write meanwhile. */
  READS_FIELD("it reads a field that others may write"),
  /** Of a section: it touches an array. */
  ARRAY("it reads or writes an array"),
  /** Of a section: it takes another lock. */
  OTHER_LOCK("it takes another lock"),
  /** Of a section: it calls a journal, log or listener, which a word would allow. */
  JOURNAL("it calls a journal, log or listener"),
  /** Of a section: it calls unknown code. */
  CALL("it calls code whose effects aren't known"),
  /** Of a section: it may be the first use of a class. */
  INITIALISES("it may initialise a class"),
  /** Of a section: it takes the lock again. */
  REENTRY("it takes the lock again, and not for the same key alone");

  private final String text;

  Obstacle(String text) {
    this.text = text;
  }

  /** A clause that says what all reasons of the kind have in common. */
  public String text() {
    return text;
  }
}
