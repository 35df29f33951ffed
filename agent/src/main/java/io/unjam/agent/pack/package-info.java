/** The last step of the build: from the shaded jar to {@code unjam.jar}. Not shipped itself. */
@NullMarked
package io.unjam.agent.pack;

import org.jspecify.annotations.NullMarked;
