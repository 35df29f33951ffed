/** Holders of JDK types only, through which the isolated agent and injected code meet. */
@NullMarked
package io.unjam.runtime.bridge;

import org.jspecify.annotations.NullMarked;
