/** The entry class alone. */
@NullMarked
package io.unjam.agent;

import org.jspecify.annotations.NullMarked;
