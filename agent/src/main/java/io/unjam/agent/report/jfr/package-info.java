/**
 * Events of ours in JDK Flight Recorder. Needs the module {@code jdk.jfr}; where an image lacks it
 * these classes fail to link.
 */
@NullMarked
package io.unjam.agent.report.jfr;

import org.jspecify.annotations.NullMarked;
