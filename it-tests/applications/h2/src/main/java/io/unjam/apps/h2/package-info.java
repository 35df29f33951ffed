/** H2 at work. */
@NullMarked
package io.unjam.apps.h2;

import org.jspecify.annotations.NullMarked;
