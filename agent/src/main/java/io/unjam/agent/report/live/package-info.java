/** What a running JVM answers to whoever watches it. */
@NullMarked
package io.unjam.agent.report.live;

import org.jspecify.annotations.NullMarked;
