/** What is measured: every case with its arms and its target, in one list. */
@NullMarked
package io.unjam.benchmarks.cases;

import org.jspecify.annotations.NullMarked;
