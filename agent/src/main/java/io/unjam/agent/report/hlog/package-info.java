/** Latencies for the tools that read HdrHistogram's logs. */
@NullMarked
package io.unjam.agent.report.hlog;

import org.jspecify.annotations.NullMarked;
