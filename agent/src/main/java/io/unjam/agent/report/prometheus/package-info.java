/** Metrics in the text formats of Prometheus and OpenMetrics. */
@NullMarked
package io.unjam.agent.report.prometheus;

import org.jspecify.annotations.NullMarked;
