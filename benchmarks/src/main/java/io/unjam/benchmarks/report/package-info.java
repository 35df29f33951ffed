/** Results as a table, as JSON and as the page in the docs. */
@NullMarked
package io.unjam.benchmarks.report;

import org.jspecify.annotations.NullMarked;
