/** Kafka at work. */
@NullMarked
package io.unjam.apps.kafka;

import org.jspecify.annotations.NullMarked;
