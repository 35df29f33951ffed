/** Single operations, by JMH. */
@NullMarked
package io.unjam.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
