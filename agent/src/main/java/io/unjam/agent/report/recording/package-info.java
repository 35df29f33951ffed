/** Recordings on disk: written once a second, readable up to the last whole block. */
@NullMarked
package io.unjam.agent.report.recording;

import org.jspecify.annotations.NullMarked;
