/** From the JVM's call to a transformer in place, and what that transformer does. */
@NullMarked
package io.unjam.agent.boot;

import org.jspecify.annotations.NullMarked;
