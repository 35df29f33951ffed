/** Maps whose every call used to hold one monitor, and that now hold none. */
@NullMarked
package io.unjam.runtime.variant.concurrent;

import org.jspecify.annotations.NullMarked;
